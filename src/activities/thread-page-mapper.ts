/** Runs maps on threads, so that a page full of CPU work never delays a heartbeat or another activity. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { MeltemiError } from '../model/errors';
import type { ErrorCode } from '../model/errors';
import type { MappedPage } from '../model/activity-io';
import type { MapPageRequest, PageMapper } from './page-mapper';

/** What crosses to a thread and back. */
export interface MapOrder {
  readonly id: number;
  readonly request: MapPageRequest;
}
export type MapAnswer =
  | { readonly id: number; readonly mapped: MappedPage }
  | { readonly id: number; readonly error: { code: ErrorCode | null; reason: string; instruction: string } };

export interface ThreadPageMapperOptions {
  /** The compiled thread script. */
  readonly script: string;
  /** The page store's folder; each thread opens it by itself. */
  readonly directory: string;
}

/** More threads than two gain little beside a loading database, and each costs some 30 MB. */
const MAX_THREADS = 2;

/**
 * Megabytes. A map makes garbage and keeps nothing: a young generation of three times 4 MB holds what lives, more would only be
 * memory that waits to be collected. The old space holds compiled maps.
 */
const THREAD_HEAP = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 256 } as const;

interface Waiting {
  readonly resolve: (mapped: MappedPage) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

export class ThreadPageMapper implements PageMapper {
  private readonly threads: Thread[] = [];
  private orders = 0;

  constructor(private readonly options: ThreadPageMapperOptions) {}

  async mapPage(request: MapPageRequest, signal: AbortSignal): Promise<MappedPage> {
    signal.throwIfAborted();
    const thread = this.leastBusy();
    const id = ++this.orders;
    const answer = new Promise<MappedPage>((resolve, reject) => thread.waiting.set(id, { resolve, reject }));
    const order: MapOrder = { id, request };
    thread.worker.postMessage(order);
    return answer;
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.splice(0).map(({ worker }) => worker.terminate()));
  }

  private leastBusy(): Thread {
    const [idlest] = [...this.threads].sort((a, b) => a.waiting.size - b.waiting.size);
    const wanted = Math.min(MAX_THREADS, availableParallelism());
    return idlest !== undefined && (idlest.waiting.size === 0 || this.threads.length >= wanted) ? idlest : this.start();
  }

  private start(): Thread {
    const worker = new Worker(this.options.script, {
      workerData: { directory: this.options.directory },
      resourceLimits: THREAD_HEAP,
    });
    const thread: Thread = { worker, waiting: new Map() };
    worker.unref();
    worker.on('message', (answer: MapAnswer) => settle(thread, answer));
    worker.on('error', (error) => this.lose(thread, error));
    worker.on('exit', () => this.lose(thread, new Error('the map thread ended')));
    this.threads.push(thread);
    return thread;
  }

  private lose(thread: Thread, error: Error): void {
    const index = this.threads.indexOf(thread);
    if (index >= 0) this.threads.splice(index, 1);
    for (const { reject } of thread.waiting.values()) reject(error);
    thread.waiting.clear();
  }
}

function settle(thread: Thread, answer: MapAnswer): void {
  const waiting = thread.waiting.get(answer.id);
  thread.waiting.delete(answer.id);
  if ('mapped' in answer) return waiting?.resolve(answer.mapped);
  const { code, reason, instruction } = answer.error;
  return waiting?.reject(code === null ? new Error(reason) : new MeltemiError(code, reason, instruction));
}

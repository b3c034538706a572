/**
 * Activities over a source and a target that are arrays, with a real ledger and fence: for tests of the workflows' own
 * behaviour (order, restarts, pause, cancel, continue-as-new). Hooks make single calls fail or wait.
 */
import { Context } from '@temporalio/activity';
import type { Activities } from '../../src/activities';
import { DEFAULT_TUNING } from '../../src/activities/tuning';
import type { ExtractPageInput, LoadBatchInput, StateBookmarks } from '../../src/model/activity-io';
import { mergedBookmarks } from '../../src/model/bookmarks';
import { MeltemiError } from '../../src/model/errors';
import type { MapFaults } from '../../src/model/map-faults';
import type { PlannedStream, RunTuning } from '../../src/model/plan';
import type { Position } from '../../src/model/position';
import type { JobStep } from '../../src/model/run';
import { reconcile } from '../../src/model/reconcile';
import type { Head } from '../../src/model/reconcile';
import { Redactor } from '../../src/model/redactor';
import type { RunSingerInput, SingerEnd } from '../../src/model/singer-run';
import { toFailure } from '../../src/activities/failure';

export interface ToyStream {
  readonly name: string;
  readonly rows: number;
  readonly unmapped?: boolean;
  readonly resumable?: boolean;
}

export interface ToyHooks {
  plan?: () => Promise<void> | void;
  extract?: (stream: string, seq: number, attempt: number) => Promise<void> | void;
  /** What a map's policy did to the page. */
  map?: (stream: string, seq: number) => MapFaults | undefined;
  load?: (stream: string, seq: number, attempt: number) => Promise<void> | void;
  /** Behind the commit, before the workflow hears of it. */
  loaded?: (stream: string, seq: number) => void;
  prepare?: (stream: string) => Promise<void> | void;
  command?: (plugin: string) => Promise<void> | void;
  /** Answers how the programs ended; nothing: with all rows of all streams. */
  programs?: (input: RunSingerInput) => Promise<SingerEnd | void> | SingerEnd | void;
}

export class ToyPipeline {
  readonly loaded = new Map<string, number[]>();
  readonly heads = new Map<string, Head>();
  readonly finished: string[] = [];
  readonly discarded: string[] = [];
  bookmarks: StateBookmarks = { streams: {} };
  /** The blocks of the job; null: the pipeline alone. */
  steps: readonly JobStep[] | null = null;
  /** The pipeline runs as programs. */
  programs = false;
  /** The server's namespace has them. */
  searchAttributes = false;
  calls: string[] = [];

  constructor(
    private readonly streams: readonly ToyStream[],
    readonly hostQueue: string,
    private readonly tuning: Partial<RunTuning> = {},
    readonly hooks: ToyHooks = {},
    private readonly rowsPerPage = 10,
  ) {}

  rowsOf(stream: string): readonly number[] {
    return this.loaded.get(stream) ?? [];
  }

  activities(): Activities {
    return {
      planJob: (options) =>
        this.guard(async () => {
          await this.hooks.plan?.();
          return {
            job: String(options.job),
            pipelines: [
              {
                pipeline: {
                  project: 'toy',
                  environment: 'dev',
                  tap: 'tap-toy',
                  mappings: [],
                  target: 'target-toy',
                  stateId: `dev:${String(options.job)}`,
                },
                options: { fullRefresh: options.fullRefresh ?? false, select: [] },
                job: String(options.job),
                searchAttributes: this.searchAttributes,
              },
            ],
            ...(this.steps === null ? {} : { steps: this.steps }),
          };
        }),
      runCommand: (ref) =>
        this.guard(async () => {
          await this.hooks.command?.(ref.plugin);
          return { lastLines: [`${ref.plugin} is done`] };
        }),
      runSinger: (input) =>
        this.guard(async () => {
          const end = await this.hooks.programs?.(input);
          if (end) return end;
          const streams = this.streams.map(({ name: stream, rows }) => ({
            stream,
            rows,
            extractedRows: rows,
            bytes: 1,
          }));
          return { streams, notes: [] };
        }),
      planPipeline: async () => ({
        streams: this.programs ? [] : this.streams.map(planned),
        ...(this.programs ? { programs: true } : {}),
        tuning: { ...DEFAULT_TUNING, heartbeatTimeoutSeconds: 2, hostTimeoutSeconds: 3, ...this.tuning },
        searchAttributes: this.searchAttributes,
        warnings: [],
      }),
      readBookmarks: async () => this.bookmarks,
      prepareLoad: (input) =>
        this.guard(async () => {
          const { name, replication } = input.stream;
          await this.hooks.prepare?.(name);
          const start = reconcile({
            head: this.heads.get(name) ?? null,
            known: input.known,
            runId: input.runId,
            incremental: replication.method === 'INCREMENTAL',
            fullRefresh: input.options.fullRefresh,
            restart: input.restart,
          });
          if (start.seq === 0 && !input.stream.resumable) this.loaded.set(name, []);
          this.heads.set(name, { ...start, runId: input.runId });
          return { hostQueue: this.hostQueue, parallelLoads: true, ...start };
        }),
      extractPage: (input) => this.guard(() => this.extract(input)),
      mapRecords: async (input) => {
        const faults = this.hooks.map?.(input.stream.name, input.seq);
        const page = { ...input.page, key: `${input.page.key}.mapped` };
        return faults === undefined ? { page } : { page, faults };
      },
      loadBatch: (input) => this.guard(() => this.load(input)),
      finishLoad: async (input) => void this.finished.push(`${input.stream.name}:${input.outcome}`),
      writeBookmarks: async (input) => {
        this.bookmarks = mergedBookmarks(this.bookmarks, input);
      },
      sweepPages: async () => undefined,
      mirrorState: async () => [],
    };
  }

  private async guard<T>(body: () => Promise<T>): Promise<T> {
    try {
      return await body();
    } catch (error) {
      throw toFailure(error, new Redactor(), Context.current().info.attempt);
    }
  }

  private async extract(input: ExtractPageInput) {
    const { name } = input.stream;
    this.calls.push(`extract ${name} ${input.seq}`);
    await this.hooks.extract?.(name, input.seq, Context.current().info.attempt);
    const total = this.streams.find((stream) => stream.name === name)?.rows ?? 0;
    const from = offsetOf(input.position);
    const to = Math.min(total, from + this.rowsPerPage);
    const next: Position = to >= total ? { kind: 'end' } : { kind: 'cursor', cursor: to };
    const page = {
      key: `${name}/${input.seq}-${Context.current().info.attempt}/${from}-${to}`,
      encoding: 'text' as const,
      rows: to - from,
      bytes: (to - from) * 100,
      checksum: '00000000',
      schemaHash: '0'.repeat(16),
    };
    const incremental = input.stream.replication.method === 'INCREMENTAL';
    return { page, next, bookmark: incremental ? { replicationKey: 'id', value: to } : null };
  }

  private async load(input: LoadBatchInput) {
    const { name } = input.stream;
    this.calls.push(`load ${name} ${input.seq}`);
    await this.hooks.load?.(name, input.seq, Context.current().info.attempt);
    const head = this.heads.get(name);
    if (head === undefined || input.epoch < head.epoch) throw new MeltemiError('FencedOut', 'An older attempt.', '');
    if (input.seq <= head.seq) return { rows: input.page?.rows ?? 0, alreadyLoaded: true };
    if (input.seq !== head.seq + 1) throw new MeltemiError('LoadOutOfOrder', 'A gap.', '', { retryAfterSeconds: 0.1 });
    const [from = 0, to = 0] = (input.page?.key.replace('.mapped', '').split('/').at(-1) ?? '0-0')
      .split('-')
      .map(Number);
    const rows = this.loaded.get(name) ?? [];
    for (let row = from; row < to; row++) rows.push(row);
    this.loaded.set(name, rows);
    this.heads.set(name, {
      ...head,
      seq: input.seq,
      rows: rows.length,
      position: input.next,
      bookmark: input.bookmark,
    });
    this.discarded.push(...input.discard);
    this.hooks.loaded?.(name, input.seq);
    return { rows: to - from, alreadyLoaded: false };
  }
}

function offsetOf(position: Position): number {
  if (position.kind === 'cursor') return Number(position.cursor);
  return position.kind === 'start' ? Number(position.bookmark?.value ?? 0) : Number.MAX_SAFE_INTEGER;
}

function planned(stream: ToyStream): PlannedStream {
  return {
    name: stream.name,
    // As with real taps: what cannot resume is a snapshot of a full table, and has no bookmark.
    replication:
      stream.resumable === false
        ? { method: 'FULL_TABLE', snapshot: true }
        : { method: 'INCREMENTAL', replicationKey: 'id', comparison: 'exact' },
    schemaHash: '0'.repeat(16),
    encoding: 'text',
    resumable: stream.resumable ?? true,
    output: {
      name: stream.name,
      keyProperties: ['id'],
      schemaHash: '0'.repeat(16),
      loadMode: 'upsert',
      delivery: 'exact',
    },
    unmapped: stream.unmapped ?? true,
  };
}

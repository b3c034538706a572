/** What the target suite works with: a stream of three columns, pages of it in a real page store, and calls with short arguments. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadMode } from '../../src/model/plan';
import type { Bookmark, Position } from '../../src/model/position';
import type { StreamOutcome } from '../../src/model/receipt';
import type { Column } from '../../src/model/stream';
import { escapeField, NULL_FIELD } from '../../src/pages/encoding/text';
import type { PageReader } from '../../src/pages/page-store';
import { FilePageStore } from '../../src/pages/store/file-page-store';
import type { LoadReceipt, OutputStream, Prepared, PrepareRequest, Target } from '../../src/targets/target';

/** One destination, empty at first. */
export interface TargetUnderTest {
  /** Waits a second at most for a batch's predecessor. */
  readonly target: Target;
  /** Another worker's target for the same destination. */
  again(): Target;
  /** The rows that a reader of the destination sees now, in any order, values as text; no destination: no rows. */
  readRows(outputName: string): Promise<readonly Row[]>;
  /** Called with each fault point's name that `target` passes; what it throws is thrown there. */
  onFault(hook: (name: string) => void): void;
  close(): Promise<void>;
}

export type Row = Readonly<Record<string, string | null>>;
export type Values = readonly (string | null)[];

export const noAbort = new AbortController().signal;

const COLUMNS: readonly Column[] = [
  { name: 'id', schema: { type: ['integer', 'null'] }, sqlType: 'bigint', nullable: false },
  { name: 'note', schema: { type: ['string', 'null'] }, sqlType: 'text', nullable: true },
  { name: 'amount', schema: { type: ['number', 'null'] }, sqlType: 'numeric(38,10)', nullable: true },
];
const EXTRA: Column = { name: 'extra', schema: { type: ['string', 'null'] }, nullable: true };

export interface StreamOptions {
  readonly key?: readonly string[];
  readonly incremental?: boolean;
  readonly resumable?: boolean;
  readonly columns?: readonly Column[];
}

export function ordersStream(options: StreamOptions = {}): OutputStream {
  return {
    stateId: 'dev:tap-to-target',
    name: 'shop-orders',
    schema: { columns: options.columns ?? COLUMNS, keyProperties: options.key ?? ['id'] },
    replication: options.incremental
      ? { method: 'INCREMENTAL', replicationKey: 'id', comparison: 'exact' }
      : { method: 'FULL_TABLE', snapshot: false },
    resumable: options.resumable ?? true,
  };
}

export const ordersWithExtra: readonly Column[] = [...COLUMNS, EXTRA];

export function cursor(seq: number): Position {
  return { kind: 'cursor', cursor: { at: seq, text: 'ä"\\' } };
}

export function bookmark(value: number): Bookmark {
  return { replicationKey: 'id', value };
}

/** One stream's run, driven by hand. */
export class Bench {
  private pages = 0;

  private constructor(
    readonly under: TargetUnderTest,
    private readonly store: FilePageStore,
    private readonly directory: string,
  ) {}

  static async open(under: TargetUnderTest): Promise<Bench> {
    const directory = await mkdtemp(join(tmpdir(), 'meltemi-target-'));
    return new Bench(under, await FilePageStore.open({ directory }), directory);
  }

  async close(): Promise<void> {
    await this.under.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  prepare(
    stream: OutputStream,
    loadMode: LoadMode,
    runId: string,
    more: Partial<PrepareRequest> & { target?: Target } = {},
  ): Promise<Run> {
    const { target = this.under.target, ...request } = more;
    return target
      .prepare({ stream, loadMode, runId, known: null, fullRefresh: false, restart: false, ...request }, noAbort)
      .then((prepared) => new Run(this, target, stream, loadMode, runId, prepared));
  }

  async page(stream: OutputStream, rows: readonly Values[]): Promise<PageReader> {
    this.pages += 1;
    const address = { project: 'p', stateId: 's', runId: 'r', stream: 'orders', seq: this.pages, attempt: '1.1' };
    const writer = await this.store.create(address, 'text', stream.schema);
    const lines = rows.map((row) => row.map((value) => (value === null ? NULL_FIELD : escapeField(value))).join('\t'));
    await writer.write(Buffer.from(lines.map((line) => `${line}\n`).join('')), rows.length);
    return this.store.open(await writer.commit());
  }

  /** All values of the destination's rows, sorted. */
  async rows(names: readonly string[] = ['id', 'note']): Promise<readonly Values[]> {
    const rows = await this.under.readRows('shop-orders');
    return rows.map((row) => names.map((name) => row[name] ?? null)).sort((a, b) => (String(a) < String(b) ? -1 : 1));
  }
}

export interface LoadOptions {
  readonly next?: Position;
  readonly bookmark?: Bookmark | null;
  readonly epoch?: number;
  readonly target?: Target;
  readonly signal?: AbortSignal;
}

export class Run {
  constructor(
    readonly bench: Bench,
    readonly target: Target,
    readonly stream: OutputStream,
    readonly loadMode: LoadMode,
    readonly runId: string,
    readonly prepared: Prepared,
  ) {}

  async load(
    seq: number,
    rows: readonly Values[] | PageReader | null,
    options: LoadOptions = {},
  ): Promise<LoadReceipt> {
    const page = rows === null || 'ref' in rows ? rows : await this.bench.page(this.stream, rows);
    return (options.target ?? this.target).load(
      {
        stream: this.stream,
        loadMode: this.loadMode,
        runId: this.runId,
        epoch: options.epoch ?? this.prepared.epoch,
        seq,
        next: options.next ?? cursor(seq),
        bookmark: options.bookmark ?? null,
        page,
      },
      options.signal ?? noAbort,
    );
  }

  finish(outcome: StreamOutcome = 'completed'): Promise<void> {
    const { stream, loadMode, runId, prepared } = this;
    return this.target.finish({ stream, loadMode, runId, epoch: prepared.epoch, outcome }, noAbort);
  }
}

/** A page whose reader fails after its first bytes. */
export function tornPage(page: PageReader, failure: Error): PageReader {
  return {
    ref: page.ref,
    schema: page.schema,
    async *chunks(signal) {
      for await (const chunk of page.chunks(signal)) {
        yield chunk;
        throw failure;
      }
    },
  };
}

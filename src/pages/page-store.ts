/**
 * The contract of the page store: pages are written once, verified when read, bounded in all, and deleted after use.
 * Every implementation passes `test/contract/page-store.ts`.
 */
import type { PageEncoding, PageRef } from '../model/page-ref';
import type { StreamSchema } from '../model/stream';

/** Where a page belongs. `attempt` makes the key unique, so that a late attempt never overwrites its successor's page. */
export interface PageAddress {
  readonly project: string;
  readonly stateId: string;
  readonly runId: string;
  /** The source stream's name; for a mapped page `<source stream>><output>`. */
  readonly stream: string;
  readonly seq: number;
  /** Unique per activity attempt, e.g. `<activity id>.<attempt>`. */
  readonly attempt: string;
}

export interface PageWriter {
  /**
   * Adds encoded bytes that hold `rows` whole records (a chunk may end inside a record; then count it with the chunk that
   * ends it). Resolves when more may be written: await it, it is the back-pressure. The buffer is the caller's again then.
   */
  write(chunk: Buffer, rows: number): Promise<void>;
  readonly bytes: number;
  readonly rows: number;
  /** Makes the page visible (rename) and returns its ref. */
  commit(): Promise<PageRef>;
  /** Drops what was written. Safe to call after `commit` (does nothing then) and twice. */
  abort(): Promise<void>;
}

export interface PageReader {
  readonly ref: PageRef;
  /** The schema of the records inside. */
  readonly schema: StreamSchema;
  /**
   * The page's bytes in order, in chunks of some 256 KiB, each lent until the next one is asked for. Throws `PageMissing` when the file is gone, short or does not
   * match its checksum; the last check comes at the end, so a consumer must not commit before the iteration is over.
   */
  chunks(signal: AbortSignal): AsyncIterable<Buffer>;
}

export interface PageStore {
  /** Stable name of the place where the pages lie (a host's page directory): the task queue of its worker is made of it. */
  readonly hostId: string;
  /** Starts a page. Throws `PageStoreFull` (retry) when the store's bound is reached. */
  create(address: PageAddress, encoding: PageEncoding, schema: StreamSchema): Promise<PageWriter>;
  /** Throws `PageMissing` when the page or its schema is not here. */
  open(ref: PageRef): Promise<PageReader>;
  /** Deletes pages by key; unknown keys are fine. */
  remove(keys: readonly string[]): Promise<void>;
  /** Deletes everything of one run (of one stream of it, when given). */
  removeRun(run: { project: string; stateId: string; runId: string; stream?: string }): Promise<void>;
  /** Deletes runs not touched for `olderThanSeconds`; answers how many. Runs at the worker's start and daily. */
  sweep(olderThanSeconds: number): Promise<number>;
}

/**
 * The contract of a target: writes a destination, exactly once where the destination allows it.
 *
 * A target keeps, durably and together with its data, a *head* per (state id, stream): epoch, run, last loaded seq, the
 * position and bookmark that seq led to. `prepare` raises the epoch, which fences every earlier worker; `load` checks
 * epoch and seq and moves the head in the same transaction as the rows; so the head is the truth about what is loaded.
 * One folder per system beside this file, one line in `registry.ts`, one call of `describeTarget` in `test/contract`.
 */
import type { JsonObject } from '../model/json';
import type { PageEncoding } from '../model/page-ref';
import type { DeliveryLevel, LoadMode } from '../model/plan';
import type { PluginContext } from '../model/plugin-context';
import type { Bookmark, Position, StreamBookmark } from '../model/position';
import type { StreamOutcome } from '../model/receipt';
import type { Replication, StreamSchema } from '../model/stream';
import type { PageReader } from '../pages/page-store';

/** A stream as the target sees it, after the maps. */
export interface OutputStream {
  readonly stateId: string;
  /** Decides the table's or file's name. */
  readonly name: string;
  readonly schema: StreamSchema;
  readonly replication: Replication;
  /** False: the stream may start over within a run, so nothing of it may show (or stay) before its end. */
  readonly resumable: boolean;
}

/** What the target is going to do with a stream; nothing is changed by asking. */
export interface TargetPlan {
  /** Where it goes, for people: `"public"."orders"`, `output/orders.jsonl`. */
  readonly destination: string;
  readonly loadMode: LoadMode;
  readonly delivery: DeliveryLevel;
  /** Encodings it can load into the destination as it is now. */
  readonly encodings: readonly PageEncoding[];
  /** What it will do, a line each: DDL statements, files made. */
  readonly steps: readonly string[];
}

export interface PrepareRequest {
  readonly stream: OutputStream;
  readonly loadMode: LoadMode;
  /** First run id of the pipeline's workflow: a run keeps it over restarts and continue-as-new. */
  readonly runId: string;
  /** What the `bookmarks` workflow says; compared with the head by `reconcile` (`src/model/reconcile.ts`). */
  readonly known: StreamBookmark | null;
  readonly fullRefresh: boolean;
  /** Start the stream over within this run: what this run loaded of it so far is dropped first. Only when not `resumable`. */
  readonly restart: boolean;
}

export interface Prepared {
  readonly epoch: number;
  /** Last seq of this run that is in the target; 0 at the start of a run. */
  readonly seq: number;
  /** Where extraction goes on. */
  readonly position: Position;
  /** The bookmark that is true now. */
  readonly bookmark: Bookmark | null;
  /** Rows of this run that are in the target already. */
  readonly rows: number;
  /** Batches may be loaded side by side (commits are still made in order by the target). */
  readonly parallelLoads: boolean;
  /** Said when head and bookmarks differed; shown in the receipt. */
  readonly note: string | null;
}

export interface Batch {
  readonly stream: OutputStream;
  readonly loadMode: LoadMode;
  readonly runId: string;
  readonly epoch: number;
  /** 1, 2, 3, ... within a run, without gaps. */
  readonly seq: number;
  /** The position after this batch; kept with the head, and compared when the same seq is offered again. */
  readonly next: Position;
  /** The bookmark after this batch; null keeps the head's. */
  readonly bookmark: Bookmark | null;
  /** Null: a batch without records (all filtered out), which only moves the head. */
  readonly page: PageReader | null;
}

export interface LoadReceipt {
  readonly rows: number;
  /** The batch was in the target before; this is the stored receipt. */
  readonly alreadyLoaded: boolean;
}

export interface FinishRequest {
  readonly stream: OutputStream;
  readonly loadMode: LoadMode;
  readonly runId: string;
  readonly epoch: number;
  readonly outcome: StreamOutcome;
}

export interface Target {
  plan(stream: OutputStream, signal: AbortSignal): Promise<TargetPlan>;
  /** Creates or widens the destination and raises the epoch. Safe to repeat: each call raises the epoch again. */
  prepare(request: PrepareRequest, signal: AbortSignal): Promise<Prepared>;
  /**
   * All or nothing, durable on return, once per (run, seq): a seq that is loaded returns its receipt (`LedgerAhead` when
   * it led to another position); an older epoch throws `FencedOut`; a gap waits a little for its predecessor, then throws
   * `LoadOutOfOrder` (retry).
   */
  load(batch: Batch, signal: AbortSignal): Promise<LoadReceipt>;
  /** Publishes what was staged (swap, indexes) or, for a failed or cancelled stream, what its mode allows to keep. Idempotent; `FencedOut` as for `load`. */
  finish(request: FinishRequest, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Makes a target of a plugin's resolved settings; throws `ConfigInvalid` naming the setting. Does no I/O. */
export type TargetFactory = (settings: JsonObject, context: PluginContext) => Target;

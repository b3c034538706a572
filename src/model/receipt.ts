/** What came of a stream, a pipeline and a job: the result that the Temporal UI shows and the CLI prints. */
import type { MapFaults } from './map-faults';
import type { DeliveryLevel, PipelineRef } from './plan';
import type { Bookmark } from './position';

export type StreamOutcome = 'completed' | 'failed' | 'cancelled';

export interface StreamReceipt {
  readonly stream: string;
  readonly outcome: StreamOutcome;
  /** Rows that the target took. */
  readonly rows: number;
  /** Rows that the tap gave. */
  readonly extractedRows: number;
  readonly bytes: number;
  readonly pages: number;
  readonly seconds: number;
  readonly bookmark: Bookmark | null;
  readonly delivery: DeliveryLevel;
  /** Task queue of the worker that held its pages last; null when it never had one. */
  readonly hostQueue: string | null;
  /** Restarts from the last loaded cursor (a lost host, page or session). */
  readonly restarts: number;
  /** What a person should know: a ledger that was ahead of the bookmarks, a moved worker. */
  readonly notes: readonly string[];
  /** What the policy of maps did to records on which an expression failed; absent: nothing. */
  readonly faults?: MapFaults;
  /** Code and message of the error that ended it. */
  readonly error?: { readonly code: string; readonly message: string };
}

export interface PipelineReceipt {
  readonly pipeline: PipelineRef;
  readonly outcome: StreamOutcome;
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  /** The first 20 streams, failed ones first; `streamCount` says how many there are. */
  readonly streams: readonly StreamReceipt[];
  readonly streamCount: number;
  /** Of all streams together. */
  readonly faults?: MapFaults;
  /** What ended the pipeline as a whole; a stream's own error stands with the stream. */
  readonly error?: { readonly code: string; readonly message: string };
  /** What planning found, such as a selected stream that does not exist. */
  readonly warnings?: readonly string[];
}

/** A command between the pipelines of a job. */
export interface CommandReceipt {
  /** `plugin` or `plugin:command`. */
  readonly command: string;
  /** Its place among the blocks of the job, from 1. */
  readonly block: number;
  readonly outcome: StreamOutcome;
  readonly seconds: number;
  /** What it printed last, secrets masked. */
  readonly lastLines: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

export interface JobReceipt {
  readonly job: string;
  readonly outcome: StreamOutcome;
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly pipelines: readonly PipelineReceipt[];
  /** Absent when the job has none. */
  readonly commands?: readonly CommandReceipt[];
}

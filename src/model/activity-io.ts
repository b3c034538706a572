/** Inputs and results of the activities: names, positions and page refs, small enough for any history. Wire format. */
import type { MapFaults } from './map-faults';
import type { DeliveryLevel, PipelineRef, PlannedStream } from './plan';
import type { Bookmark, Position, StreamBookmark } from './position';
import type { PageLimits, PageRef } from './page-ref';
import type { StreamOutcome } from './receipt';
import type { PipelineOptions } from './run';
import type { StateDocument } from './state-document';

/** What every activity of a stream needs to find its plugins and its place. */
export interface StreamContext {
  readonly pipeline: PipelineRef;
  readonly options: PipelineOptions;
  /** First run id of the pipeline's workflow. */
  readonly runId: string;
  readonly stream: PlannedStream;
  readonly heartbeatTimeoutSeconds: number;
}

export interface PlanPipelineInput {
  readonly pipeline: PipelineRef;
  readonly options: PipelineOptions;
}

export interface ReadBookmarksInput {
  readonly pipeline: PipelineRef;
}

/** All bookmarks of a state id: the answer of the `bookmarks` workflow. */
export interface StateBookmarks {
  readonly streams: Readonly<Record<string, StreamBookmark>>;
  /** The last time a person set or cleared the whole: it speaks for the streams that have no entry. */
  readonly editId?: string;
  /** What people, Singer processes and Meltano wrote; absent until one of them did. */
  readonly document?: StateDocument;
  /** The last write of a Singer process. */
  readonly singer?: { readonly runId: string; readonly seq: number };
  /** What the project's state backend holds as far as we know: its place, and the hash of the document that we wrote or took. */
  readonly mirrored?: Mirrored;
  /** When the state last changed, in milliseconds since 1970. */
  readonly changedAtMs?: number;
}

export interface Mirrored {
  /** The backend, without credentials: `s3://bucket/prefix`. */
  readonly place: string;
  readonly hash: string;
}

/** The bookmarks that a run starts from. */
export interface KnownBookmarks extends Pick<StateBookmarks, 'streams' | 'editId'> {
  /** What a person should know about where they came from. */
  readonly notes?: readonly string[];
}

export interface MirrorStateInput {
  readonly pipeline: PipelineRef;
}

export interface PrepareLoadInput extends StreamContext {
  readonly known: StreamBookmark | null;
  readonly restart: boolean;
}

export interface PreparedStream {
  /** Task queue of the worker that prepared the stream and whose disk its pages use. */
  readonly hostQueue: string;
  readonly epoch: number;
  readonly seq: number;
  readonly rows: number;
  readonly position: Position;
  readonly bookmark: Bookmark | null;
  readonly parallelLoads: boolean;
  readonly note: string | null;
}

export interface ExtractPageInput extends StreamContext {
  /** Names a session of the tap: an earlier epoch's session is never gone on with. */
  readonly epoch: number;
  readonly seq: number;
  readonly position: Position;
  readonly limits: PageLimits;
}

export interface ExtractedPage {
  /** Null when there was no record. */
  readonly page: PageRef | null;
  readonly next: Position;
  readonly bookmark: Bookmark | null;
}

export interface MapRecordsInput extends StreamContext {
  readonly seq: number;
  readonly page: PageRef;
}

export interface MappedPage {
  /** Null when no record was left. */
  readonly page: PageRef | null;
  /** Absent when no expression failed. */
  readonly faults?: MapFaults;
}

export interface LoadBatchInput extends StreamContext {
  readonly epoch: number;
  readonly seq: number;
  readonly page: PageRef | null;
  readonly next: Position;
  readonly bookmark: Bookmark | null;
  /** Keys of pages whose batches the workflow knows to be loaded: they can go. */
  readonly discard: readonly string[];
}

export interface LoadedBatch {
  readonly rows: number;
  readonly alreadyLoaded: boolean;
}

export interface FinishLoadInput extends StreamContext {
  readonly epoch: number;
  readonly outcome: StreamOutcome;
}

export interface WriteBookmarksInput {
  readonly pipeline: PipelineRef;
  readonly runId: string;
  readonly streams: Readonly<Record<string, { readonly bookmark: Bookmark; readonly seq: number }>>;
}

export interface SweepPagesInput {
  readonly pipeline: PipelineRef;
  readonly runId: string;
}

/** What `plan` prints for one stream. */
export interface StreamPlanView {
  readonly stream: PlannedStream;
  readonly destination: string;
  readonly steps: readonly string[];
  readonly delivery: DeliveryLevel;
}

/**
 * What a pipeline is going to do, as history stores it: names, modes and fingerprints, never a setting's value.
 * Everything here is wire format: add optional fields, never rename or re-shape (see `test/replay`).
 */
import type { PageEncoding, PageLimits } from './page-ref';
import type { Replication } from './stream';

/** One tap → mappings → target block of a project, by the names that the project gives them. */
export interface PipelineRef {
  /** The project's id: letters, digits, `-`, `_`; the first part of every workflow id. */
  readonly project: string;
  /** Name of the Meltano environment, or null for none. */
  readonly environment: string | null;
  readonly tap: string;
  readonly mappings: readonly string[];
  readonly target: string;
  /** `<environment>:<tap>-to-<target>[:<suffix>]`. */
  readonly stateId: string;
  /** Name of the schedule whose `env:` counts. */
  readonly schedule?: string;
  /** Its bookmarks are neither read nor written. */
  readonly stateless?: boolean;
}

/** How a target takes a stream: rows added, merged by key, or the whole replaced at the end. */
export type LoadMode = 'append' | 'upsert' | 'overwrite';

/** The promise for one stream, printed by `plan` and in the receipt. */
export type DeliveryLevel = 'exact' | 'exact with key' | 'at least once';

/** One stream as the target will see it, after the maps. */
export interface PlannedOutput {
  /** Name after `__alias__`; what the target derives its table or file from. */
  readonly name: string;
  readonly keyProperties: readonly string[];
  readonly schemaHash: string;
  readonly loadMode: LoadMode;
  readonly delivery: DeliveryLevel;
}

/** One selected stream of the tap, on its way to one destination. Streams that the maps drop are not planned. */
export interface PlannedStream {
  readonly name: string;
  /** The tap's stream, where maps make this one beside it; absent: it has this name. */
  readonly source?: string;
  readonly replication: Replication;
  /** Fingerprint of the selected columns as the tap gives them, before the maps. */
  readonly schemaHash: string;
  readonly encoding: PageEncoding;
  /** False: pages cannot be read again after a loss, so a lost stream starts over (the target stages it until its end). */
  readonly resumable: boolean;
  readonly output: PlannedOutput;
  /** True when no mapping touches the stream: pages go from tap to target as they are. */
  readonly unmapped: boolean;
}

/** Limits and rhythms of a run; they come with the plan so that a changed default never breaks a replay. */
export interface RunTuning {
  readonly page: PageLimits;
  /** Pages extracted but not yet loaded, per stream. */
  readonly pagesInFlight: number;
  /** Batches loaded side by side where a target allows it; commits stay in order. */
  readonly loadsInFlight: number;
  readonly streamsInParallel: number;
  readonly heartbeatTimeoutSeconds: number;
  /** How long a stream waits for its host's queue before it moves to another worker. */
  readonly hostTimeoutSeconds: number;
  /** Bookmarks are written after this many loaded batches or this many seconds, whichever is first. */
  readonly bookmarkEveryBatches: number;
  readonly bookmarkEverySeconds: number;
  /** A stream continues as new after this many history events. */
  readonly maxHistoryEvents: number;
  /** Loading and extracting are given up after this long without a success. */
  readonly retryForSeconds: number;
}

/** A selected stream that cannot be run as the project has it: its code and message, as an error would carry them. */
export interface RefusedStream {
  readonly stream: string;
  readonly code: string;
  readonly message: string;
}

export interface PipelinePlan {
  readonly streams: readonly PlannedStream[];
  readonly tuning: RunTuning;
  /** Whether the server knows our search attributes (a server of the user's may refuse their registration). */
  readonly searchAttributes: boolean;
  /** What a person should know before it runs, e.g. a selected stream that does not exist. */
  readonly warnings: readonly string[];
  /** They fail; the others run. */
  readonly refused?: readonly RefusedStream[];
  /** Tap, mappers and target are programs of their own: they run as one pipe, and `streams` is empty. */
  readonly programs?: boolean;
  /** The project keeps its state in a state backend too: it is written there when the run ends. */
  readonly mirrorState?: boolean;
}

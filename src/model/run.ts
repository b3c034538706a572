/** What starts a run: the input of `runJob` and what the project makes of it. Wire format. */
import type { PipelineRef } from './plan';

/** `temporal workflow start --type runJob --input '"orders-pipeline"'` gives the bare string; everything else is optional. */
export type RunJobInput = string | readonly string[] | RunJobOptions;

export interface RunJobOptions {
  /** A job's name, or blocks as on Meltano's command line: `["tap-postgres", "mask", "target-jsonl"]`. */
  readonly job: string | readonly string[];
  readonly environment?: string | null;
  /** Ignore bookmarks and read everything. */
  readonly fullRefresh?: boolean;
  /** Only these streams (Meltano's `select_filter`). */
  readonly select?: readonly string[];
  readonly stateIdSuffix?: string;
  /** The state id of the one pipeline that the blocks are; Meltano's old kind of schedule has its own name for it. */
  readonly stateId?: string;
  /** Name of the schedule whose `env:` counts for the run; the worker reads it in the project. */
  readonly schedule?: string;
  /** Discover anew, whatever catalog is kept. */
  readonly refreshCatalog?: boolean;
  /** Read no state and write none. */
  readonly noStateUpdate?: boolean;
  readonly stateStrategy?: StateStrategy;
  /** Instead of the project's `catalog:` and `state:`; relative to the project, for a tap that is a program. */
  readonly catalogFile?: string;
  readonly stateFile?: string;
  /** A run that holds the state id is cancelled and waited for. */
  readonly force?: boolean;
  /** The caller's own name for the run, a UUID. */
  readonly runId?: string;
  /** Seconds after which the whole run is cancelled and fails. */
  readonly timeoutSeconds?: number;
}

/** What becomes of a state that a run writes: it replaces the old one, or is merged into it. `auto`: merged on a full refresh. */
export type StateStrategy = 'auto' | 'merge' | 'overwrite';

/** What all activities of a pipeline need beside its names. */
export interface PipelineOptions {
  readonly fullRefresh: boolean;
  readonly select: readonly string[];
  readonly refreshCatalog?: boolean;
  readonly stateStrategy?: StateStrategy;
  readonly catalogFile?: string;
  readonly stateFile?: string;
}

export interface RunPipelineInput {
  readonly pipeline: PipelineRef;
  readonly options: PipelineOptions;
  /** The job's name as a person gave it, for display. */
  readonly job: string;
  /** Whether the server knows our search attributes. */
  readonly searchAttributes: boolean;
  /** Start with all streams paused: the job was paused before this block began. */
  readonly paused?: boolean;
}

/** A plugin of the project that runs as a program, by the names that the project gives it. */
export interface CommandRef {
  readonly project: string;
  readonly environment: string | null;
  readonly schedule?: string;
  readonly plugin: string;
  /** `utilities`, `transformers`, ... */
  readonly pluginKind: string;
  /** Null: the plugin's executable without arguments. */
  readonly command: string | null;
}

/** How a command ended well: the last lines that it printed. */
export interface CommandEnd {
  readonly lastLines: readonly string[];
}

/** A block of a job: the place of a pipeline in `JobPlan.pipelines`, or a command. */
export type JobStep = { readonly pipeline: number } | { readonly command: CommandRef };

/** A job resolved against a project: its pipelines in order. */
export interface JobPlan {
  readonly job: string;
  readonly pipelines: readonly RunPipelineInput[];
  /** All blocks in order; absent when the pipelines are all there is. */
  readonly steps?: readonly JobStep[];
}

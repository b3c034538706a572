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
}

/** What all activities of a pipeline need beside its names. */
export interface PipelineOptions {
  readonly fullRefresh: boolean;
  readonly select: readonly string[];
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

/** A job resolved against a project: its pipelines in order. */
export interface JobPlan {
  readonly job: string;
  readonly pipelines: readonly RunPipelineInput[];
}

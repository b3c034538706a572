/**
 * What a command can ask of a project's Temporal: start and follow runs, steer them, see and edit state, plan.
 * `TemporalControl` does it; `RemoteControl` asks the running `meltemi dev` to do it, so that the command line needs
 * neither the Temporal SDK nor the project's files.
 *
 * All arguments and results are plain JSON: they cross a socket.
 */
import type { StreamPlanView } from '../../model/activity-io';
import type { PipelineRef } from '../../model/plan';
import type { Bookmark } from '../../model/position';
import type { JobProgressView } from '../../model/progress';
import type { JobReceipt } from '../../model/receipt';
import type { RunJobOptions } from '../../model/run';
import type {
  AppliedSchedule,
  ApplySchedules,
  BackfillOrder,
  ScheduleChange,
  ScheduleRef,
  Triggered,
} from '../../model/schedule';
import type { StateDocument } from '../../model/state-document';
import type { StateChange } from '../../state/states';

export interface RunRequest {
  readonly options: RunJobOptions;
  /** `<time>-<4 random>`, the end of the workflow id: the same request sent twice starts one run. */
  readonly startKey: string;
  /** Milliseconds between progress events; null for none. Each costs the worker one query per running stream. */
  readonly progressEveryMs: number | null;
}

export interface FollowRequest {
  readonly workflowId: string;
  readonly progressEveryMs: number | null;
}

/** An activity that failed and is going to be tried again by the server. */
export interface RetryView {
  /** Null: it belongs to the job or the pipeline, not to one stream. */
  readonly stream: string | null;
  readonly stateId: string | null;
  readonly activity: string;
  /** The attempt that is running or waited for; the second is the first retry. */
  readonly attempt: number;
  /** When it begins, as ISO 8601 in UTC; null: it has begun, or may at any moment. */
  readonly startsAt: string | null;
  readonly reason: string;
}

export type RunEvent =
  | { readonly event: 'started'; readonly workflowId: string; readonly runId: string; readonly uiUrl: string | null }
  | { readonly event: 'progress'; readonly progress: JobProgressView; readonly retries: readonly RetryView[] }
  | { readonly event: 'notice'; readonly message: string }
  | { readonly event: 'finished'; readonly receipt: JobReceipt }
  | {
      readonly event: 'failed';
      /** An error code of ours, `Cancelled`, `Terminated`, `TimedOut` or `Error`. */
      readonly code: string;
      readonly message: string;
      readonly receipt: JobReceipt | null;
    };

/** The runs that an order reached, by workflow id. */
export interface Steered {
  readonly workflowIds: readonly string[];
}

export interface RunSummary {
  readonly workflowId: string;
  readonly runId: string;
  readonly job: string;
  readonly stateIds: readonly string[];
  /** Temporal's word in small letters: `running`, `completed`, `failed`, `cancelled`, `terminated`, `timed out`. */
  readonly status: string;
  readonly startedAt: string;
  /** Until now when it still runs. */
  readonly seconds: number;
  /** Null when the server keeps no count for it. */
  readonly rows: number | null;
  readonly uiUrl: string | null;
}

/** What a run would do with one stream, and from where it would start. */
export interface PlanLine extends StreamPlanView {
  readonly start: Bookmark | null;
}

export interface PipelinePlanView {
  readonly pipeline: PipelineRef;
  readonly streams: readonly PlanLine[];
  /** It runs as a pipe of programs, and `streams` is empty: the tap chooses them by its catalog. */
  readonly programs: boolean;
  readonly warnings: readonly string[];
}

export interface PlanView {
  readonly job: string;
  readonly pipelines: readonly PipelinePlanView[];
}

/** `environment` undefined: that of the state id's first part, if the project has it. */
export interface StateAsked {
  readonly stateId: string;
  readonly environment?: string | null;
}

/** `force`: also while a run of the state id is on, whose next write then wins over the edit. */
export interface StateEdit extends StateAsked {
  readonly force: boolean;
}

/** The project's schedules on the server. */
export interface ScheduleControl {
  readonly applySchedules: (request: ApplySchedules) => Promise<readonly ScheduleChange[]>;
  readonly listSchedules: (environment: string | null) => Promise<readonly AppliedSchedule[]>;
  /** Null: no such schedule was applied. */
  readonly triggerSchedule: (ref: ScheduleRef) => Promise<Triggered | null>;
  /** `note`: shown beside the schedule in the Temporal UI. */
  readonly pauseSchedule: (ref: ScheduleRef, note: string) => Promise<void>;
  readonly unpauseSchedule: (ref: ScheduleRef, note: string) => Promise<void>;
  readonly backfillSchedule: (order: BackfillOrder) => Promise<void>;
}

/** A state in both of its parts, and what a person should know about it. */
export interface StateView {
  readonly document: StateDocument;
  readonly notes: readonly string[];
}

/** Every method throws errors that `viewError` can tell. */
export interface Control extends ScheduleControl {
  /**
   * Starts the run and follows it to its end. Ending the iteration early stops following and leaves the run alone.
   * The last event is `finished` or `failed`.
   */
  readonly run: (request: RunRequest) => AsyncIterable<RunEvent>;
  /** As `run`, for a run that was started before. */
  readonly follow: (request: FollowRequest) => AsyncIterable<RunEvent>;
  /** `selector`: a workflow id, a job's name, or a state id. Returns when the order is recorded, not when it is done. */
  readonly cancel: (selector: string) => Promise<Steered>;
  readonly pause: (selector: string) => Promise<Steered>;
  readonly resume: (selector: string) => Promise<Steered>;
  /** The newest `limit` runs, newest first. */
  readonly runs: (limit: number) => Promise<readonly RunSummary[]>;
  readonly plan: (options: RunJobOptions) => Promise<PlanView>;
  /** State ids that have a state, in Temporal or in the project's state backend, sorted. */
  readonly listStates: (environment: string | null) => Promise<readonly string[]>;
  /** Both parts are empty for a state id without a state. */
  readonly getState: (asked: StateAsked) => Promise<StateView>;
  /** Durable when it returns; answers what a person should know. */
  readonly changeState: (edit: StateEdit, change: StateChange) => Promise<readonly string[]>;
}

/** A pipeline whose plugins are programs of their own: what its activity is given, and how it ended. Wire format. */
import type { JsonObject } from './json';
import type { PipelineRef } from './plan';
import type { Bookmark } from './position';
import type { PipelineOptions } from './run';

export interface RunSingerInput {
  readonly pipeline: PipelineRef;
  readonly options: PipelineOptions;
  /** First run id of the pipeline's workflow. */
  readonly runId: string;
}

/** What went through the pipe for one stream. */
export interface SingerStream {
  readonly stream: string;
  /** Records that the tap printed. */
  readonly extractedRows: number;
  /** Records that the target was given. */
  readonly rows: number;
  /** Of the lines that the target was given. */
  readonly bytes: number;
  /** As the target has confirmed it, where it has the form that most taps give it. */
  readonly bookmark?: Bookmark | null;
}

export interface SingerEnd {
  /** The first 1,000. */
  readonly streams: readonly SingerStream[];
  readonly notes: readonly string[];
}

/** What an attempt leaves for the next one in its heartbeats: the state that the target has confirmed in this run. */
export interface SingerHeartbeat {
  readonly confirmed: JsonObject | null;
  /** Attempts in a row that ended with a killed program and no state that was new; left out: none. */
  readonly killedInVain?: number;
}

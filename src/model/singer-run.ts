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
  /** What the target had confirmed when the run was paused; left out where the state id's own state says it. */
  readonly confirmed?: JsonObject | null;
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
  /** They were asked to end, and have loaded what the tap had given. Left out: they ended by themselves. */
  readonly stopped?: true;
  /** Of a run that does not start from the state id's state, when it was stopped: where to go on. */
  readonly confirmed?: JsonObject | null;
}

/** What an attempt leaves for the next one in its heartbeats: the state that the target has confirmed in this run. */
export interface SingerHeartbeat {
  readonly confirmed: JsonObject | null;
  /** Attempts in a row that ended with a killed program and no state that was new; left out: none. */
  readonly killedInVain?: number;
}

/** By stream; the last bookmark counts. */
export function sumStreams(parts: readonly (readonly SingerStream[])[]): readonly SingerStream[] {
  const streams = new Map<string, SingerStream>();
  for (const each of parts.flat()) {
    const { extractedRows = 0, rows = 0, bytes = 0, ...before } = streams.get(each.stream) ?? {};
    streams.set(each.stream, {
      ...before,
      ...each,
      extractedRows: extractedRows + each.extractedRows,
      rows: rows + each.rows,
      bytes: bytes + each.bytes,
    });
  }
  return [...streams.values()];
}

/** What whoever runs the programs of a pipeline is asked for, and whom it tells. */
import type { JsonObject } from './json';
import type { Redactor } from './redactor';
import type { SingerStream } from './singer-run';

export interface PipeRequest {
  readonly tap: string;
  readonly mappings: readonly string[];
  readonly target: string;
  /** Only these streams; empty: all that the project selects. */
  readonly select: readonly string[];
  readonly refreshCatalog: boolean;
  /** For the tap; null: none. */
  readonly state: JsonObject | null;
  /** The file that the project names with `state:`, or `stateFile`, goes before `state`. */
  readonly useStateFile: boolean;
  /** Instead of what the project says; relative to it. */
  readonly stateFile?: string;
  readonly catalogFile?: string;
}

export interface PipeIo {
  readonly redactor: Redactor;
  /** The tap is ended; what it has given by then is still loaded. */
  readonly stop: AbortSignal;
  /** All programs are ended at once: somebody else has taken over. */
  readonly kill: AbortSignal;
  /** Gets each line that a plugin writes to stderr, masked, and what else a person should know. */
  readonly onLine: (plugin: string, line: string) => void;
  /** Gets each state that the target confirms. */
  readonly onState: (state: JsonObject) => void;
  /** Gets what went through so far, about once a second and at the end. */
  readonly onProgress: (streams: readonly SingerStream[]) => void;
}

/** What this tap needs of a Singer program; who runs it as a process comes from outside. */
import type { Readable } from 'node:stream';
import type { MeltemiError } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import type { Catalog } from '../tap';

export interface TapProgram {
  readonly name: string;
  /** It takes a state and prints states. */
  readonly keepsState: boolean;
  /** The streams that the project selects. Throws `PluginFailed`, `PluginKilled`, `PluginMissing`, `RecordInvalid`. */
  discover(signal: AbortSignal): Promise<Catalog>;
  /** Starts it for one stream, as the last discovery described it. Throws `PluginMissing`. */
  start(stream: string, state: JsonObject | null): Promise<RunningTap>;
}

export interface RunningTap {
  /** The process's working folder, absolute. */
  readonly folder: string;
  readonly stdout: Readable;
  /** How it ended; null: well. Never rejects. */
  readonly ended: Promise<MeltemiError | null>;
  /** Resolves when it has ended. */
  stop(): Promise<void>;
}

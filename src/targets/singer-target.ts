/**
 * The contract of a target that is called as a Singer program: which columns a stream gets, what a record becomes, and
 * when a STATE may be printed. A target without rules of its own gets the plain ones.
 */
import type { JsonObject, JsonValue } from '../model/json';
import type { PluginContext } from '../model/plugin-context';
import type { StreamSchema } from '../model/stream';
import type { OutputStream, Target } from './target';

export interface SchemaMessage {
  readonly type: 'SCHEMA';
  readonly stream: string;
  readonly schema: JsonObject;
  readonly keyProperties: readonly string[];
}

export interface RecordMessage {
  readonly type: 'RECORD';
  readonly stream: string;
  /** As `parseJson` reads it: numbers keep their digits. */
  readonly record: JsonObject;
  /** Of the table, where the tap tells it; null: not told. */
  readonly version: JsonValue;
  readonly timeExtracted: string | null;
}

export interface StateMessage {
  readonly type: 'STATE';
  readonly value: JsonValue;
}

export interface VersionMessage {
  readonly type: 'ACTIVATE_VERSION';
  readonly stream: string;
  readonly version: JsonValue;
}

export type SingerMessage = SchemaMessage | RecordMessage | StateMessage | VersionMessage;

/** A stream as a SCHEMA message makes it. */
export interface SingerStream {
  readonly schema: StreamSchema;
  /** What goes into the page, by the names of `schema`'s columns. Throws `RecordInvalid`. */
  values(message: RecordMessage): JsonObject;
}

/**
 * `last`: the last STATE, once everything before it is loaded, which is at the end.
 * `full-batches`: also behind each full batch; then only the bookmark of the batch's stream moves on.
 */
export type StateRule = 'last' | 'full-batches';

export interface SingerRules {
  /** Records of a stream that are loaded at once. */
  readonly batchRows: number;
  readonly states: StateRule;
  /** A full batch of one stream loads what there is of the others, too. */
  readonly flushAllStreams: boolean;
  /** Streams that are loaded side by side at the end. */
  readonly parallelism: number;
  /** Whether a loaded batch shows at once, so that a run that fails later keeps it. */
  readonly showsBatches: boolean;
  /** Throws `RecordInvalid`, `ConfigInvalid` for a stream that the target cannot take. */
  stream(message: SchemaMessage): SingerStream;
  /** The version that counts from now on; everything before it is loaded. */
  activateVersion(stream: OutputStream, version: JsonValue, signal: AbortSignal): Promise<void>;
}

/** What is told to a target that takes messages by itself, since its records are not rows of a schema. */
export interface SingerSink {
  schema(message: SchemaMessage): Promise<void>;
  record(message: RecordMessage): Promise<void>;
  activateVersion(message: VersionMessage): Promise<void>;
  state(message: StateMessage): Promise<void>;
  /** Loads what is left and prints the last state that counts. */
  end(): Promise<void>;
  /** In any case; gives up what is not loaded. */
  close(): Promise<void>;
}

export interface SingerOutput {
  /** Prints a STATE message's value as a line on stdout. */
  readonly printState: (value: JsonValue) => Promise<void>;
  readonly warn: (message: string) => void;
}

export type SingerTarget =
  | {
      readonly kind: 'batches';
      readonly target: Target;
      /** Null: the plain ones. */
      readonly rules: SingerRules | null;
      /** Settings that may hold stream maps and flattening. */
      readonly mapSettings: JsonObject;
    }
  | { readonly kind: 'sink'; readonly mapSettings: JsonObject; sink(output: SingerOutput): SingerSink };

/** Throws `ConfigInvalid` naming the setting. Does no I/O. */
export type SingerTargetFactory = (settings: JsonObject, context: PluginContext) => SingerTarget;

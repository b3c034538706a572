/** A stream of a tap: what its records look like, and where they come from. */
import { MeltemiError } from '../model/errors';
import type { JsonObject, JsonValue } from '../model/json';
import type { ReplicationComparison } from '../model/stream';
import type { Context, SdkRecord } from './context';
import { standaloneRun, type StreamRun } from './stream-run';

/** The tap, as far as its streams know it. */
export interface StreamOwner<Config extends JsonObject> {
  readonly name: string;
  readonly config: Config;
}

export type StreamClass<Config extends JsonObject> = new (tap: StreamOwner<Config>) => Stream<Config>;

export abstract class Stream<Config extends JsonObject = JsonObject> {
  /** E.g. `users`. */
  abstract readonly name: string;
  /** JSON Schema of a record: `{ properties: { id: { type: 'integer' } } }`. */
  abstract readonly schema: JsonObject;
  readonly primaryKeys: readonly string[] = [];
  /** The property that says how new a record is; null: the stream is read whole every time. */
  readonly replicationKey: string | null = null;
  /** Which records count as new: strictly newer than the bookmark, or also as old as it. */
  readonly replicationComparison: ReplicationComparison = 'gt';
  /** Whether records come in the order of the replication key, so that a run can go on in the middle. */
  readonly isSorted: boolean = false;
  /** Whether an order that does not hold is an error. */
  readonly checkSorted: boolean = true;
  /** The stream whose records this one is read for, one after the other. */
  readonly parentStream: StreamClass<Config> | null = null;
  /** Read all parents, also those that have not changed. */
  readonly ignoreParentReplicationKey: boolean = false;
  /** Which keys of the context have a bookmark of their own: null all, none with `[]`. */
  readonly statePartitioningKeys: readonly string[] | null = null;
  /** Seconds before the bookmark from which records are asked for again, for sources that are late. */
  readonly lookbackSeconds: number = 0;
  #run: StreamRun | null = null;

  constructor(readonly tap: StreamOwner<Config>) {}

  get config(): Config {
    return this.tap.config;
  }

  /** The contexts of a stream that is read in parts; null: one part, without a context. */
  get partitions(): readonly Context[] | null {
    return null;
  }

  /** Records of one context in their order. */
  abstract getRecords(context: Context | null): AsyncIterable<SdkRecord>;

  /** The record as it is to be, or null to leave it out. */
  postProcess(record: SdkRecord, context: Context | null): SdkRecord | null {
    void context;
    return record;
  }

  /** What children of a record are read for; null: nothing. */
  getChildContext(record: SdkRecord, context: Context | null): Context | null {
    void record;
    return context;
  }

  /** `FULL_TABLE` for a stream without a replication key, or when the project says so. */
  get replicationMethod(): 'FULL_TABLE' | 'INCREMENTAL' {
    return this.replicationKey === null ? 'FULL_TABLE' : this.run.replicationMethod;
  }

  /** The bookmark as it is kept; null at the beginning and for streams without a replication key. */
  getStartingReplicationKeyValue(context: Context | null): JsonValue {
    return this.replicationMethod === 'FULL_TABLE' ? null : this.run.startingValue(context);
  }

  /** The bookmark as a time. Throws `ConfigInvalid` for a replication key that is none. */
  getStartingTimestamp(context: Context | null): Date | null {
    const value = this.getStartingReplicationKeyValue(context);
    if (value === null) return null;
    // Without an offset a time is one of UTC, as in the Singer SDK.
    const text = typeof value === 'string' ? value : '';
    const time = new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`);
    if (!Number.isNaN(time.getTime())) return time;
    throw new MeltemiError(
      'ConfigInvalid',
      `The bookmark of stream \`${this.name}\` is no time, but \`getStartingTimestamp\` asks for one.`,
      'Use `getStartingReplicationKeyValue`, or a replication key that is a time.',
    );
  }

  /** Lends the stream what one run gives it. The engine and tests call this. */
  begin(run: StreamRun): void {
    this.#run = run;
  }

  protected get run(): StreamRun {
    this.#run ??= standaloneRun();
    return this.#run;
  }
}

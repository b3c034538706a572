/** A stream of a tap: what its records look like, and where they come from. */
import { isFurther } from '../model/bookmark-order';
import { MeltemiError } from '../model/errors';
import type { JsonObject, JsonValue } from '../model/json';
import type { ReplicationComparison } from '../model/stream';
import type { Context, SdkRecord } from './context';
import { isDateTime } from './json-schema';
import { SchemaOfFile } from './schema/schema-of-file';
import { standaloneRun, type StreamRun } from './stream-run';
import { timeOf } from '../model/time-text';

/** The tap, as far as its streams know it. */
export interface StreamOwner<Config extends JsonObject> {
  readonly name: string;
  readonly config: Config;
  /** Where relative paths of schema files begin; null or absent: not known. */
  readonly folder?: string | null;
}

export type StreamClass<Config extends JsonObject> = new (tap: StreamOwner<Config>) => Stream<Config>;

/** As in the Singer SDK: few enough for a target that keeps what lies between two of them. */
const STATE_MSG_FREQUENCY = 10_000;

export abstract class Stream<Config extends JsonObject = JsonObject> extends SchemaOfFile {
  /** E.g. `users`. */
  abstract readonly name: string;
  /** A JSON file with the schema of a stream that has no `schema`: absolute, or from the tap's folder; null: `schemas/<name>.json`. */
  readonly schemaFile: string | null = null;
  readonly primaryKeys: readonly string[] = [];
  /** The property that says how new a record is; null: the stream is read whole every time. */
  readonly replicationKey: string | null = null;
  /** Which records count as new: strictly newer than the bookmark, or also as old as it. */
  readonly replicationComparison: ReplicationComparison = 'gt';
  /** Seconds before the bookmark from which on records are asked for again, for an API in which some appear late. */
  readonly lookbackSeconds: number = 0;
  /** Whether records come in the order of the replication key, so that a run can go on in the middle. */
  readonly isSorted: boolean = false;
  /** Whether an order that does not hold is an error. */
  readonly checkSorted: boolean = true;
  /** How the stream is read whatever it has for a replication key; null: incremental when it has one. */
  readonly forcedReplicationMethod: 'FULL_TABLE' | 'INCREMENTAL' | null = null;
  /** Records after which a Singer tap writes a STATE message. */
  readonly stateMsgFrequency: number = STATE_MSG_FREQUENCY;
  /** The stream whose records this one is read for, one after the other. */
  readonly parentStream: StreamClass<Config> | null = null;
  /** Read all parents, also those that have not changed. */
  readonly ignoreParentReplicationKey: boolean = false;
  /**
   * Contexts of a partitioned stream or of a child that are read side by side; their records keep the order of the contexts. More than 1
   * only for a stream that keeps nothing between two requests but its settings.
   */
  readonly contextsInFlight: number = 1;
  /** Which keys of the context have a bookmark of their own: null all, none with `[]`. */
  readonly statePartitioningKeys: readonly string[] | null = null;
  #run: StreamRun | null = null;

  constructor(readonly tap: StreamOwner<Config>) {
    super();
  }

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

  /** What children of a record are read for; null: nothing. Not overridden: the context, or the record itself. */
  getChildContext(record: SdkRecord, context: Context | null): Context | null {
    return context ?? record;
  }

  /** For parents of which one record has several contexts of children. */
  *generateChildContexts(record: SdkRecord, context: Context | null): Iterable<Context | null> {
    yield this.getChildContext(record, context);
  }

  /** `FULL_TABLE` for a stream without a replication key, or when the stream or the project says so. */
  get replicationMethod(): 'FULL_TABLE' | 'INCREMENTAL' {
    if (this.replicationKey === null) return 'FULL_TABLE';
    return this.forcedReplicationMethod ?? this.run.replicationMethod;
  }

  /** Whether the replication key is a time with its date, by the schema. */
  get isTimestampReplicationKey(): boolean {
    return this.replicationKey !== null && isDateTime(this.schema, this.replicationKey);
  }

  /**
   * The furthest value that the bookmark of an unsorted stream may take, so that records which came late are met in the next run; null:
   * no such value. For times it is the start of the run. Asked once for each context.
   */
  getReplicationKeySignpost(context: Context | null): Date | string | number | null {
    void context;
    return this.isTimestampReplicationKey ? new Date(this.run.startedMs) : null;
  }

  /** The later one of a bookmark and the setting `start_date`; for keys that are no times the bookmark. */
  compareStartDate(value: string | number, startDate: string | number): string | number {
    const replicationKey = this.replicationKey ?? '';
    const isLater = isFurther({ replicationKey, value: startDate }, { replicationKey, value });
    return this.isTimestampReplicationKey && isLater ? startDate : value;
  }

  /** The bookmark as it is kept; null at the beginning and for streams without a replication key. */
  getStartingReplicationKeyValue(context: Context | null): JsonValue {
    return this.replicationMethod === 'FULL_TABLE' ? null : this.run.startingValue(context);
  }

  /** The bookmark as a time. Throws `ConfigInvalid` for a replication key that is none. */
  getStartingTimestamp(context: Context | null): Date | null {
    const value = this.getStartingReplicationKeyValue(context);
    if (value === null) return null;
    const time = typeof value === 'string' ? timeOf(value) : null;
    if (time !== null) return time;
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

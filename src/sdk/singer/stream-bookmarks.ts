/** The bookmarks of one stream in the state of its tap: one for the stream, or one for each context that it is read for. */
import type { JsonValue } from '../../model/json';
import { checkRecordTime, checkStartTime } from '../../model/replication-time';
import type { Context, SdkRecord } from '../context';
import {
  bookmarkedValue,
  moveTo,
  promote,
  startOf,
  writeSignpost,
  writeStart,
  type Entry,
  type Moves,
} from './bookmark';
import type { StreamPlan } from './stream-plan';
import type { TapState } from './tap-state';

export class StreamBookmarks {
  /** Null: nothing moves. */
  readonly #moves: Moves | null;
  /** Whether the replication key is a time by the schema. */
  readonly #isTime: boolean;
  /** The entry that was asked for last: the next record has the same one. */
  #last: { readonly context: Context | null; readonly entry: Entry } | null = null;

  constructor(
    private readonly state: TapState,
    private readonly plan: StreamPlan,
  ) {
    const { name: stream, replicationKey, method } = plan;
    const { isSorted, checkSorted, statePartitioningKeys } = plan.stream;
    // A bookmark that contexts share is no place where a run can go on: the Singer SDK has it so since 0.54.
    const resumable = isSorted && statePartitioningKeys === null;
    this.#moves =
      replicationKey === null || method === 'FULL_TABLE' ? null : { stream, replicationKey, resumable, checkSorted };
    this.#isTime = replicationKey === plan.stream.replicationKey && plan.stream.isTimestampReplicationKey;
  }

  /** The part of a context that has a bookmark of its own. */
  partitionOf(context: Context | null): Context | null {
    const { statePartitioningKeys: keys } = this.plan.stream;
    if (context === null || keys === null) return context;
    return Object.fromEntries(Object.entries(context).filter(([key]) => keys.includes(key)));
  }

  /** Whether a context has its bookmark for itself, so that the context's end is the bookmark's. */
  isOwn(context: Context | null): boolean {
    const partition = this.partitionOf(context);
    return Object.keys(partition ?? {}).length === Object.keys(context ?? {}).length;
  }

  contexts(): readonly Context[] {
    return this.state.contexts(this.plan.name);
  }

  /** Makes the entry of the stream, if it has none. */
  ensure(): void {
    this.#entry(null);
  }

  signpost(context: Context | null): void {
    const { stream, replicationKey } = this.plan;
    const signpost = replicationKey === null ? null : stream.getReplicationKeySignpost(context);
    if (signpost === null || signpost === 0 || signpost === '') return;
    writeSignpost(this.#entry(context), signpost instanceof Date ? timeText(signpost) : signpost);
  }

  /** Makes the entry of a context, and writes what it is read from. `startDate`: of the tap's settings. Throws `ConfigInvalid`. */
  start(context: Context | null, startDate: JsonValue): void {
    const entry = this.#entry(context);
    if (this.#moves === null) return;
    const value = bookmarkedValue(entry, this.#moves.replicationKey);
    if (this.#isTime) checkStartTime(value, this.plan.name, 'the bookmark');
    writeStart(entry, this.#later(value, startDate));
  }

  startingValue(context: Context | null): JsonValue {
    return this.#moves === null ? null : startOf(this.#entry(context));
  }

  /** Takes a record into account. Throws `RecordInvalid`. */
  take(record: SdkRecord, context: Context | null): void {
    if (this.#moves === null) return;
    const value = record[this.#moves.replicationKey] ?? null;
    if (this.#isTime) checkRecordTime(value, this.plan.name, this.#moves.replicationKey);
    moveTo(this.#entry(context), value, this.#moves);
  }

  promote(context: Context | null): void {
    promote(this.#entry(context), { stream: this.plan.name, checkSorted: this.plan.stream.checkSorted });
  }

  #later(value: JsonValue, startDate: JsonValue): JsonValue {
    if (startDate === null || startDate === '') return value;
    if (value === null) return startDate;
    return isPlain(value) && isPlain(startDate) ? this.plan.stream.compareStartDate(value, startDate) : value;
  }

  #entry(context: Context | null): Entry {
    if (this.#last === null || this.#last.context !== context)
      this.#last = { context, entry: this.state.entry(this.plan.name, this.partitionOf(context)) };
    return this.#last.entry;
  }
}

function isPlain(value: JsonValue): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** As Python writes it: `2024-06-01T12:00:00.000000+00:00`. */
function timeText(time: Date): string {
  return time.toISOString().replace('Z', '000+00:00');
}

/**
 * The life of one bookmark, in the shape of the Singer SDK (0.54): what a run starts from, how far it has come, and what is left of
 * it at the end. An entry stands for a stream or for one of its partitions.
 */
import { MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import { isObject } from '../json-schema';
import { compareValues } from './value-order';

/** An entry of a state: changed in place, because it is part of the state that is written. */
export type Entry = Record<string, JsonValue>;

const KEY = 'replication_key';
const VALUE = 'replication_key_value';
/** Only while a run goes on. */
const START = 'starting_replication_value';
const SIGNPOST = 'replication_key_signpost';
const MARKERS = 'progress_markers';
const NOTE = { Note: 'Progress is not resumable if interrupted.' };

export interface Moves {
  readonly stream: string;
  readonly replicationKey: string;
  /** Whether each value is a place where an interrupted run can go on. */
  readonly resumable: boolean;
  /** Whether values are compared at all; else the last one counts. */
  readonly checkSorted: boolean;
}

/** The value that a run goes on from; null: none. A value of 0 or an empty text counts as none, as in the Singer SDK. */
export function bookmarkedValue(entry: Entry, replicationKey: string): JsonValue {
  const value = entry[VALUE] ?? null;
  return value === 0 || value === '' || value === false || entry[KEY] !== replicationKey ? null : value;
}

export function writeStart(entry: Entry, value: JsonValue): void {
  entry[START] = value;
}

export function startOf(entry: Entry): JsonValue {
  return entry[START] ?? null;
}

export function writeSignpost(entry: Entry, value: JsonValue): void {
  entry[SIGNPOST] = value;
}

/** Throws `RecordInvalid` when a sorted stream goes back, and for values that have no order. */
export function moveTo(entry: Entry, value: JsonValue, moves: Moves): void {
  if (!moves.resumable) entry[MARKERS] ??= NOTE;
  const place = moves.resumable ? entry : markersOf(entry);
  if (value === null) return;
  const before = place[VALUE] ?? null;
  if (before !== null && moves.checkSorted && compareValues(value, before, moves.stream) < 0) {
    if (moves.resumable) throw unsorted(moves.stream);
    return;
  }
  if (moves.resumable) {
    entry[KEY] = moves.replicationKey;
    entry[VALUE] = value;
  } else {
    entry[MARKERS] = { ...place, [KEY]: moves.replicationKey, [VALUE]: value };
  }
}

/**
 * The end of a stream or partition: what was seen is what the next run goes on from, but never behind the signpost, nor before what is
 * bookmarked already (the Singer SDK goes back there, and reads again what it has).
 */
export function promote(entry: Entry, { stream, checkSorted }: Pick<Moves, 'stream' | 'checkSorted'>): void {
  const { [KEY]: key, [VALUE]: seen } = markersOf(entry);
  const signpost = entry[SIGNPOST] ?? null;
  endRun(entry);
  if (typeof key !== 'string' || seen === undefined || seen === null) return;
  const reached = signpost !== null && compareValues(seen, signpost, stream) > 0 ? signpost : seen;
  const before = entry[KEY] === key ? (entry[VALUE] ?? null) : null;
  if (before !== null && checkSorted && compareValues(before, reached, stream) > 0) return;
  entry[KEY] = key;
  entry[VALUE] = reached;
}

/** Takes away what an interrupted run has left: it never counts. */
export function dropMarkers(entry: Entry): void {
  delete entry[MARKERS];
}

function endRun(entry: Entry): void {
  delete entry[SIGNPOST];
  delete entry[START];
  delete entry[MARKERS];
}

function markersOf(entry: Entry): Entry {
  const markers = entry[MARKERS];
  return isObject(markers) ? { ...markers } : {};
}

function unsorted(stream: string): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `The stream \`${stream}\` says that it is sorted, and gave a record whose replication key is smaller than the one before or than its bookmark.`,
    'Set `isSorted` to false, or ask the API for the order of the replication key.',
  );
}

/** What the tap writes into a position, and reads back: where in which order it is. Wire format of running pipelines. */
import { MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';

/** Rows seen at one replication value: enough to tell, in a later run, whether others came to it since. */
export interface Boundary {
  readonly count: number;
  /** Sum of the rows' 64-bit hashes, in any order. */
  readonly sum: string;
  /** The hashes themselves, when there are few. */
  readonly hashes?: readonly string[];
}

/** What every cursor of ordered pages carries. */
interface Ordered {
  /** Columns of the order; `after` holds one value each, as PostgreSQL prints them. */
  readonly by: readonly string[];
  readonly after: readonly string[] | null;
  /** Bytes per row of the page before, from which the next page's rows are counted. */
  readonly rowBytes?: number;
  /** Fewer rows than that, since a page of so many had to be cut. */
  readonly cap?: number;
}

/** A full table in key order. */
export interface KeysCursor extends Ordered {
  readonly mode: 'keys';
}

/** A part of a full table in key order: behind `after` (null: from its beginning), up to and with `upTo` (null: to its end). */
export interface KeyRange {
  readonly after: readonly string[] | null;
  readonly upTo: readonly string[] | null;
  /** As in `Ordered`. */
  readonly rowBytes?: number;
  readonly cap?: number;
}

/** A big full table: what is still to be read of its ranges. Each page takes from all of them. */
export interface RangesCursor {
  readonly mode: 'ranges';
  readonly by: readonly string[];
  readonly ranges: readonly KeyRange[];
}

/** Incremental, first run: rows without a replication value, in key order, before all others. */
export interface NullsCursor extends Ordered {
  readonly mode: 'nulls';
}

/** Incremental: by replication value and key; without a key by replication value alone, ties never divided. */
export interface ValuesCursor extends Ordered {
  readonly mode: 'values';
  /** Rows seen at the value of `after`, for `exact`. */
  readonly seen?: Boundary;
  /** Rows at the bookmark's value that an earlier run read. */
  readonly skip?: { readonly value: string; readonly hashes: readonly string[] };
}

/** Incremental, first run without a usable index: in key order up to the highest value there was at the start. */
export interface ScanCursor extends Ordered {
  readonly mode: 'scan';
  readonly until: string | null;
  readonly seen?: Boundary;
}

/** A snapshot that is open in one process: `rows` of it were given. */
export interface SnapshotCursor {
  readonly mode: 'snapshot';
  readonly rows: number;
}

export type OrderedCursor = KeysCursor | NullsCursor | ValuesCursor | ScanCursor;
export type Cursor = OrderedCursor | RangesCursor | SnapshotCursor;

/** Throws `SourceSchemaChanged` (the stream starts again) for one that this version did not write. */
export function readCursor(json: JsonValue, streamName: string): Cursor {
  const cursor = asCursor(json);
  if (cursor !== null) return cursor;
  throw new MeltemiError(
    'SourceSchemaChanged',
    `The position of stream \`${streamName}\` was written by another version of the tap.`,
    'The stream starts again from its bookmark.',
  );
}

const MODES: ReadonlySet<JsonValue | undefined> = new Set(['keys', 'ranges', 'nulls', 'values', 'scan', 'snapshot']);

function asCursor(json: JsonValue): Cursor | null {
  if (typeof json !== 'object' || json === null || !('mode' in json) || !MODES.has(json.mode)) return null;
  const isOrdered = 'by' in json && Array.isArray(json.by) && 'after' in json;
  const isRanges = json.mode === 'ranges' && 'by' in json && Array.isArray(json.by) && Array.isArray(json['ranges']);
  const isSnapshot = json.mode === 'snapshot' && 'rows' in json && typeof json.rows === 'number';
  // The tap wrote it itself; the mode and the fields that everything hangs on were looked at.
  return isOrdered || isRanges || isSnapshot ? (json as unknown as Cursor) : null;
}

/** A bookmark's note, which a person or another tool may have written: null when it is not a boundary. */
export function readBoundary(json: JsonValue | undefined): Boundary | null {
  if (typeof json !== 'object' || json === null || !('count' in json) || !('sum' in json)) return null;
  const { count, sum, hashes } = json;
  if (typeof count !== 'number' || typeof sum !== 'string' || !/^-?\d+$/.test(sum)) return null;
  if (hashes === undefined) return { count, sum };
  if (!Array.isArray(hashes)) return null;
  const texts = hashes.filter((hash) => typeof hash === 'string' && /^-?\d+$/.test(hash));
  return texts.length === hashes.length ? { count, sum, hashes: texts.map(String) } : null;
}

export function cursorJson(cursor: Cursor): JsonValue {
  // A cursor holds texts, numbers and lists only; interfaces have no index signature, hence the detour.
  return JSON.parse(JSON.stringify(cursor)) as JsonValue;
}

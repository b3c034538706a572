/**
 * How far an incremental stream is, in each of its parts (a partition, a parent's record; else one part, the whole stream): what it
 * starts from, which records are new, and what the next run starts from.
 */
import { MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import { packed, unpacked } from '../../model/packed-json';
import { packParts, unpackParts } from '../../model/part-bookmarks';
import type { Bookmark } from '../../model/position';
import { checkRecordTime } from '../../model/replication-time';
import type { Replication } from '../../model/stream';
import type { Context, SdkRecord, Stream } from '../../sdk';
import { contextKey } from './context-key';
import { startPlace, type StartPlace } from './start-place';
import { joined, markedWith, markValue, valueOrder, type Mark } from './value-marks';

interface Part {
  readonly context: Context | null;
  /** The bookmark. */
  readonly start: Mark | null;
  /** Of the records of this run. */
  seen: Mark | null;
  /** Made when they are first asked for, since that asks the author's code. */
  place?: StartPlace | null;
  signpost?: string | number | null;
}

/** A part as it lies in a cursor: `[context, start, seen]`. */
type SavedPart = readonly [Context | null, Mark | null, Mark | null];

/** Parts whose bookmarks are kept: a bookmark of about 20 packed characters each, which have to be carried from page to page. */
const MAX_PARTS = 10_000;

export interface ProgressOptions {
  readonly replication: Replication;
  /** Of the tap's settings; null: none. */
  readonly startDate: JsonValue;
  readonly warn: (message: string) => void;
}

export class StreamProgress {
  readonly #parts = new Map<string, Part>();
  /** The part that was asked for last: the next record has the same one. */
  #last: { readonly context: Context | null; readonly part: Part } | null = null;
  /** Whether there are parts that are not remembered, for there are too many. */
  #hasForgotten = false;
  readonly #isParted: boolean;
  /** Whether the replication key is a time by the schema. */
  readonly #isTime: boolean;

  private constructor(
    private readonly stream: Stream,
    private readonly options: ProgressOptions,
  ) {
    this.#isParted = isParted(stream);
    const { replication } = options;
    this.#isTime =
      replication.method === 'INCREMENTAL' &&
      replication.replicationKey === stream.replicationKey &&
      stream.isTimestampReplicationKey;
  }

  /** At the start of a run. */
  static from(stream: Stream, options: ProgressOptions, bookmark: Bookmark | null): StreamProgress {
    const progress = new StreamProgress(stream, options);
    const { replication } = options;
    if (replication.method !== 'INCREMENTAL' || bookmark?.replicationKey !== replication.replicationKey)
      return progress;
    // A stream that has become parted, or is so no longer, has no bookmark: none of the old ones says what was read of a part.
    if (progress.#isParted !== (bookmark.parts !== undefined)) return progress;
    const known = bookmark.parts === undefined ? [{ context: null, ...bookmark }] : unpackParts(bookmark.parts);
    for (const { context, value, boundary } of known) {
      const start: Mark = { value, ...(isHashes(boundary) ? { hashes: boundary } : {}) };
      progress.#parts.set(contextKey(context), { context, start, seen: null });
    }
    return progress;
  }

  /** Inside a run. `saved`: what `save` gave. */
  static resumed(stream: Stream, options: ProgressOptions, saved: JsonValue): StreamProgress {
    const progress = new StreamProgress(stream, options);
    for (const [context, start, seen] of unpacked(saved) as unknown as readonly SavedPart[])
      progress.#parts.set(contextKey(context), { context, start, seen });
    return progress;
  }

  save(): JsonValue {
    const parts: SavedPart[] = [...this.#parts.values()].map(({ context, start, seen }) => [context, start, seen]);
    return packed(parts as unknown as JsonValue);
  }

  /** For the API: what to ask for. */
  startingValue(context: Context | null): JsonValue {
    return this.#startOf(this.#partOf(context))?.value ?? null;
  }

  /**
   * Takes the record into account; false: it is not new. `hash`: of the row. Throws `RecordInvalid` when a sorted stream goes back, and for
   * a time whose order is not known.
   */
  take(record: SdkRecord, context: Context | null, hash: () => string): boolean {
    const { replication } = this.options;
    if (replication.method !== 'INCREMENTAL') return true;
    const value = markValue(record[replication.replicationKey] ?? null);
    // A record without a value moves no bookmark; it is read every time.
    if (value === null) return true;
    if (this.#isTime) checkRecordTime(value, this.stream.name, replication.replicationKey);
    const part = this.#partOf(context);
    const start = this.#startOf(part);
    if (start !== null && !isNew(value, start)) return false;
    const row = replication.comparison === 'exact' ? hash() : null;
    this.#see(part, value, row);
    // Behind the bookmark and known: it was loaded by the run before.
    return row === null || part.start?.hashes?.includes(row) !== true || isBefore(value, part.start.value);
  }

  /** What the next run starts from once all so far is loaded; null when nothing may be promised yet. `ended`: the stream is read to its end. */
  bookmark(ended: boolean, parent: Bookmark | null = null): Bookmark | null {
    const { replication } = this.options;
    if (replication.method !== 'INCREMENTAL') return null;
    const { replicationKey } = replication;
    if (!this.#isParted) {
      const part = this.#partOf(null);
      const reached = ended || this.stream.isSorted ? this.#reached(part) : null;
      return reached === null ? null : { replicationKey, ...noted(reached) };
    }
    return ended ? this.#partsBookmark(replicationKey, parent) : null;
  }

  /** Parts that were met in this run stand in front: when there are too many, those of parents that are long gone are lost first. */
  #partsBookmark(replicationKey: string, parent: Bookmark | null): Bookmark | null {
    const all = [...this.#parts.values()];
    const found = [...all.filter(({ seen }) => seen !== null), ...all.filter(({ seen }) => seen === null)].flatMap(
      (part) => {
        const reached = this.#reached(part);
        return reached === null ? [] : [{ context: part.context ?? {}, ...noted(reached) }];
      },
    );
    if (found.length === 0) return null;
    const { parts, dropped } = packParts(found);
    if (dropped > 0 || this.#hasForgotten)
      this.options.warn(
        `The stream \`${this.stream.name}\` is read in more parts than bookmarks are kept for, ${found.length - dropped}: the others are read from the beginning in the next run. \`statePartitioningKeys = []\` gives the stream one bookmark.`,
      );
    const furthest = found.reduce((a, b) => ((valueOrder(b.value, a.value) ?? 1) > 0 ? b : a));
    return {
      replicationKey,
      value: furthest.value,
      parts,
      ...(parent === null ? {} : { parent: { replicationKey: parent.replicationKey, value: parent.value } }),
    };
  }

  /** Where the part's bookmark comes to: never behind the signpost, nor back. */
  #reached(part: Part): Mark | null {
    const { start, seen } = part;
    if (seen === null) return start;
    const signpost = this.#signpost(part);
    const isCapped = signpost !== null && (valueOrder(seen.value, signpost) ?? -1) > 0;
    const reached = isCapped ? { ...seen, value: signpost } : seen;
    if (start !== null && isBefore(reached.value, start.value)) return start;
    return joined(reached, start);
  }

  #see(part: Part, value: string | number, hash: string | null): void {
    const { isSorted, checkSorted } = this.stream;
    if (isSorted && checkSorted && part.seen !== null && isBefore(value, part.seen.value))
      throw unsorted(this.stream.name);
    part.seen = markedWith(part.seen, value, hash, this.#signpost(part));
  }

  /** Sorted streams go on where they were, so whatever comes late comes behind. */
  #signpost(part: Part): string | number | null {
    if (this.stream.isSorted) return null;
    if (part.signpost !== undefined) return part.signpost;
    const signpost = this.stream.getReplicationKeySignpost(part.context);
    part.signpost = signpost instanceof Date ? signpost.toISOString() : signpost;
    return part.signpost;
  }

  #startOf(part: Part): StartPlace | null {
    if (part.place !== undefined) return part.place;
    const { replication, startDate } = this.options;
    const comparison = replication.method === 'INCREMENTAL' ? replication.comparison : 'gt';
    part.place = startPlace(this.stream, part.start?.value ?? null, comparison, startDate, this.#isTime);
    return part.place;
  }

  #partOf(context: Context | null): Part {
    if (this.#last !== null && this.#last.context === context) return this.#last.part;
    const part = this.#known(context);
    this.#last = { context, part };
    return part;
  }

  #known(context: Context | null): Part {
    const partition = this.#isParted ? partitionOf(context, this.stream.statePartitioningKeys) : null;
    const key = contextKey(partition);
    const known = this.#parts.get(key);
    if (known !== undefined) return known;
    const part: Part = { context: partition, start: null, seen: null };
    if (this.#parts.size < MAX_PARTS) this.#parts.set(key, part);
    else this.#hasForgotten = true;
    return part;
  }
}

/** The hashes of a mark as the note of a bookmark. */
function noted({ value, hashes }: Mark): Pick<Bookmark, 'value' | 'boundary'> {
  return { value, ...(hashes === undefined ? {} : { boundary: hashes }) };
}

function isParted({ parentStream, partitions, statePartitioningKeys }: Stream): boolean {
  return (parentStream !== null || partitions !== null) && statePartitioningKeys?.length !== 0;
}

function partitionOf(context: Context | null, keys: readonly string[] | null): Context | null {
  if (context === null || keys === null) return context;
  return Object.fromEntries(Object.entries(context).filter(([key]) => keys.includes(key)));
}

function isNew(value: string | number, { value: start, comparison }: StartPlace): boolean {
  const order = valueOrder(value, start);
  // What has no order is read every time: nothing is lost.
  return order === null || order > 0 || (order === 0 && comparison !== 'gt');
}

function isBefore(a: string | number, b: string | number): boolean {
  return (valueOrder(a, b) ?? 0) < 0;
}

function isHashes(boundary: JsonValue | undefined): boundary is readonly string[] {
  return Array.isArray(boundary) && boundary.every((hash) => typeof hash === 'string');
}

function unsorted(stream: string): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `The stream \`${stream}\` says that it is sorted, and gave a record whose replication key is smaller than the one before.`,
    'Set `isSorted` to false, or ask the API for the order of the replication key.',
  );
}

/** How far an incremental stream is: what it starts from, which records are new, and what the next run starts from. */
import { isFurther } from '../../model/bookmark-order';
import { MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import { keptNumber } from '../../model/lossless-json';
import type { Bookmark } from '../../model/position';
import type { Replication } from '../../model/stream';
import type { SdkRecord } from '../../sdk';

/** What of the progress a cursor carries. */
export interface ProgressNote {
  /** The bookmark that the run began with. */
  readonly start: Bookmark | null;
  /** The furthest value seen in this run. */
  readonly furthest: Bookmark | null;
}

export class ReplicationProgress {
  #furthest: Bookmark | null;

  constructor(
    private readonly stream: string,
    private readonly replication: Replication,
    private readonly options: { readonly isSorted: boolean; readonly checkSorted: boolean },
    private readonly start: Bookmark | null,
    furthest: Bookmark | null,
  ) {
    this.#furthest = furthest;
  }

  get note(): ProgressNote {
    return { start: this.start, furthest: this.#furthest };
  }

  /** Takes the record into account; false: it is not new. Throws `RecordInvalid` when a sorted stream goes back. */
  take(record: SdkRecord): boolean {
    const { replication, start } = this;
    if (replication.method !== 'INCREMENTAL') return true;
    const value = bookmarkValue(record[replication.replicationKey] ?? null);
    // A record without a value moves no bookmark; it is read every time.
    if (value === null) return true;
    const seen: Bookmark = { replicationKey: replication.replicationKey, value };
    if (start !== null && !this.#isNew(seen, start, replication.comparison)) return false;
    if (this.options.isSorted && this.options.checkSorted && comesBefore(seen, this.#furthest))
      throw unsorted(this.stream);
    if (this.#furthest === null || !comesBefore(seen, this.#furthest)) this.#furthest = seen;
    return true;
  }

  /** What the next run starts from once all so far is loaded; null when nothing may be promised yet. `ended`: the stream is read to its end. */
  bookmark(ended: boolean): Bookmark | null {
    if (this.replication.method !== 'INCREMENTAL' || !(ended || this.options.isSorted)) return null;
    return this.#furthest ?? this.start;
  }

  #isNew(seen: Bookmark, start: Bookmark, comparison: string): boolean {
    if (start.replicationKey !== seen.replicationKey) return true;
    return comparison === 'gt' ? comesBefore(start, seen) : !comesBefore(seen, start);
  }
}

/** Whether `a` is known to lie before `b`; texts that are no times compare by code point. */
function comesBefore(a: Bookmark, b: Bookmark | null): boolean {
  if (b === null) return false;
  if (isFurther(b, a)) return true;
  if (isFurther(a, b)) return false;
  return (
    typeof a.value === 'string' &&
    typeof b.value === 'string' &&
    Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)) < 0
  );
}

function bookmarkValue(value: JsonValue): string | number | null {
  const kept = keptNumber(value);
  if (kept !== null) return kept;
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function unsorted(stream: string): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `The stream \`${stream}\` says that it is sorted, and gave a record whose replication key is smaller than the one before.`,
    'Set `isSorted` to false, or ask the API for the order of the replication key.',
  );
}

/** How far the records of one part are: the furthest value of the replication key, and which rows were met there. */
import { orderOf } from '../../model/bookmark-order';
import type { JsonValue } from '../../model/json';
import { keptNumber } from '../../model/lossless-json';

/** A value with hashes of the rows that were met there or behind it; without hashes: they are too many, or nobody asks. */
export interface Mark {
  readonly value: string | number;
  readonly hashes?: readonly string[];
}

/** 100 hashes of 11 characters stay well within the 4 KiB of a bookmark's note. */
const MAX_HASHES = 100;

/** The value of a replication key; null where a record has none. */
export function markValue(value: JsonValue): string | number | null {
  const kept = keptNumber(value);
  if (kept !== null) return kept;
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** Negative when `a` is known to lie before `b`; texts that are no times compare by code point. Null: they have no order. */
export function valueOrder(a: string | number, b: string | number): number | null {
  const order = orderOf(a, b);
  if (order !== null || typeof a !== 'string' || typeof b !== 'string') return order;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The mark behind a record. `limit`: rows at or behind it are remembered whatever comes, since no bookmark goes behind it. */
export function markedWith(
  mark: Mark | null,
  value: string | number,
  hash: string | null,
  limit: string | number | null,
): Mark {
  const order = mark === null ? 1 : valueOrder(value, mark.value);
  if (hash === null) return mark === null || order === null || order > 0 ? { value } : mark;
  const isBehindLimit = limit !== null && (valueOrder(value, limit) ?? -1) >= 0;
  const wasBehindLimit = mark !== null && limit !== null && (valueOrder(mark.value, limit) ?? -1) >= 0;
  // Values without an order: the last one counts.
  if (order === null || order > 0) {
    const before = isBehindLimit && wasBehindLimit ? mark : null;
    return withHash(
      { value, ...(before?.hashes === undefined ? {} : { hashes: before.hashes }) },
      hash,
      before === null,
    );
  }
  return order === 0 || isBehindLimit ? withHash(mark ?? { value }, hash, false) : (mark ?? { value });
}

/** Rows that were known at the same value before stay known. */
export function joined(mark: Mark, known: Mark | null): Mark {
  if (known === null || mark.hashes === undefined || valueOrder(mark.value, known.value) !== 0) return mark;
  const { hashes } = known;
  if (hashes === undefined) return { value: mark.value };
  return limited({ value: mark.value, hashes: [...new Set([...hashes, ...mark.hashes])] });
}

function withHash(mark: Mark, hash: string, isFirst: boolean): Mark {
  if (isFirst) return { ...mark, hashes: [hash] };
  if (mark.hashes === undefined || mark.hashes.includes(hash)) return mark;
  return limited({ ...mark, hashes: [...mark.hashes, hash] });
}

function limited({ value, hashes = [] }: Mark): Mark {
  return hashes.length > MAX_HASHES ? { value } : { value, hashes };
}

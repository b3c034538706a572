/** Which of two bookmarks of a stream is further, where their values can be compared at all. */
import type { Bookmark } from './position';

/** Whether `a` is known to lie behind `b`. False for other keys and for values of another kind than numbers and times. */
export function isFurther(a: Bookmark | null, b: Bookmark | null): boolean {
  if (a === null || b === null) return a !== null;
  if (a.replicationKey !== b.replicationKey) return false;
  const [left, right] = [whole(a.value), whole(b.value)];
  if (left !== null && right !== null) return left > right;
  const [from, to] = [instant(a.value), instant(b.value)];
  return from !== null && to !== null && from > to;
}

/** Ids may be too large for a double, and come as text then. */
function whole(value: string | number): bigint | null {
  const text = String(value);
  return /^-?\d+$/.test(text) ? BigInt(text) : null;
}

const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** A time without a zone is one in UTC, as the Singer SDK has it. */
function instant(value: string | number): number | null {
  if (typeof value !== 'string' || !TIME.test(value)) return null;
  const text = value.replace(' ', 'T');
  const zoned = !text.includes('T') || /(Z|[+-]\d\d:?\d\d)$/.test(text.slice(10));
  const parsed = Date.parse(zoned ? text : `${text}Z`);
  return Number.isNaN(parsed) ? null : parsed;
}

/** Which of two bookmarks of a stream is further, where their values can be compared at all. */
import type { Bookmark } from './position';

/** Whether `a` is known to lie behind `b`. False for other keys and for values of another kind than numbers and times. */
export function isFurther(a: Bookmark | null, b: Bookmark | null): boolean {
  if (a === null || b === null) return a !== null;
  return a.replicationKey === b.replicationKey && (orderOf(a.value, b.value) ?? 0) > 0;
}

/**
 * Negative when `a` comes before `b`, 0 when they say the same, be it written otherwise (`09:00Z`, `10:00+01:00`); null for values that
 * are neither two numbers nor two times. Numbers that a double cannot hold come as text.
 */
export function orderOf(a: string | number, b: string | number): number | null {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string' && areAlike(a, b)) return compare(a, b);
  const [left, right] = [decimal(a) ?? instant(a), decimal(b) ?? instant(b)];
  if (left === null || right === null || left.kind !== right.kind) return null;
  return compare(left.whole, right.whole) || compare(left.fraction, right.fraction);
}

function compare<Value extends bigint | string>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Two times of one notation and zone, whose texts have the order of the times: most of what is compared, and far sooner compared. */
function areAlike(a: string, b: string): boolean {
  return a.length === b.length && a.length >= SECONDS_UTC && isTimeLike(a) && isTimeLike(b);
}

/** Characters of `2026-01-01T00:00:00Z`. */
const SECONDS_UTC = 20;

const [DASH, COLON, LETTER_T, LETTER_Z, ZERO, NINE] = [45, 58, 84, 90, 48, 57];

function isTimeLike(text: string): boolean {
  const first = text.charCodeAt(0);
  return (
    first >= ZERO &&
    first <= NINE &&
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    text.charCodeAt(10) === LETTER_T &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON &&
    text.charCodeAt(text.length - 1) === LETTER_Z
  );
}

/** A number or a time without loss: neither a 64-bit id nor a time in nanoseconds fits a double. */
interface Exact {
  readonly kind: 'number' | 'time';
  /** The next whole number, or second since 1970, below it. */
  readonly whole: bigint;
  /** What is above that: digits behind the point, without zeros at their end, so that they compare as text. */
  readonly fraction: string;
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

function decimal(value: string | number): Exact | null {
  const [match, sign, digits = '', decimals = ''] = DECIMAL.exec(plainText(value)) ?? [];
  if (match === undefined) return null;
  const fraction = decimals.replace(/0+$/, '');
  if (sign === '') return { kind: 'number', whole: BigInt(digits), fraction };
  if (fraction === '') return { kind: 'number', whole: -BigInt(digits), fraction };
  return { kind: 'number', whole: -BigInt(digits) - 1n, fraction: complement(fraction) };
}

/** Without an exponent, which numbers have in their text that are very large or near to zero. */
function plainText(value: string | number): string {
  const text = String(value);
  if (typeof value !== 'number' || !text.includes('e')) return text;
  return Math.abs(value) > 1 ? BigInt(value).toString() : value.toFixed(100);
}

/** `25` → `75`: what is missing to the next whole number. */
function complement(fraction: string): string {
  const missing = 10n ** BigInt(fraction.length) - BigInt(fraction);
  return missing.toString().padStart(fraction.length, '0');
}

/** As RFC 3339 and PostgreSQL write it. */
const TIME = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

/** Whether a text is a time whose order is known. */
export function isTime(text: string): boolean {
  return instant(text) !== null;
}

/** A time without a zone is one in UTC, as the Singer SDK has it. */
function instant(value: string | number): Exact | null {
  const [match, date = '', clock = '00:00', seconds = '00', fraction = '', zone = 'Z'] = TIME.exec(String(value)) ?? [];
  if (match === undefined) return null;
  // A leap second is one more than the second before it.
  const isLeap = seconds === '60';
  const offset = zone.length === HOURS_OFFSET ? `${zone}:00` : zone.toUpperCase();
  const parsed = Date.parse(`${date}T${clock}:${isLeap ? '59' : seconds}${offset}`);
  if (Number.isNaN(parsed)) return null;
  return { kind: 'time', whole: BigInt(parsed / 1000) + (isLeap ? 1n : 0n), fraction: fraction.replace(/0+$/, '') };
}

/** Characters of `+02`. */
const HOURS_OFFSET = 3;

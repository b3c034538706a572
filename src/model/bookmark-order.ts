/** Which of two bookmarks of a stream is further, where their values can be compared at all. */
import type { Bookmark } from './position';

/** Whether `a` is known to lie behind `b`. False for other keys and for values of another kind than numbers and times. */
export function isFurther(a: Bookmark | null, b: Bookmark | null): boolean {
  if (a === null || b === null) return a !== null;
  if (a.replicationKey !== b.replicationKey) return false;
  const [left, right] = [decimal(a.value) ?? instant(a.value), decimal(b.value) ?? instant(b.value)];
  if (left === null || right === null || left.kind !== right.kind) return false;
  return left.whole === right.whole ? left.fraction > right.fraction : left.whole > right.whole;
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

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** A time without a zone is one in UTC, as the Singer SDK has it. */
function instant(value: string | number): Exact | null {
  const [match, date = '', clock = '00:00', seconds = '00', fraction = '', zone = 'Z'] = TIME.exec(String(value)) ?? [];
  if (match === undefined) return null;
  const parsed = Date.parse(`${date}T${clock}:${seconds}${zone}`);
  if (Number.isNaN(parsed)) return null;
  return { kind: 'time', whole: BigInt(parsed / 1000), fraction: fraction.replace(/0+$/, '') };
}

/** The order of replication key values as they stand in records and states. */
import { orderOf } from '../../model/bookmark-order';
import { MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import { keptNumber } from '../../model/lossless-json';

/**
 * Negative when `a` comes before `b`. Numbers compare by value, times as instants (the Singer SDK compares their texts, which puts
 * `10:00+02:00` behind `09:00Z`), other texts by code point. Throws `RecordInvalid` for values that have no order.
 */
export function compareValues(a: JsonValue, b: JsonValue, stream: string): number {
  const [x, y] = [numberText(a), numberText(b)];
  if (x !== null && y !== null) return compareNumbers(x, y);
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  throw new MeltemiError(
    'RecordInvalid',
    `The stream \`${stream}\` has replication key values of different kinds (${kindOf(a)}, ${kindOf(b)}), which have no order.`,
    'Give the values one kind in `postProcess`; when the state holds the other kind, clear the state of the stream.',
  );
}

function numberText(value: JsonValue): string | null {
  return typeof value === 'number' ? String(value) : keptNumber(value);
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

function compareNumbers(a: string, b: string): number {
  // A 64-bit id is none that a double can hold.
  return orderOf(a, b) ?? Number(a) - Number(b);
}

function compareTexts(a: string, b: string): number {
  // Texts of digits are texts: an API that sorts them puts `10` before `9`.
  const order = DECIMAL.test(a) && DECIMAL.test(b) ? null : orderOf(a, b);
  return order ?? Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function kindOf(value: JsonValue): string {
  if (numberText(value) !== null) return 'a number';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

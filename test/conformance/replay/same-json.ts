/** Whether a JSON value is the recorded one. Both are read by `parseExact`. */
import { compactExact } from '../../../src/model/exact-json';
import type { JsonValue } from '../../../src/model/json';
import { isObject } from './differences';

/** The members whose order counts: columns are made in it. */
const ORDERED: ReadonlySet<string> = new Set(['record', 'properties']);

/** Numbers count by their value, to the last digit; a `$volatile` mark stands for any value of its form. */
export function isSame(expected: JsonValue, got: JsonValue | undefined, ordered = false): boolean {
  if (got === undefined) return false;
  if (isObject(expected)) {
    if (typeof expected['$volatile'] === 'string') return isOfKind(expected['$volatile'], got);
    if (!isObject(got)) return false;
    const [names, others] = [Object.keys(expected), Object.keys(got)];
    if (names.length !== others.length || (ordered && names.join('\0') !== others.join('\0'))) return false;
    return names.every((name) => isSame(expected[name] as JsonValue, got[name] as JsonValue, ORDERED.has(name)));
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(got) &&
      expected.length === got.length &&
      expected.every((item, i) => isSame(item as JsonValue, got[i] as JsonValue))
    );
  }
  const number = digitsOf(expected);
  return number === null ? expected === got : number === digitsOf(got);
}

/** One text per numeric value; null for what is no number. */
function digitsOf(value: JsonValue): string | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(
    typeof value === 'string' && !value.startsWith('\u{10FFFF}') ? '' : compactExact(value),
  );
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return '0';
  const significant = digits.replace(/0+$/, '');
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

const FORMS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?([+-]\d\d:\d\d)?$/,
  date: /^\d{4}-\d\d-\d\d$/,
  year: /^\d{4}$/,
  integer: /^-?\d+$/,
};

function isOfKind(kind: string, got: JsonValue): boolean {
  if (kind === 'string') return typeof got === 'string';
  return FORMS[kind]?.test(typeof got === 'string' ? got : compactExact(got)) ?? false;
}

/**
 * JSON that keeps every number as it was written. A state holds what another program wrote: a 64-bit id or a `1.0` must come
 * out as it went in, and a double cannot do that. A number that would change becomes `{"$number": "<its text>"}` inside the
 * product, and a plain number again in the text that leaves it.
 */
import type { JsonValue } from './json';
import { replaceNumbers } from './number-tokens';

const TAG = '$number';
const QUOTED_TAG = `"${TAG}"`;
/** Not found inside a string, where quotes have a backslash in front. */
const TAGGED = /\{\s*"\$number"\s*:\s*"([-+.\deE]+)"\s*\}/g;

/** Throws `SyntaxError` for a text that is no JSON. A number counts as changed when its text would (`1.0`, `1e3`). */
export function parseJson(text: string): JsonValue {
  return parseKeeping(text, (token) => JSON.stringify(Number(token)) === token);
}

/**
 * Throws `SyntaxError` for a text that is no JSON. Only numbers are kept as text whose value a double may not hold: records that a
 * person's code computes with are plain numbers wherever they can be.
 */
export function parseByValue(text: string): JsonValue {
  // Looking at every token takes longer than parsing; what looks like a long number inside a text does no harm here.
  for (const [number] of text.matchAll(LONG_NUMBER)) if (!isExact(number)) return parseKeeping(text, isExact);
  return JSON.parse(text) as JsonValue;
}

/** Decimal digits that a double always gives back. */
const SAFE_DIGITS = 15;
const LONG_NUMBER = /-?\d[\d.]{15,}(?:[eE][-+]?\d+)?|-?\d[\d.]*[eE][-+]?\d+/g;

function isExact(token: string): boolean {
  // The shortest text of a double, which is how most long numbers were written, is told at once.
  if (String(Number(token)) === token) return true;
  const [digits = '', exponent] = token.split(/[eE]/);
  if (digits.replace(/[-.]/g, '').replace(/^0+/, '').length > SAFE_DIGITS) return false;
  // Far from where doubles end or lose digits.
  return exponent === undefined || Math.abs(Number(exponent)) < 290;
}

function parseKeeping(text: string, isKept: (token: string) => boolean): JsonValue {
  const plain = JSON.parse(text) as JsonValue;
  const tagged = replaceNumbers(text, (token) => (isKept(token) ? token : `{"${TAG}":"${token}"}`));
  return tagged === text ? plain : (JSON.parse(tagged) as JsonValue);
}

/** `indent`: spaces per level; 0 gives one line. */
export function jsonText(value: JsonValue, indent = 0): string {
  const text = JSON.stringify(value, null, indent);
  // Most values hold no such number, and a search for a word is far faster than for a pattern.
  return text.includes(QUOTED_TAG) ? text.replace(TAGGED, '$1') : text;
}

/** The text of a number that was kept as text; null for any other value. */
export function keptNumber(value: JsonValue | undefined): string | null {
  if (typeof value !== 'object' || value === null || !(TAG in value)) return null;
  const { [TAG]: text } = value;
  return typeof text === 'string' ? text : null;
}

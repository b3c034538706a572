/** Python's truth of a value, and its length. */
import { Dict, PySet } from './containers';
import { TimeDelta } from './datetime/time-delta';
import { Decimal } from './decimal';
import { Bytes, Float, isList, Tuple, type Value } from './value';

export function isTrue(value: Value): boolean {
  if (value === null || typeof value !== 'object') return Boolean(value);
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Decimal) return value.digits !== 0n;
  if (value instanceof TimeDelta) return value.micros !== 0n;
  return lengthOf(value) !== 0;
}

/** Number of items (code points of a text); null for values without a length. */
function lengthOf(value: Value): number | null {
  if (typeof value === 'string') return codePointCount(value);
  if (value === null || typeof value !== 'object') return null;
  if (isList(value)) return value.length;
  if (value instanceof Tuple) return value.items.length;
  if (value instanceof Dict || value instanceof PySet) return value.size;
  return value instanceof Bytes ? value.data.length : null;
}

function codePointCount(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const pair = unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
    if (pair) i++;
    count++;
  }
  return count;
}

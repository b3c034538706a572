/** Python's `len` of a value. */
import { codePointCount } from './code-points';
import { Dict, DictView, PySet } from './containers';
import { Bytes, isList, Tuple, type Value } from './value';

/** Number of items (code points of a text); null for values without a length. */
export function lengthOf(value: Value): number | null {
  if (typeof value === 'string') return codePointCount(value);
  if (value === null || typeof value !== 'object') return null;
  if (isList(value)) return value.length;
  if (value instanceof Tuple) return value.items.length;
  if (value instanceof Dict || value instanceof PySet) return value.size;
  if (value instanceof DictView) return value.dict.size;
  return value instanceof Bytes ? value.data.length : null;
}

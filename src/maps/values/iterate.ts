/** The items of a value, as a `for` sees them. */
import { charactersOf } from './code-points';
import { Dict, DictView, PySet } from './containers';
import { spendItems } from './limits';
import { typeError } from './python-error';
import { Bytes, isList, Tuple, typeName, type ListValue, type Value } from './value';

/** An item of a view of a dict, which may be a tuple that is made, costs what so many items of a list do. */
const VIEW_ITEMS = 6;

/** Texts give characters, dicts keys, bytes integers. Throws `TypeError` for what has no items. */
export function itemsIn(value: Value): ListValue {
  const items = itemsOf(value);
  spendItems(items.length * (value instanceof DictView ? VIEW_ITEMS : value instanceof Dict ? 2 : 1));
  return items;
}

function itemsOf(value: Value): ListValue {
  if (isList(value)) return value;
  if (typeof value === 'string') return Array.from(charactersOf(value));
  if (value instanceof Tuple) return value.items;
  if (value instanceof Dict) return value.keys();
  if (value instanceof PySet || value instanceof DictView) return value.items();
  if (value instanceof Bytes) return Array.from(value.data);
  throw typeError(`A \`${typeName(value)}\` has no items to go through.`);
}

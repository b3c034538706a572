/** Values that all records share. */
import { Dict } from './containers';
import { isList, type Value } from './value';

/** Makes lists and dicts, those within included, refuse to be changed; gives the value back. */
export function freeze(value: Value): Value {
  if (isList(value)) {
    value.forEach(freeze);
    Object.freeze(value);
  } else if (value instanceof Dict) {
    value.freeze();
    for (const entry of value.entries()) freeze(entry.value);
  }
  return value;
}

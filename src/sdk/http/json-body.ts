/** A JSON body as Python writes it: `{"a": 1, "b": [true, null]}`, all but ASCII escaped. Some servers sign or compare bodies. */
import type { JsonValue } from '../../model/json';

export function jsonBody(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map((item) => jsonBody(item as JsonValue)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, item]) => `${ascii(key)}: ${jsonBody(item)}`);
    return `{${members.join(', ')}}`;
  }
  return typeof value === 'string' ? ascii(value) : JSON.stringify(value);
}

function ascii(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

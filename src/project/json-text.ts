/** A value as Meltano writes it into a variable: texts as they are, all else as the JSON of Python's `json.dumps`. */
import type { JsonValue } from '../model/json';
import { isObject } from './flatten';

export function variableText(value: JsonValue): string {
  return typeof value === 'string' ? value : jsonText(value);
}

/** With blanks behind commas and colons, and all but ASCII escaped. */
function jsonText(value: JsonValue): string {
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(jsonText).join(', ')}]`;
  if (isObject(value)) {
    const parts = Object.entries(value).map(([key, item]) => `${jsonText(key)}: ${jsonText(item)}`);
    return `{${parts.join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** JSON as Python's `json.dumps` writes it, which is what Singer programs print and what people compare files with. */
import type { JsonObject, JsonValue } from './json';
import { keptNumber } from './lossless-json';

/** On one line, a blank behind commas and colons, all but ASCII escaped. Numbers kept by `parseJson` are written as they came. */
export function pythonJson(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? ascii(value) : String(value);
  const number = keptNumber(value);
  if (number !== null) return number;
  if (isList(value)) return `[${value.map(pythonJson).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${ascii(key)}: ${pythonJson(item)}`)
    .join(', ')}}`;
}

function ascii(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value);
}

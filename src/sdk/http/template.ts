/** `{key}` in paths, params, headers and payloads, filled with values of the config and the context. */
import type { JsonObject, JsonValue } from '../../model/json';
import { textOf } from './query';

/** A URL: a slash in a text is encoded, all else is left to the URL itself. An unknown key stays as it is. */
export function fillUrl(url: string, values: JsonObject): string {
  return fill(url, values, (value) => (typeof value === 'string' ? value.replaceAll('/', '%2F') : textOf(value)));
}

/** Any value: in texts `{key}` is replaced; a text that is nothing but `{key}` becomes the value itself, with its type. */
export function fillValue(value: JsonValue, values: JsonObject): JsonValue {
  if (typeof value === 'string') {
    const [, only] = /^\{(\w+)\}$/.exec(value) ?? [];
    if (only !== undefined && Object.hasOwn(values, only)) return values[only] ?? null;
    return fill(value, values, textOf);
  }
  if (Array.isArray(value)) return value.map((item) => fillValue(item as JsonValue, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillValue(item, values)]));
}

function fill(text: string, values: JsonObject, show: (value: JsonValue) => string): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) =>
    Object.hasOwn(values, key) ? show(values[key] ?? null) : whole,
  );
}

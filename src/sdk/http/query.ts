/** Query strings and forms as Python's `requests` writes them, so that a ported tap sends what it sent before. */
import type { JsonValue } from '../../model/json';

/** Null leaves a parameter out; a list repeats it. */
export type Params = Readonly<Record<string, JsonValue>>;

/** `a=1&b=x+y`: blanks are `+`, all but letters, digits and `_.-~` is encoded. */
export function encodeParams(params: Params): string {
  return Object.entries(params)
    .flatMap(([name, value]) => valuesOf(value).map((item) => `${quote(name)}=${quote(textOf(item))}`))
    .join('&');
}

/** Puts parameters of an authenticator behind a query; blank ones of the query vanish then, as in the Singer SDK. */
export function mergeQuery(query: string, params: Params): string {
  const kept = query.split('&').filter((pair) => /=./.test(pair));
  const more = encodeParams(params);
  return [...kept, ...(more === '' ? [] : [more])].join('&');
}

function valuesOf(value: JsonValue): readonly JsonValue[] {
  const values: readonly JsonValue[] = isList(value) ? value : [value];
  return values.filter((item) => item !== null);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The text form of a value in a URL: Python's `str`. */
export function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? 'None' : JSON.stringify(value);
}

function quote(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

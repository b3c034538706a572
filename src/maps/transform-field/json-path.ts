/** Paths into JSON as `pipelinewise-transform-field` writes them: names and places in lists between slashes, `items/0/email`. */
import { Dict } from '../values/containers';
import { isList, type Value } from '../values/value';

export type JsonPath = readonly string[];

/** Null for a path that is empty, or has wildcards: where several fields match, the real one leaves all of them as they are. */
export function parsePath(text: string): JsonPath | null {
  const path = text.replace(/^\//, '').split('/');
  return path.some((name) => name === '' || /[*?[\]]/.test(name)) ? null : path;
}

/** Undefined when there is no such field. */
export function valueAt(value: Value, path: JsonPath): Value | undefined {
  let here: Value | undefined = value;
  for (const name of path) here = here === undefined ? undefined : childOf(here, name);
  return here;
}

/** The value with another one at the path; itself when there is no such field. */
export function changedAt(value: Value, path: JsonPath, change: (old: Value) => Value): Value {
  const [name, ...rest] = path;
  if (name === undefined) return change(value);
  const child = childOf(value, name);
  if (child === undefined) return value;
  const changed = changedAt(child, rest, change);
  if (isList(value)) return value.map((item, i) => (String(i) === name ? changed : item));
  const copy = new Dict();
  if (value instanceof Dict) for (const { key, value: old } of value.entries()) copy.set(key, old);
  return copy.set(name, changed);
}

function childOf(value: Value, name: string): Value | undefined {
  if (value instanceof Dict) return value.get(name);
  return isList(value) && /^(0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined;
}

/** The name of a flattened property: its path, joined; too long ones are shortened as the Singer SDK does it. */
import type { FlattenOptions } from './flatten-options';

/** What is left of a name that has not got two capitals. */
const STUMP_CHARACTERS = 3;

/**
 * Names from the left are reduced to the capitals of their camel case form, or to three letters, until the whole is shorter
 * than the limit; a limit that cannot be met is no error.
 */
export function flatName(path: readonly string[], { separator, maxKeyLength }: FlattenOptions): string {
  const parts = [...path];
  for (let i = 0; i < parts.length && lengthOf(parts.join(separator)) >= maxKeyLength; i++) {
    parts[i] = reduced(parts[i] ?? '');
  }
  return parts.join(separator);
}

function reduced(name: string): string {
  const capitals = camelCase(name).replace(/[a-z]/g, '');
  return (lengthOf(capitals) > 1 ? capitals : [...name].slice(0, STUMP_CHARACTERS).join('')).toLowerCase();
}

/** `a_long_name` → `ALongName`. */
function camelCase(name: string): string {
  return name.replace(/(?:^|_)(.)/gu, (_, first: string) => first.toUpperCase());
}

/** Python counts code points. */
function lengthOf(text: string): number {
  return text.length <= 1 ? text.length : [...text].length;
}

/** JSONPath (RFC 9535) over answers: the one place that knows the package. */
import { query } from 'json-p3';
import { MeltemiError } from '../model/errors';
import type { JsonValue } from '../model/json';

/** All values at the path, in order. Throws `ConfigInvalid` for a path that is none. */
export function valuesAt(value: JsonValue, path: string): readonly JsonValue[] {
  try {
    return query(path, value as Parameters<typeof query>[1]).values() as readonly JsonValue[];
  } catch (error) {
    throw new MeltemiError(
      'ConfigInvalid',
      `The JSONPath \`${path}\` cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      'Write it like `$.data[*]`: `$` is the whole answer.',
      { cause: error },
    );
  }
}

/** The first value at the path; null when there is none. */
export function firstAt(value: JsonValue, path: string): JsonValue {
  return valuesAt(value, path)[0] ?? null;
}

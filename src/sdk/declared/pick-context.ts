/** What the children of a record are read for, as a declaration has it. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import type { Context, SdkRecord } from '../context';
import { isObject } from '../json-schema';

/**
 * `wanted`: key → dotted path in the record. A key whose value is null, or below a null, is null: there is nothing to read. Throws
 * `RecordInvalid` for a property that the record has not, which is a mistake in the path.
 */
export function pickContext(parent: string, wanted: Readonly<Record<string, string>>, record: SdkRecord): Context {
  return Object.fromEntries(Object.entries(wanted).map(([key, path]) => [key, valueOf(parent, path, record)]));
}

function valueOf(parent: string, path: string, record: JsonObject): JsonValue {
  let here: JsonValue = record;
  for (const name of path.split('.')) {
    if (here === null) return null;
    if (!isObject(here) || !Object.hasOwn(here, name)) throw noSuchProperty(parent, path);
    here = here[name] ?? null;
  }
  return here;
}

function noSuchProperty(parent: string, path: string): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `A record of stream \`${parent}\` has no \`${path}\`, for which a child stream is read.`,
    'Correct `context` of the child stream.',
  );
}

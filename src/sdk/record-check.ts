/** Whether what a stream gives are records at all. */
import { MeltemiError } from '../model/errors';
import type { JsonValue } from '../model/json';
import { isObject } from './json-schema';

/** Throws `ConfigInvalid` for anything but an object: a path that is off finds lists and texts, page after page. The value is not told. */
export function assertRecord(stream: string, record: JsonValue): void {
  if (isObject(record)) return;
  const kind = Array.isArray(record) ? 'a list' : record === null ? 'null' : `a ${typeof record}`;
  throw new MeltemiError(
    'ConfigInvalid',
    `The stream \`${stream}\` gave ${kind} where a record, an object, is expected.`,
    'Look at an answer of the API, and correct `recordsJsonpath` (such as `$.data[*]`) or what `parseResponse` gives.',
  );
}

/** What both variants do with the values of a record before they go into a page. */
import { MeltemiError } from '../../../model/errors';
import type { JsonObject, JsonValue } from '../../../model/json';
import type { RecordMessage } from '../../singer-target';
import { isObject } from '../setting-reader';

/** Throws `RecordInvalid` without the value. `judge` answers what is wrong, as `/address/zip must be string`; null: nothing. */
export function checkRecord({ stream, record }: RecordMessage, judge: (record: JsonObject) => string | null): void {
  const problem = judge(record);
  if (problem === null) return;
  throw new MeltemiError(
    'RecordInvalid',
    `A record of stream \`${stream}\` is not what its schema says: ${problem}.`,
    "Correct the tap's schema or the record.",
  );
}

/** The record with NUL characters taken out of its texts: PostgreSQL has no place for them. */
export function withoutNul(record: JsonObject): JsonObject {
  return strip(record) as JsonObject;
}

function strip(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value;
  if (Array.isArray(value)) return value.map((item) => strip(item as JsonValue));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, strip(item)]));
}

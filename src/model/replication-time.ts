/**
 * Replication keys that are times by their schema. Times whose order is not known (RFC 2822, years of five digits, `2024-13-45`, an empty
 * text) would be compared by their letters, and records be left out by it: they are an error.
 */
import { isTime } from './bookmark-order';
import { MeltemiError } from './errors';
import type { JsonValue } from './json';

const KNOWN = '`2026-01-31`, `2026-01-31T12:00:00Z` and `2026-01-31 12:00:00.123+02:00` are times that are read';

/** Takes the value of a record. Throws `RecordInvalid`. */
export function checkRecordTime(value: JsonValue, stream: string, replicationKey: string): void {
  if (typeof value !== 'string' || isTime(value)) return;
  throw new MeltemiError(
    'RecordInvalid',
    `The stream \`${stream}\` gave a record whose replication key \`${replicationKey}\` is no time whose order is known (${value === '' ? 'an empty text' : `a text of ${value.length} characters`}): ${KNOWN}.`,
    'Write it so in `postProcess`, or null where there is none. Keys that are no times have no `format: date-time` in the schema; texts compare by code point then.',
  );
}

/** Takes the place where a run is to begin. `what`: e.g. `the bookmark`. Throws `ConfigInvalid`. */
export function checkStartTime(value: JsonValue, stream: string, what: string): void {
  if (typeof value !== 'string' || isTime(value)) return;
  throw new MeltemiError(
    'ConfigInvalid',
    `The stream \`${stream}\` cannot begin: its replication key is a time, and ${what} is none whose order is known: ${KNOWN}.`,
    what === 'the bookmark' ? 'Correct the state of the stream, or clear it.' : 'Correct the setting.',
  );
}

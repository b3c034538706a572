/** From where on records of a part are new: its bookmark, less the look-back, or the setting `start_date`. */
import { MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import { checkStartTime } from '../../model/replication-time';
import type { ReplicationComparison } from '../../model/stream';
import { timeOf } from '../../model/time-text';
import type { Stream } from '../../sdk';
import { markValue } from './value-marks';

export interface StartPlace {
  readonly value: string | number;
  readonly comparison: ReplicationComparison;
}

/**
 * Null: everything is new. `bookmark`: null when there is none; `isTime`: whether the replication key is one by the schema. Throws
 * `ConfigInvalid` for a look-back from a value that is no time, and for a start of a time that is none.
 */
export function startPlace(
  stream: Stream,
  bookmark: string | number | null,
  comparison: ReplicationComparison,
  startDate: JsonValue,
  isTime: boolean,
): StartPlace | null {
  const first = startDate === '' ? null : markValue(startDate);
  if (isTime) {
    checkStartTime(bookmark, stream.name, 'the bookmark');
    checkStartTime(first, stream.name, 'the setting `start_date`');
  }
  // What is as old as the start date is asked for, too.
  if (bookmark === null) return first === null ? null : { value: first, comparison: 'gte' };
  if (first !== null && stream.compareStartDate(bookmark, first) !== bookmark)
    return { value: first, comparison: 'gte' };
  const { lookbackSeconds } = stream;
  if (lookbackSeconds <= 0) return { value: bookmark, comparison };
  // Records of that time are read again, be they known or not.
  return { value: before(stream.name, bookmark, lookbackSeconds), comparison: 'gte' };
}

/** Numbers from here on are milliseconds since 1970 (1973 and later), smaller ones seconds (until the year 5138). */
const FIRST_MILLISECONDS = 100_000_000_000;

function before(stream: string, bookmark: string | number, seconds: number): string | number {
  const number = Number(bookmark);
  if (!Number.isNaN(number)) return number - (number >= FIRST_MILLISECONDS ? seconds * 1000 : seconds);
  const time = timeOf(String(bookmark));
  if (time !== null) return new Date(time.getTime() - seconds * 1000).toISOString();
  throw new MeltemiError(
    'ConfigInvalid',
    `The stream \`${stream}\` has \`lookbackSeconds\`, and its bookmark is no time.`,
    'Take `lookbackSeconds` away, or choose a replication key that is a time.',
  );
}

/** The time zone of the process, which naive times are taken to be in. */
import { valueError } from '../python-error';
import { civilOf } from './calendar';
import { clockParts } from './clock-text';
import type { DateTime } from './date-time';
import { TimeZone } from './time-delta';

/** 0001-01-01 */
const FIRST_DAY = -719_162;
const MICROS_PER_MINUTE = 60_000_000;

/** Microseconds east of UTC at an instant (microseconds since 1970-01-01 UTC). */
export function localOffsetAt(instant: number): number {
  // `0 -`, because a zone without offset gives -0.
  return 0 - new Date(instant / 1000).getTimezoneOffset() * MICROS_PER_MINUTE;
}

/** Microseconds east of UTC at a wall clock time; of the earlier one where there are two. Throws `ValueError` on the first day. */
export function localOffsetOf(wall: DateTime): number {
  // Python looks a day back for a second time of the same name.
  if (wall.days <= FIRST_DAY && wall.fold === 0) throw valueError('A local time is before year 1.');
  const { year, month, day } = civilOf(wall.days);
  const { hour, minute, second } = clockParts(wall.micros);
  const date = new Date(0);
  date.setFullYear(year, month - 1, day);
  date.setHours(hour, minute, second, 0);
  return 0 - date.getTimezoneOffset() * MICROS_PER_MINUTE;
}

/** The zone as `astimezone()` shows it: its offset at that time, and its short name. */
export function localZone(offset: number, instant: number): TimeZone {
  if (offset === 0) return new TimeZone(0, 'UTC');
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(new Date(instant / 1000));
  return new TimeZone(offset, parts.find((part) => part.type === 'timeZoneName')?.value ?? null);
}

/** Fakes of dates and times. They lie before `today`, which with a seed is the same at every run. */
import type { Faker } from '@faker-js/faker';
import { DateTime, DateValue } from '../../values/datetime/date-time';
import { strftime } from '../../values/datetime/strftime';
import { TimeDelta } from '../../values/datetime/time-delta';
import { typeError, valueError } from '../../values/python-error';
import { isInt, typeName, type Value } from '../../values/value';
import { countOf, simple, textOf, type FakeMethod, type FakeMethods } from '../fake-method';

const MILLIS_PER_DAY = 86_400_000;
const SECONDS_PER_DAY = 86_400;
/** The length of a year and a month on average, as Python's Faker counts `-30y` and `+6M`. */
const UNIT_DAYS: Readonly<Record<string, number>> = {
  y: 365.24, M: 30.42, w: 7, d: 1, h: 1 / 24, m: 1 / 1440, s: 1 / SECONDS_PER_DAY,
}; // prettier-ignore

/** A second between two places in time, both milliseconds since 1970 UTC. */
function secondBetween(f: Faker, from: number, to: number): DateTime {
  if (from > to) throw valueError('A fake of a date has its end before its begin.');
  const second = Math.floor(f.number.float({ min: from, max: to }) / 1000);
  return DateTime.fromMicros(second * 1_000_000, null);
}

/** `today`, `now`, `-30y`, `+1d`, a number of days, a date, a datetime or a timedelta; as milliseconds since 1970 UTC. */
function placeOf(value: Value | undefined, otherwise: string, today: number): number {
  const given = value ?? otherwise;
  if (given instanceof DateTime) return Number(given.instant) / 1000;
  if (given instanceof DateValue) return given.days * MILLIS_PER_DAY;
  if (given instanceof TimeDelta) return today + Number(given.micros) / 1000;
  if (isInt(given)) return today + Number(given) * MILLIS_PER_DAY;
  if (typeof given !== 'string') throw typeError(`A fake needs a date here, not \`${typeName(given)}\`.`);
  if (given === 'now' || given === 'today') return today;
  const match = /^([+-]?\d{1,5})([yMwdhms])$/.exec(given);
  if (!match) throw valueError('A date of a fake is `today`, or a distance such as `-30y` or `+12d`.');
  return today + Number(match[1]) * (UNIT_DAYS[match[2] ?? ''] ?? 1) * MILLIS_PER_DAY;
}

function between(
  from: string,
  to: string,
  shown: (time: DateTime) => Value,
  names = ['start_date', 'end_date'],
): FakeMethod {
  return {
    names,
    make: (f, [start, end], today) => shown(secondBetween(f, placeOf(start, from, today), placeOf(end, to, today))),
  };
}

/** Since 1970, as text of a pattern or as it is. */
function since1970(shown: (time: DateTime, pattern: Value | undefined) => Value, names: readonly string[]): FakeMethod {
  return {
    names,
    make: (f, args, today) => {
      const end = args[names.indexOf('end_datetime')];
      return shown(secondBetween(f, 0, placeOf(end ?? undefined, 'now', today)), args[names.indexOf('pattern')]);
    },
  };
}

const date = (time: DateTime): DateValue => time.date;
const moment = (time: DateTime): DateTime => time;
const WITH_PATTERN = ['pattern', 'end_datetime'];
const WITH_END = ['tzinfo', 'end_datetime'];

export const TIMES: FakeMethods = {
  date: since1970((time, pattern) => strftime(time, textOf(pattern, '%Y-%m-%d')), WITH_PATTERN),
  time: since1970((time, pattern) => strftime(time, textOf(pattern, '%H:%M:%S')), WITH_PATTERN),
  date_object: since1970(date, ['end_datetime']),
  date_time: since1970(moment, WITH_END),
  iso8601: since1970((time) => time.isoformat('T'), WITH_END),
  unix_time: since1970((time) => Math.floor(Number(time.instant) / 1_000_000), ['end_datetime']),
  year: since1970((time) => strftime(time, '%Y'), []),
  month: since1970((time) => strftime(time, '%m'), []),
  month_name: since1970((time) => strftime(time, '%B'), []),
  day_of_month: since1970((time) => strftime(time, '%d'), []),
  day_of_week: since1970((time) => strftime(time, '%A'), []),
  am_pm: simple((f) => (f.datatype.boolean() ? 'AM' : 'PM')),
  date_between: between('-30y', 'today', date),
  date_time_between: between('-30y', 'now', moment),
  past_date: between('-30d', '-1d', date, ['start_date']),
  future_date: between('+1d', '+30d', date, ['', 'end_date']),
  date_of_birth: {
    names: ['tzinfo', 'minimum_age', 'maximum_age'],
    make: (f, [, least, most], today) => {
      const [young, old] = [countOf(least, 0, 0), countOf(most, 115, 0)];
      if (old > MAX_AGE) throw valueError(`\`maximum_age\` is at most ${MAX_AGE} years.`);
      const year = 365.2425 * MILLIS_PER_DAY;
      return secondBetween(f, today - (old + 1) * year + MILLIS_PER_DAY, today - young * year).date;
    },
  },
};

/** Years. */
const MAX_AGE = 1000;

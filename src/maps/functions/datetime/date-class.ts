/** `datetime.date`: its constructor and what is called on the class. */
import { bindArguments, ClassValue, counted, MethodValue, required, type Callable } from '../../values/callable';
import { checkDay, dayNumber, weekDay } from '../../values/datetime/calendar';
import { DateValue } from '../../values/datetime/date-time';
import { parseIsoDate } from '../../values/datetime/iso-parse';
import { wholeOf } from '../../values/datetime/parts';
import { TimeDelta } from '../../values/datetime/time-delta';
import { PythonError, typeError, valueError } from '../../values/python-error';
import { typeName, type Value } from '../../values/value';
import { fromTimestamp, now } from './instants';

/** Day 0 of Python's count is the day before 0001-01-01. */
const DAY_OF_ORDINAL_0 = -719_163;
const FIRST = new DateValue(DAY_OF_ORDINAL_0 + 1);
const LAST = new DateValue(2_932_896);
const MICROS_PER_DAY = 86_400_000_000n;

const makeDate: Callable = (args, keywords) => {
  const parts = bindArguments('`date`', ['year', 'month', 'day'], args, keywords).map((part) =>
    wholeOf(required(part, '`date`')),
  );
  return new DateValue(dayNumber(parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0));
};

export function isoText(value: Value | undefined, what: string): string {
  if (typeof value === 'string') return value;
  throw typeError(`${what} needs a text${value === undefined ? '' : `, not \`${typeName(value)}\``}.`);
}

/** The day of Python's count of days. Throws `ValueError` outside of years 1 to 9999. */
export function dayOfOrdinal(value: Value): number {
  const ordinal = wholeOf(value);
  try {
    return checkDay(ordinal + DAY_OF_ORDINAL_0);
  } catch (error) {
    if (error instanceof PythonError) throw valueError('A day is outside of years 1 to 9999.');
    throw error;
  }
}

/** The day of `fromisocalendar(year, week, day)`. */
export const dayOfIsoCalendar = (args: readonly Value[], keywords: Parameters<Callable>[1]): number => {
  const parts = bindArguments('`fromisocalendar`', ['year', 'week', 'day'], args, keywords).map((part) => {
    try {
      return wholeOf(required(part, '`fromisocalendar`'));
    } catch (error) {
      if (error instanceof PythonError && error.name === 'OverflowError')
        throw valueError('A part of a week date is too large.');
      throw error;
    }
  });
  return weekDay(parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0);
};

export const DATE = new ClassValue(
  'date',
  makeDate,
  new Map<string, Value>([
    ['min', FIRST],
    ['max', LAST],
    ['resolution', new TimeDelta(MICROS_PER_DAY)],
    ...classMethods({
      today: counted('today', 0, 0, (_args, _keywords, context) => now(context).date),
      fromisoformat: counted('fromisoformat', 1, 1, ([text]) => parseIsoDate(isoText(text, '`fromisoformat`'))),
      fromtimestamp: counted('fromtimestamp', 1, 1, ([stamp]) => fromTimestamp(stamp, null).date),
      fromordinal: counted('fromordinal', 1, 1, ([ordinal = null]) => new DateValue(dayOfOrdinal(ordinal))),
      fromisocalendar: (args, keywords) => new DateValue(dayOfIsoCalendar(args, keywords)),
    }),
  ]),
  'datetime',
);

export function classMethods(methods: Readonly<Record<string, Callable>>): [string, Value][] {
  return Object.entries(methods).map(([name, call]) => [name, new MethodValue(name, call, 'type')]);
}

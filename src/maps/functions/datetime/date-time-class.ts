/** `datetime.datetime`: its constructor and what is called on the class. */
import { bindArguments, ClassValue, counted, required, type Callable } from '../../values/callable';
import { dayNumber } from '../../values/datetime/calendar';
import { DateTime } from '../../values/datetime/date-time';
import { parseIsoDateTime } from '../../values/datetime/iso-parse';
import { clockOf, dateOf, foldOf, wholeOf, zoneOf } from '../../values/datetime/parts';
import { strptime } from '../../values/datetime/strptime';
import { TimeDelta } from '../../values/datetime/time-delta';
import { TimeValue } from '../../values/datetime/time-value';
import { typeError } from '../../values/python-error';
import { typeName, type Value } from '../../values/value';
import { classMethods, dayOfIsoCalendar, dayOfOrdinal, isoText } from './date-class';
import { fromTimestamp, fromUtcTimestamp, now, nowIn } from './instants';

const LAST_DAY = 2_932_896;
const FIRST_DAY = -719_162;
const LAST_MICRO = 86_399_999_999;

const makeDateTime: Callable = (args, keywords) => {
  const names = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond', 'tzinfo', 'fold'];
  const [year, month, day, hour, minute, second, micro, zone, fold] = bindArguments(
    '`datetime`',
    names,
    args,
    keywords,
    8,
  );
  const [y = 0, m = 0, d = 0] = [year, month, day].map((part) => wholeOf(required(part, '`datetime`')));
  const clock = [hour, minute, second, micro].map((part) => (part === undefined ? 0 : wholeOf(part)));
  return new DateTime(dayNumber(y, m, d), clockOf(clock), zoneOf(zone), foldOf(fold));
};

const combine: Callable = (args, keywords) => {
  const [date, time, zone] = bindArguments('`combine`', ['date', 'time', 'tzinfo'], args, keywords);
  const { days } = dateOf(date, '`combine`');
  if (!(time instanceof TimeValue))
    throw typeError(`\`combine\` needs a time${time === undefined ? '' : `, not \`${typeName(time)}\``}.`);
  return new DateTime(days, time.micros, zone === undefined ? time.zone : zoneOf(zone), time.fold);
};

export const DATE_TIME = new ClassValue(
  'datetime',
  makeDateTime,
  new Map<string, Value>([
    ['min', new DateTime(FIRST_DAY, 0, null)],
    ['max', new DateTime(LAST_DAY, LAST_MICRO, null)],
    ['resolution', new TimeDelta(1n)],
    ...classMethods({
      now: (args, keywords, context) => {
        const isPlain = keywords.size === 0 && args.length < 2;
        const [zone] = isPlain ? args : bindArguments('`now`', ['tz'], args, keywords);
        return nowIn(zoneOf(zone), context);
      },
      today: counted('today', 0, 0, (_args, _keywords, context) => now(context)),
      utcnow: counted('utcnow', 0, 0, (_args, _keywords, context) => DateTime.fromMicros(context.now(), null)),
      fromisoformat: counted('fromisoformat', 1, 1, ([text]) => parseIsoDateTime(isoText(text, '`fromisoformat`'))),
      fromtimestamp: (args, keywords) => {
        const [stamp, zone] = bindArguments('`fromtimestamp`', ['timestamp', 'tz'], args, keywords);
        return fromTimestamp(stamp, zoneOf(zone));
      },
      utcfromtimestamp: counted('utcfromtimestamp', 1, 1, ([stamp]) => fromUtcTimestamp(stamp)),
      fromordinal: counted('fromordinal', 1, 1, ([ordinal = null]) => new DateTime(dayOfOrdinal(ordinal), 0, null)),
      fromisocalendar: (args, keywords) => new DateTime(dayOfIsoCalendar(args, keywords), 0, null),
      strptime: counted('strptime', 2, 2, ([text, format]) =>
        strptime(isoText(text, '`strptime`'), isoText(format, '`strptime`')),
      ),
      combine,
    }),
  ]),
  'datetime',
);

/** A time of day as ISO 8601 text, and its parts. */
import { valueError } from '../python-error';
import { pad } from './calendar';

export type TimeSpec = 'auto' | 'hours' | 'minutes' | 'seconds' | 'milliseconds' | 'microseconds';

export interface ClockParts {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

/** `micros`: since midnight. */
export function clockParts(micros: number): ClockParts {
  return {
    hour: Math.floor(micros / 3_600_000_000),
    minute: Math.floor(micros / 60_000_000) % 60,
    second: Math.floor(micros / 1_000_000) % 60,
    microsecond: micros % 1_000_000,
  };
}

/** `auto`: seconds, and six digits of a fraction unless it is zero. What is not shown is cut off. */
export function clockText(micros: number, spec: TimeSpec): string {
  const { hour, minute, second, microsecond } = clockParts(micros);
  const hours = pad(hour, 2);
  if (spec === 'hours') return hours;
  const minutes = `${hours}:${pad(minute, 2)}`;
  if (spec === 'minutes') return minutes;
  const seconds = `${minutes}:${pad(second, 2)}`;
  if (spec === 'seconds' || (spec === 'auto' && microsecond === 0)) return seconds;
  if (spec === 'milliseconds') return `${seconds}.${pad(Math.floor(microsecond / 1000), 3)}`;
  return `${seconds}.${pad(microsecond, 6)}`;
}

const SPECS: ReadonlySet<string> = new Set<TimeSpec>([
  'auto',
  'hours',
  'minutes',
  'seconds',
  'milliseconds',
  'microseconds',
]);

/** Throws `ValueError` for a name that is none. */
export function timeSpec(name: string): TimeSpec {
  if (isTimeSpec(name)) return name;
  throw valueError('`timespec` is none of `auto`, `hours`, `minutes`, `seconds`, `milliseconds`, `microseconds`.');
}

function isTimeSpec(name: string): name is TimeSpec {
  return SPECS.has(name);
}

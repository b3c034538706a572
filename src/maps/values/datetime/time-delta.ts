/** Python's `datetime.timedelta` and the fixed-offset `datetime.timezone`. */
import { PythonError } from '../python-error';
import { PyObject } from '../value';
import { pad } from './calendar';

const MICROS_PER_SECOND = 1_000_000n;
const MICROS_PER_DAY = 86_400n * MICROS_PER_SECOND;
const MAX_DAYS = 999_999_999n;

export class TimeDelta extends PyObject {
  readonly typeName = 'timedelta';

  /** Throws `OverflowError` beyond 999,999,999 days. */
  constructor(readonly micros: bigint) {
    super();
    const days = micros / MICROS_PER_DAY;
    if (days > MAX_DAYS || days < -MAX_DAYS) throw new PythonError('OverflowError', 'A timedelta is too large.');
  }

  /** Floored, as Python keeps it: seconds and microseconds are never negative. */
  get days(): number {
    const days = this.micros / MICROS_PER_DAY;
    return Number(this.micros % MICROS_PER_DAY < 0n ? days - 1n : days);
  }

  get seconds(): number {
    return Number((this.micros - BigInt(this.days) * MICROS_PER_DAY) / MICROS_PER_SECOND);
  }

  get microseconds(): number {
    return Number(((this.micros % MICROS_PER_SECOND) + MICROS_PER_SECOND) % MICROS_PER_SECOND);
  }

  totalSeconds(): number {
    return Number(this.micros) / Number(MICROS_PER_SECOND);
  }

  /** `-1 day, 23:59:59.500000` */
  override toString(): string {
    const days = this.days;
    const seconds = this.seconds;
    const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
    const fraction = this.microseconds === 0 ? '' : `.${pad(this.microseconds, 6)}`;
    const prefix = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
    return prefix + clock + fraction;
  }
}

export class TimeZone extends PyObject {
  readonly typeName = 'timezone';

  /** Seconds east of UTC, less than a day either way. */
  constructor(readonly offset: number) {
    super();
  }

  /** `UTC`, `UTC+05:30` */
  override toString(): string {
    return this.offset === 0 ? 'UTC' : `UTC${offsetText(this.offset, ':')}`;
  }
}

export const UTC = new TimeZone(0);

/** `+05:30`, with seconds only when there are some. */
export function offsetText(offset: number, separator: string): string {
  const size = Math.abs(offset);
  const seconds = size % 60 === 0 ? '' : `${separator}${pad(size % 60, 2)}`;
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 3600), 2)}${separator}${pad(Math.floor(size / 60) % 60, 2)}${seconds}`;
}

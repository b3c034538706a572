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
    if (micros < MIN_MICROS || micros > MAX_MICROS) throw new PythonError('OverflowError', 'A timedelta is too large.');
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

export const MIN_MICROS = -MAX_DAYS * MICROS_PER_DAY;
export const MAX_MICROS = (MAX_DAYS + 1n) * MICROS_PER_DAY - 1n;

export class TimeZone extends PyObject {
  readonly typeName = 'timezone';

  constructor(
    /** Microseconds east of UTC, less than a day either way. */
    readonly offsetMicros: number,
    readonly name: string | null = null,
  ) {
    super();
  }

  /** `UTC`, `UTC+05:30`, or its own name. */
  override toString(): string {
    if (this.name !== null) return this.name;
    return this.offsetMicros === 0 ? 'UTC' : `UTC${offsetText(this.offsetMicros, ':')}`;
  }
}

export const UTC = new TimeZone(0);

/** `+05:30`, with seconds and microseconds only when there are some. `offset` in microseconds. */
export function offsetText(offset: number, separator: string): string {
  const size = Math.abs(offset);
  const micros = size % 1_000_000;
  const seconds = Math.floor(size / 1_000_000);
  const fraction = micros === 0 ? '' : `.${pad(micros, 6)}`;
  const rest = seconds % 60 === 0 && micros === 0 ? '' : `${separator}${pad(seconds % 60, 2)}${fraction}`;
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(seconds / 3600), 2)}${separator}${pad(Math.floor(seconds / 60) % 60, 2)}${rest}`;
}

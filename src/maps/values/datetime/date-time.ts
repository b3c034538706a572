/** Python's `datetime.date` and `datetime.datetime`. */
import { typeError } from '../python-error';
import { PyObject } from '../value';
import { checkDay, civilOf, MICROS_PER_DAY, pad, type CivilDate } from './calendar';
import { clockParts, clockText, type ClockParts, type TimeSpec } from './clock-text';
import { offsetText, TimeDelta, type TimeZone } from './time-delta';

export class DateValue extends PyObject {
  readonly typeName = 'date';

  /** Days since 1970-01-01. */
  constructor(readonly days: number) {
    super();
  }

  get civil(): CivilDate {
    return civilOf(this.days);
  }

  isoformat(): string {
    const { year, month, day } = this.civil;
    return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  }
}

export class DateTime extends PyObject {
  readonly typeName = 'datetime';
  private text: string | null = null;

  /** Wall clock: days since 1970-01-01 and microseconds since midnight; a naive one has no zone. */
  constructor(
    readonly days: number,
    readonly micros: number,
    readonly zone: TimeZone | null,
    /** 1 for the second of two equal wall clock times; no zone here has such times, so it only shows in `repr`. */
    readonly fold: 0 | 1 = 0,
  ) {
    super();
  }

  /** Of microseconds since 1970-01-01 UTC, shown in `zone`; naive when `zone` is null (then `micros` is wall clock). */
  static fromMicros(micros: number, zone: TimeZone | null): DateTime {
    const local = micros + (zone?.offsetMicros ?? 0);
    const days = Math.floor(local / MICROS_PER_DAY);
    return new DateTime(checkDay(days), local - days * MICROS_PER_DAY, zone);
  }

  get clock(): ClockParts {
    return clockParts(this.micros);
  }

  get date(): DateValue {
    return new DateValue(this.days);
  }

  /** Microseconds since 1970-01-01, in UTC for an aware one, of the wall clock for a naive one. */
  get instant(): bigint {
    return BigInt(this.days) * BigInt(MICROS_PER_DAY) + BigInt(this.micros - (this.zone?.offsetMicros ?? 0));
  }

  /** A fraction only when it is not zero, then six digits; the offset of an aware one. */
  isoformat(separator = 'T', spec: TimeSpec = 'auto'): string {
    const isPlain = separator === 'T' && spec === 'auto';
    if (isPlain && this.text !== null) return this.text;
    const offset = this.zone === null ? '' : offsetText(this.zone.offsetMicros, ':');
    const text = `${this.date.isoformat()}${separator}${clockText(this.micros, spec)}${offset}`;
    if (isPlain) this.text = text;
    return text;
  }

  /** Moves the wall clock; the zone stays. */
  plus(micros: bigint): DateTime {
    const total = BigInt(this.days) * BigInt(MICROS_PER_DAY) + BigInt(this.micros) + micros;
    const perDay = BigInt(MICROS_PER_DAY);
    const rest = ((total % perDay) + perDay) % perDay;
    return new DateTime(checkDay(Number((total - rest) / perDay)), Number(rest), this.zone);
  }

  /** The same instant on the wall clock of another zone. */
  inZone(zone: TimeZone): DateTime {
    return new DateTime(this.days, this.micros, zone).plus(BigInt(zone.offsetMicros - (this.zone?.offsetMicros ?? 0)));
  }

  minus(other: DateTime): TimeDelta {
    this.refuseMixed(other, 'subtracted');
    return new TimeDelta(this.instant - other.instant);
  }

  /** Throws `TypeError` when one has a zone and the other has none. */
  refuseMixed(other: DateTime, what: string): void {
    if ((this.zone === null) !== (other.zone === null)) {
      throw typeError(`A datetime with a time zone and one without cannot be ${what}.`);
    }
  }
}

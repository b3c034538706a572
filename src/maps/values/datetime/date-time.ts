/** Python's `datetime.date` and `datetime.datetime`. */
import { typeError } from '../python-error';
import { PyObject } from '../value';
import { checkDay, civilOf, MICROS_PER_DAY, pad, type CivilDate } from './calendar';
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
  ) {
    super();
  }

  /** Of microseconds since 1970-01-01 UTC, shown in `zone`; naive when `zone` is null (then `micros` is wall clock). */
  static fromMicros(micros: number, zone: TimeZone | null): DateTime {
    const local = micros + (zone?.offset ?? 0) * 1_000_000;
    const days = Math.floor(local / MICROS_PER_DAY);
    return new DateTime(checkDay(days), local - days * MICROS_PER_DAY, zone);
  }

  get hour(): number {
    return Math.floor(this.micros / 3_600_000_000);
  }

  get minute(): number {
    return Math.floor(this.micros / 60_000_000) % 60;
  }

  get second(): number {
    return Math.floor(this.micros / 1_000_000) % 60;
  }

  get microsecond(): number {
    return this.micros % 1_000_000;
  }

  get date(): DateValue {
    return new DateValue(this.days);
  }

  /** Microseconds since 1970-01-01, in UTC for an aware one, of the wall clock for a naive one. */
  get instant(): bigint {
    const offset = BigInt(this.zone?.offset ?? 0) * 1_000_000n;
    return BigInt(this.days) * BigInt(MICROS_PER_DAY) + BigInt(this.micros) - offset;
  }

  /** A fraction only when it is not zero, then six digits; the offset of an aware one. */
  isoformat(separator = 'T'): string {
    if (separator === 'T' && this.text !== null) return this.text;
    const clock = `${pad(this.hour, 2)}:${pad(this.minute, 2)}:${pad(this.second, 2)}`;
    const fraction = this.microsecond === 0 ? '' : `.${pad(this.microsecond, 6)}`;
    const offset = this.zone === null ? '' : offsetText(this.zone.offset, ':');
    const text = `${this.date.isoformat()}${separator}${clock}${fraction}${offset}`;
    if (separator === 'T') this.text = text;
    return text;
  }

  /** Moves the wall clock; the zone stays. */
  plus(micros: bigint): DateTime {
    const total = BigInt(this.days) * BigInt(MICROS_PER_DAY) + BigInt(this.micros) + micros;
    const perDay = BigInt(MICROS_PER_DAY);
    const rest = ((total % perDay) + perDay) % perDay;
    return new DateTime(checkDay(Number((total - rest) / perDay)), Number(rest), this.zone);
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

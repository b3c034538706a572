/** Python's `datetime.time`: a time of day, with or without a zone. */
import { PyObject } from '../value';
import { clockText, type TimeSpec } from './clock-text';
import { offsetText, type TimeZone } from './time-delta';

export class TimeValue extends PyObject {
  readonly typeName = 'time';

  constructor(
    /** Microseconds since midnight. */
    readonly micros: number,
    readonly zone: TimeZone | null,
    /** 1 for the second of two equal wall clock times; it only shows in `repr`. */
    readonly fold: 0 | 1 = 0,
  ) {
    super();
  }

  /** Microseconds since midnight UTC for one with a zone. */
  get instant(): number {
    return this.micros - (this.zone?.offsetMicros ?? 0);
  }

  isoformat(spec: TimeSpec = 'auto'): string {
    return clockText(this.micros, spec) + (this.zone === null ? '' : offsetText(this.zone.offsetMicros, ':'));
  }
}

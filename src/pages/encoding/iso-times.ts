/** PostgreSQL's text of dates and times (DateStyle ISO) ↔ the ISO 8601 text that Singer taps write. */

const SQL_TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?([+-]\d\d(?::?\d\d)?)?$/;
const SQL_TIME = /^(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?([+-]\d\d(?::?\d\d)?)?$/;
const ISO_TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6})\d*)?(Z|[+-]\d\d(?::?\d\d)?)?$/i;
const ISO_TIME = /^(\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/** What Singer's PostgreSQL tap writes for `infinity`; the lower end is our counterpart. */
const LAST_DATE = '9999-12-31';
const FIRST_DATE = '0001-01-01';

/** `2024-02-29` stays; texts that are no such date stay, too. */
export function isoDate(text: string): string {
  if (text === 'infinity') return LAST_DATE;
  return text === '-infinity' ? FIRST_DATE : text;
}

/** `2024-01-01 00:00:00.5+00` → `2024-01-01T00:00:00.500000+00:00`; without an offset it counts as UTC. */
export function isoTimestamp(text: string): string {
  const match = SQL_TIMESTAMP.exec(text);
  if (match !== null) return `${match[1]}T${match[2]}${sixDigits(match[3])}${isoOffset(match[4] ?? '+00')}`;
  if (text === 'infinity') return `${LAST_DATE}T23:59:59.999999+00:00`;
  return text === '-infinity' ? `${FIRST_DATE}T00:00:00+00:00` : text;
}

/** `12:34:56.5+02` → `12:34:56.500000+02:00`; `24:00:00` → `00:00:00`, since ISO libraries refuse hour 24. */
export function isoTime(text: string): string {
  const match = SQL_TIME.exec(text);
  if (match === null) return text;
  const clock = match[1] === '24:00:00' ? '00:00:00' : match[1];
  return `${clock}${sixDigits(match[2])}${match[3] === undefined ? '' : isoOffset(match[3])}`;
}

/** ISO 8601 → PostgreSQL's output text in UTC. Texts of another form pass unchanged: PostgreSQL reads or refuses them. */
export function sqlTimestamp(text: string, zone: boolean): string {
  const match = ISO_TIMESTAMP.exec(text);
  if (match === null) return text;
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  const minutes = offsetMinutes(offset);
  const local = `${year}-${month}-${day} ${hour}:${minute}:${second}`;
  const utc = minutes === 0 ? local : shifted(local, minutes);
  return `${utc}${trimmed(fraction)}${zone ? '+00' : ''}`;
}

/** ISO 8601 → PostgreSQL's output text; a time keeps its offset. */
export function sqlTime(text: string): string {
  const match = ISO_TIME.exec(text);
  if (match === null) return text;
  const offset = match[3]?.toUpperCase() === 'Z' ? '+00' : (match[3] ?? '').replace(/:?00$/, '');
  return `${match[1]}${trimmed(match[2])}${/^[+-]$/.test(offset) ? `${offset}00` : offset}`;
}

function shifted(local: string, minutes: number): string {
  const instant = new Date(`${local.replace(' ', 'T')}Z`).getTime() - minutes * 60_000;
  return Number.isNaN(instant) ? local : new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

function offsetMinutes(offset: string | undefined): number {
  if (offset === undefined || offset.toUpperCase() === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(':', '') || '0');
  return offset.startsWith('-') ? -minutes : minutes;
}

function sixDigits(fraction: string | undefined): string {
  return fraction === undefined || /^0*$/.test(fraction) ? '' : `.${fraction.padEnd(6, '0')}`;
}

function trimmed(fraction: string | undefined): string {
  const digits = (fraction ?? '').replace(/0+$/, '');
  return digits === '' ? '' : `.${digits}`;
}

function isoOffset(offset: string): string {
  if (offset.length === 3) return `${offset}:00`;
  return offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
}

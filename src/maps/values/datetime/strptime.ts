/** `strptime` in the C locale, for the codes that maps use. */
import { unsupported, valueError } from '../python-error';
import { dayNumber } from './calendar';
import { DateTime } from './date-time';
import { DAYS, MONTHS } from './strftime';
import { TimeZone, UTC } from './time-delta';

const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));
const oneOf = (names: readonly string[]): string => `(${names.join('|')})`;

const CODES: Readonly<Record<string, string>> = {
  d: '(3[01]|[12]\\d|0[1-9]|[1-9]| [1-9])',
  m: '(1[0-2]|0[1-9]|[1-9])',
  Y: '(\\d{4})',
  y: '(\\d\\d)',
  H: '(2[0-3]|[01]\\d|\\d)',
  I: '(1[0-2]|0[1-9]|[1-9])',
  M: '([0-5]\\d|\\d)',
  S: '(6[01]|[0-5]\\d|\\d)',
  f: '(\\d{1,6})',
  p: '(am|pm)',
  b: oneOf(short(MONTHS)),
  B: oneOf(MONTHS),
  a: oneOf(short(DAYS)),
  A: oneOf(DAYS),
  z: '(Z|[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d)?)',
};

/** The parts found, by code. Throws `ValueError` when the text does not fit, `Unsupported` for other codes. */
export function strptime(text: string, format: string): DateTime {
  const codes: string[] = [];
  const pattern = format.replace(/%(.?)|\s+|[\\^$.*+?()[\]{}|]/gs, (whole: string, code?: string) => {
    if (code === undefined) return /^\s/.test(whole) ? '\\s+' : `\\${whole}`;
    if (code === '%') return '%';
    const form = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
    if (form === undefined) throw unsupported(`\`${whole}\` in \`strptime\``);
    // Python refuses it, too; here it also bounds how often the pattern can go back.
    if (codes.includes(code)) throw valueError(`\`${whole}\` stands twice in the format of \`strptime\`.`);
    codes.push(code);
    return form;
  });
  const match = new RegExp(`^${pattern}$`, 'i').exec(text);
  if (!match) throw valueError('The text does not fit the format of `strptime`.');
  return assemble(new Map(codes.map((code, i) => [code, match[i + 1] ?? ''])));
}

function assemble(parts: ReadonlyMap<string, string>): DateTime {
  const number = (code: string, otherwise: number): number => Number(parts.get(code) ?? otherwise);
  const days = dayNumber(yearOf(parts), monthOf(parts), number('d', 1));
  const hour = parts.has('I')
    ? (number('I', 12) % 12) + (parts.get('p')?.toLowerCase() === 'pm' ? 12 : 0)
    : number('H', 0);
  const seconds = number('S', 0);
  if (seconds > 59) throw valueError('A time has a second that does not exist.');
  const micros = Number((parts.get('f') ?? '').padEnd(6, '0'));
  const zone = parts.get('z');
  const time = ((hour * 60 + number('M', 0)) * 60 + seconds) * 1_000_000 + micros;
  return new DateTime(days, time, zone === undefined ? null : zoneOf(zone));
}

/** Two digits: 69 to 99 are of the 20th century, as POSIX says. */
function yearOf(parts: ReadonlyMap<string, string>): number {
  const short = parts.get('y');
  if (short === undefined) return Number(parts.get('Y') ?? '1900');
  return Number(short) + (Number(short) < 69 ? 2000 : 1900);
}

function monthOf(parts: ReadonlyMap<string, string>): number {
  const name = parts.get('B') ?? parts.get('b');
  if (name === undefined) return Number(parts.get('m') ?? '1');
  return MONTHS.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase())) + 1;
}

function zoneOf(text: string): TimeZone {
  if (text.toUpperCase() === 'Z') return UTC;
  const digits = text.slice(1).replaceAll(':', '');
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2, 4)) * 60 + Number(digits.slice(4) || '0');
  if (seconds === 0) return UTC;
  return new TimeZone(text.startsWith('-') ? -seconds : seconds);
}

/** Values of PostgreSQL's binary format as the text that the server itself would print: the types that keys are made of. */

type Decode = (field: Buffer) => string;

const MICROS_PER_SECOND = 1_000_000n;
const SECONDS_PER_DAY = 86_400n;
/** PostgreSQL counts days and microseconds from 2000-01-01; 10957 days after 1970-01-01. */
const EPOCH_DAYS = 10_957n;
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const INT32_MAX = 2 ** 31 - 1;
const INT32_MIN = -(2 ** 31);

const asUtf8: Decode = (field) => field.toString('utf8');

/** By base type without modifiers, as `parseTypeName` gives it. Types that are not here are asked of the server. */
export const BINARY_DECODERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['smallint', (field) => String(field.readInt16BE(0))],
  ['integer', (field) => String(field.readInt32BE(0))],
  ['bigint', (field) => String(field.readBigInt64BE(0))],
  ['boolean', (field) => (field[0] === 1 ? 't' : 'f')],
  ['text', asUtf8],
  ['character varying', asUtf8],
  ['character', asUtf8],
  ['uuid', uuidText],
  ['numeric', numericText],
  ['date', dateText],
  ['timestamp without time zone', (field) => timestampText(field, '')],
  ['timestamp with time zone', (field) => timestampText(field, '+00')],
]);

function uuidText(field: Buffer): string {
  const hex = field.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Digits in base 10,000: count, weight of the first, sign, digits behind the point, digits. */
function numericText(field: Buffer): string {
  const count = field.readInt16BE(0);
  const weight = field.readInt16BE(2);
  const sign = field.readUInt16BE(4);
  const scale = field.readInt16BE(6);
  const special = SPECIAL_NUMERICS.get(sign);
  if (special !== undefined) return special;
  const digit = (position: number): string =>
    position >= 0 && position < count ? String(field.readInt16BE(8 + 2 * position)).padStart(4, '0') : '0000';
  let whole = '';
  for (let position = 0; position <= weight; position += 1) whole += digit(position);
  let fraction = '';
  for (let position = weight + 1; fraction.length < scale; position += 1) fraction += digit(position);
  const text = whole.replace(/^0+(?=\d)/, '') || '0';
  return `${sign === 0x4000 ? '-' : ''}${text}${scale > 0 ? `.${fraction.slice(0, scale)}` : ''}`;
}

const SPECIAL_NUMERICS: ReadonlyMap<number, string> = new Map([
  [0xc000, 'NaN'],
  [0xd000, 'Infinity'],
  [0xf000, '-Infinity'],
]);

function dateText(field: Buffer): string {
  const days = field.readInt32BE(0);
  if (days === INT32_MAX) return 'infinity';
  if (days === INT32_MIN) return '-infinity';
  const { date, era } = civilDate(BigInt(days) + EPOCH_DAYS);
  return date + era;
}

function timestampText(field: Buffer, zone: string): string {
  const micros = field.readBigInt64BE(0);
  if (micros === INT64_MAX) return 'infinity';
  if (micros === INT64_MIN) return '-infinity';
  const perDay = SECONDS_PER_DAY * MICROS_PER_SECOND;
  const ofDay = ((micros % perDay) + perDay) % perDay;
  const { date, era } = civilDate((micros - ofDay) / perDay + EPOCH_DAYS);
  const seconds = Number(ofDay / MICROS_PER_SECOND);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  const fraction = (ofDay % MICROS_PER_SECOND).toString().padStart(6, '0').replace(/0+$/, '');
  return `${date} ${clock}${fraction === '' ? '' : `.${fraction}`}${zone}${era}`;
}

/** Proleptic Gregorian date of a day counted from 1970-01-01; beyond the range of JavaScript's `Date`. */
function civilDate(day: bigint): { readonly date: string; readonly era: string } {
  // Counting from 0000-03-01 puts the leap day at the end of the year, in cycles of 400 years.
  const shifted = day + 719_468n;
  const cycle = (shifted >= 0n ? shifted : shifted - 146_096n) / 146_097n;
  const ofCycle = Number(shifted - cycle * 146_097n);
  const yearOfCycle = Math.floor(
    (ofCycle - Math.floor(ofCycle / 1460) + Math.floor(ofCycle / 36_524) - Math.floor(ofCycle / 146_096)) / 365,
  );
  const dayOfYear = ofCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfCycle + Number(cycle) * 400 + (month <= 2 ? 1 : 0);
  // There is no year 0: it is 1 BC.
  const shown = String(year > 0 ? year : 1 - year).padStart(4, '0');
  return { date: `${shown}-${two(month)}-${two(dayOfMonth)}`, era: year > 0 ? '' : ' BC' };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

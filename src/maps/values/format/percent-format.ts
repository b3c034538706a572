/** Python's `'...' % values`, of texts and bytes. */
import { charactersOf } from '../code-points';
import { Dict } from '../containers';
import { Decimal } from '../decimal';
import { checkPlaces, checkText, refuseLong, spendCharacters, spendItems } from '../limits';
import { PythonError, typeError, valueError } from '../python-error';
import { escapeCharacter } from '../quote';
import { resolveInteger } from '../slice';
import { reprOf, strOf } from '../text-of';
import { Bytes, Float, isInt, isList, toInt, Tuple, typeName, type Int, type Value } from '../value';
import { floatDigits } from './float-digits';
import { characterOf, doubleOf, formatInt, padded, signOf, type NumberText, type SignStyle } from './number-text';

/** Longest name, flags and width that are looked for: with no end to them, a text of many `%(` takes the square of its length. */
const PLACE = /%(?:\(([^)]{0,200})\))?([-+ 0#]{0,9})(\d{1,9}|\*)?(?:\.(\d{0,9}|\*))?[hlL]?([\s\S])?/gu;

/** A place costs what so many items of a list do. */
const PLACE_ITEMS = 5;

/** One place of a format, with its width and precision looked up. */
interface Place {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
  readonly bytes: boolean;
}

/** Throws `TypeError` for too few or too many values, or one of the wrong type; `ValueError` for a format that is none. */
export function percentFormat(format: string | Bytes, values: Value): Value {
  if (typeof format === 'string') return fill(format, values, false);
  return new Bytes(Buffer.from(fill(Buffer.from(format.data).toString('latin1'), values, true), 'latin1'));
}

function fill(format: string, values: Value, bytes: boolean): string {
  const source = new Source(values, bytes);
  spendCharacters(format.length);
  let made = 0;
  const text = format.replace(PLACE, (...found: readonly (string | undefined)[]): string => {
    const [, name, flags = '', width, precision, type] = found;
    spendItems(PLACE_ITEMS);
    if (name !== undefined) source.choose(name);
    const size = width === '*' ? source.count() : Number(width ?? 0);
    const places =
      precision === '*' ? Math.max(0, source.count()) : precision === undefined ? undefined : Number(precision);
    if (type === undefined) throw valueError('A `%` format is incomplete.');
    if (type === '%') return '%';
    checkText(Math.abs(size));
    checkPlaces(places ?? 0);
    // A negative width from the values means the same as the flag `-`.
    const place = { flags: size < 0 ? `-${flags}` : flags, width: Math.abs(size), precision: places, type, bytes };
    const piece = placed(place, source.next());
    made += piece.length;
    refuseLong(made);
    return piece;
  });
  source.end();
  return text;
}

/** Hands out the values, one by one or by name. */
class Source {
  private readonly items: readonly Value[];
  private readonly isMapping: boolean;
  private at = 0;
  private chosen: Value | undefined;

  constructor(
    private readonly values: Value,
    private readonly bytes: boolean,
  ) {
    this.items = values instanceof Tuple ? values.items : [values];
    this.isMapping = values instanceof Dict || isList(values) || (values instanceof Bytes && !bytes);
  }

  choose(name: string): void {
    if (!(this.values instanceof Dict)) throw typeError('`%(name)` formatting needs a dict.');
    const value = this.values.get(this.bytes ? new Bytes(Buffer.from(name, 'latin1')) : name);
    if (value === undefined) throw new PythonError('KeyError', 'A name of a `%(name)` format is not in the dict.');
    this.chosen = value;
  }

  next(): Value {
    const { chosen } = this;
    if (chosen !== undefined) {
      this.chosen = undefined;
      return chosen;
    }
    const value = this.items[this.at++];
    if (value === undefined) throw typeError('`%` formatting has fewer values than places.');
    return value;
  }

  count(): number {
    const value = this.next();
    if (typeof value !== 'boolean' && !isInt(value)) throw typeError('`*` of `%` formatting needs an integer.');
    return resolveInteger(value, '`*` of `%` formatting');
  }

  end(): void {
    if (this.at < this.items.length && !this.isMapping) throw typeError('`%` formatting has more values than places.');
  }
}

function placed(place: Place, value: Value): string {
  const { flags, width } = place;
  const text = partsOf(place, value);
  if (flags.includes('-')) return padded(text, ' ', '<', width);
  const zeros = flags.includes('0') && !/[srabc]/.test(place.type);
  return padded(text, zeros ? '0' : ' ', zeros ? '=' : '>', width);
}

function partsOf(place: Place, value: Value): NumberText {
  const { type, flags, precision } = place;
  const style: SignStyle = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '-';
  switch (type) {
    case 's':
    case 'b':
      if (type === 'b' && !place.bytes) break;
      return cut(place.bytes ? bytesText(value) : strOf(value), precision);
    case 'r':
    case 'a':
      return cut(type === 'a' || place.bytes ? ascii(reprOf(value)) : reprOf(value), precision);
    case 'c':
      return { sign: '', digits: place.bytes ? byteText(value) : characterText(value) };
    case 'd':
    case 'i':
    case 'u':
      return filledUp(formatInt(wholeOf(value), 10, style, ''), precision);
    case 'x':
    case 'X':
    case 'o': {
      const prefix = flags.includes('#') ? `0${type}` : '';
      const text = filledUp(formatInt(strictInt(value), type === 'o' ? 8 : 16, style, prefix), precision);
      return type === 'X' ? { sign: text.sign, digits: text.digits.toUpperCase() } : text;
    }
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return floatText(value, type, flags, precision, style);
  }
  throw valueError(`\`%${type}\` is no place of \`%\` formatting.`);
}

function floatText(
  value: Value,
  type: string,
  flags: string,
  precision: number | undefined,
  style: SignStyle,
): NumberText {
  // Decimals become floats here, as in Python.
  const double = doubleOf(value);
  const form = type.toLowerCase();
  const digits = floatDigits(Math.abs(double), {
    type: form === 'e' || form === 'f' ? form : 'g',
    precision: precision ?? 6,
    alternate: flags.includes('#'),
    keepsFraction: false,
  });
  const negative = double < 0 || Object.is(double, -0);
  return { sign: signOf(negative, style), digits: form === type ? digits : digits.toUpperCase() };
}

function cut(text: string, precision: number | undefined): NumberText {
  return { sign: '', digits: precision === undefined ? text : charactersOf(text).slice(0, precision).join('') };
}

/** A precision of an integer is its least number of digits. */
function filledUp(text: NumberText, precision: number | undefined): NumberText {
  return { sign: text.sign, digits: text.digits.padStart(precision ?? 0, '0') };
}

function ascii(text: string): string {
  return charactersOf(text)
    .map((char) => (char > '\x7f' ? escapeCharacter(char) : char))
    .join('');
}

function bytesText(value: Value): string {
  if (value instanceof Bytes) return Buffer.from(value.data).toString('latin1');
  throw typeError(`\`%s\` of bytes needs bytes, not \`${typeName(value)}\`.`);
}

function characterText(value: Value): string {
  if (typeof value === 'string' && charactersOf(value).length === 1) return value;
  if (typeof value !== 'boolean' && !isInt(value)) throw typeError('`%c` needs a character or its number.');
  return characterOf(typeof value === 'boolean' ? Number(value) : value);
}

function byteText(value: Value): string {
  if (value instanceof Bytes && value.data.length === 1) return Buffer.from(value.data).toString('latin1');
  if (typeof value !== 'boolean' && !isInt(value)) throw typeError('`%c` of bytes needs a byte or its number.');
  if (Number(value) < 0 || Number(value) > 255)
    throw new PythonError('OverflowError', 'A byte must be between 0 and 255.');
  return String.fromCharCode(Number(value));
}

/** `%d` cuts floats and decimals. */
function wholeOf(value: Value): Int {
  if (value instanceof Decimal) return toInt(value.truncate());
  if (!(value instanceof Float)) return strictInt(value);
  if (Number.isNaN(value.value)) throw valueError('`%d` cannot take a NaN.');
  if (!Number.isFinite(value.value)) throw new PythonError('OverflowError', '`%d` cannot take an infinite number.');
  return toInt(BigInt(Math.trunc(value.value)));
}

function strictInt(value: Value): Int {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isInt(value)) return value;
  throw typeError(`A place of \`%\` formatting needs an integer, not \`${typeName(value)}\`.`);
}

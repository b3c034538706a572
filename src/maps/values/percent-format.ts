/** Python's `'...' % values`. */
import { charactersOf } from './code-points';
import { Dict } from './containers';
import { Decimal } from './decimal';
import { checkText } from './limits';
import { exactOf, formatFixed, formatInt, formatScientific, type NumberText, type SignStyle } from './number-format';
import { PythonError, typeError, unsupported } from './python-error';
import { reprOf, strOf } from './text-of';
import { Float, isInt, toInt, Tuple, typeName, type Int, type Value } from './value';

/** A part of a place that may be missing. */
type Found = string | undefined;

const PLACE = /%(?:\(([^)]*)\))?([-+ 0#]*)(\d+|\*)?(?:\.(\d+|\*))?[hlL]?(.)/gsu;

/** Throws `TypeError` for too few or too many values, or one of the wrong type. */
export function percentFormat(format: string, values: Value): string {
  const items = values instanceof Tuple ? values.items : [values];
  let next = 0;
  let named = false;
  const place = (_whole: string, name: Found, flags: string, width: Found, precision: Found, type: string): string => {
    if (type === '%') return '%';
    if (width === '*' || precision === '*') throw unsupported('`*` in `%` formatting');
    named ||= name !== undefined;
    const value = name === undefined ? items[next++] : namedValue(values, name);
    if (value === undefined) throw typeError('`%` formatting has fewer values than places.');
    return padded(partsOf(value, type, flags, precision), flags, Number(width ?? 0), type);
  };
  const text = format.replace(PLACE, place);
  if (!named && next < items.length && !(values instanceof Dict)) {
    throw typeError('`%` formatting has more values than places.');
  }
  if (/%$/.test(format.replace(PLACE, ''))) throw new PythonError('ValueError', 'A `%` format is incomplete.');
  return text;
}

function namedValue(values: Value, name: string): Value {
  if (!(values instanceof Dict)) throw typeError('`%(name)` formatting needs a dict.');
  const value = values.get(name);
  if (value === undefined) throw new PythonError('KeyError', 'A name of a `%(name)` format is not in the dict.');
  return value;
}

function partsOf(value: Value, type: string, flags: string, precision: string | undefined): NumberText {
  const style: SignStyle = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '-';
  switch (type) {
    case 's':
    case 'r': {
      const text = type === 's' ? strOf(value) : reprOf(value);
      return {
        sign: '',
        digits: precision === undefined ? text : charactersOf(text).slice(0, Number(precision)).join(''),
      };
    }
    case 'd':
    case 'i':
    case 'u': {
      const text = formatInt(wholeOf(value), 10, style, '');
      return { sign: text.sign, digits: text.digits.padStart(Number(precision ?? 0), '0') };
    }
    case 'x':
    case 'X':
    case 'o': {
      const prefix = flags.includes('#') ? `0${type}` : '';
      const text = formatInt(strictInt(value), type === 'o' ? 8 : 16, style, prefix);
      return type === 'X' ? { sign: text.sign, digits: text.digits.toUpperCase() } : text;
    }
    case 'f':
    case 'F':
      return formatFixed(asFloat(value), Number(precision ?? 6), style);
    case 'e':
      return formatScientific(asFloat(value), Number(precision ?? 6), style);
    default:
      throw unsupported(`\`%${type}\``);
  }
}

function padded(text: NumberText, flags: string, width: number, type: string): string {
  checkText(width);
  const missing = width - charactersOf(text.sign + text.digits).length;
  if (missing <= 0) return text.sign + text.digits;
  if (flags.includes('-')) return text.sign + text.digits + ' '.repeat(missing);
  if (flags.includes('0') && type !== 's' && type !== 'r') return text.sign + '0'.repeat(missing) + text.digits;
  return ' '.repeat(missing) + text.sign + text.digits;
}

/** `%d` cuts floats and decimals. */
function wholeOf(value: Value): Int {
  if (value instanceof Float || value instanceof Decimal) return toInt(exactOf(value).truncate());
  return strictInt(value);
}

function strictInt(value: Value): Int {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isInt(value)) return value;
  throw typeError(`A place of \`%\` formatting needs an integer, not \`${typeName(value)}\`.`);
}

/** `%f` goes through a double, as in Python. */
function asFloat(value: Value): Float {
  return value instanceof Float ? value : new Float(exactOf(value).toDouble());
}

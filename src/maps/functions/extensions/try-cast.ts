/** `try_cast(value, type, default=None)`: the value as another type, or the default where it has none. */
import {
  bindArguments,
  FunctionValue,
  NO_KEYWORDS,
  required,
  type Callable,
  type CallContext,
} from '../../values/callable';
import { DateTime, DateValue } from '../../values/datetime/date-time';
import { parseIsoDate, parseIsoDateTime } from '../../values/datetime/iso-parse';
import { Decimal } from '../../values/decimal';
import { floatText } from '../../values/float-text';
import { loadJson } from '../../values/json-read';
import { spendWork } from '../../values/limits';
import { PythonError, typeError, valueError } from '../../values/python-error';
import { strOf } from '../../values/text-of';
import { Float, isInt, typeName, type Value } from '../../values/value';
import { CONVERSIONS } from '../conversions';

/** Undefined, or a `PythonError`, where the value has no such form. */
type Cast = (value: Value, context: CallContext) => Value | undefined;

const CASTS: ReadonlyMap<string, Cast> = new Map<string, Cast>([
  ['int', (value, context) => converted('int', value, context)],
  ['float', finite],
  ['decimal', toDecimal],
  ['bool', toBool],
  ['date', toDate],
  ['datetime', toDateTime],
  ['str', strOf],
  ['json', (value) => (typeof value === 'string' ? loadJson(value, (digits) => new Float(Number(digits))) : undefined)],
]);

const tryCast: Callable = (args, keywords, context) => {
  const [value, type, otherwise = null] = bindArguments('`try_cast`', ['value', 'type', 'default'], args, keywords);
  const cast = castTo(required(type, '`try_cast`'));
  const from = required(value, '`try_cast`');
  if (from === null) return otherwise;
  if (typeof from === 'string') spendWork(from.length);
  try {
    return cast(from, context) ?? otherwise;
  } catch (error) {
    // The budget of an evaluation is no property of the value.
    if (error instanceof PythonError && error.name !== 'LimitExceeded') return otherwise;
    throw error;
  }
};

function castTo(type: Value): Cast {
  const name = type instanceof FunctionValue ? type.name : type;
  if (typeof name !== 'string') {
    throw typeError(`The type of \`try_cast\` is a text such as \`'int'\`, not a \`${typeName(type)}\`.`);
  }
  const cast = CASTS.get(name);
  if (cast) return cast;
  throw valueError(`\`try_cast\` knows the types ${[...CASTS.keys()].map((known) => `\`${known}\``).join(', ')} only.`);
}

/** By the function of that name. */
function converted(name: 'int' | 'float', value: Value, context: CallContext): Value | undefined {
  return CONVERSIONS.find((conversion) => conversion.name === name)?.call([value], NO_KEYWORDS, context);
}

/** No column has a place for NaN and the infinite numbers. */
function finite(value: Value, context: CallContext): Value | undefined {
  const float = converted('float', value, context);
  return float instanceof Float && Number.isFinite(float.value) ? float : undefined;
}

/** A float by the digits that it shows. */
function toDecimal(value: Value): Value | undefined {
  if (value instanceof Decimal) return value;
  if (typeof value === 'boolean') return toDecimal(value ? 1 : 0);
  if (isInt(value)) return new Decimal(BigInt(value), 0);
  const text = value instanceof Float ? floatText(value.value) : value;
  return typeof text === 'string' ? (Decimal.parse(text.trim()) ?? undefined) : undefined;
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', 'f', 'no', 'n', 'off', '0']);

/** Other than `bool('false')`, which is true in Python, words are read; so are the numbers 0 and 1. */
function toBool(value: Value): Value | undefined {
  if (typeof value === 'boolean') return value;
  const number = isInt(value) ? value : value instanceof Float ? value.value : null;
  if (number !== null) return number === 1 ? true : number === 0 ? false : undefined;
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

/** ISO 8601; of a text with a time the day. */
function toDate(value: Value): Value | undefined {
  if (value instanceof DateTime) return value.date;
  if (value instanceof DateValue) return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text.length > ISO_DATE_LENGTH ? parseIsoDateTime(text).date : parseIsoDate(text);
}

const ISO_DATE_LENGTH = '2024-01-01'.length;

function toDateTime(value: Value): Value | undefined {
  if (value instanceof DateTime) return value;
  if (value instanceof DateValue) return new DateTime(value.days, 0, null);
  return typeof value === 'string' ? parseIsoDateTime(value.trim()) : undefined;
}

/** A type that is written in the expression is looked at before any record. */
export const TRY_CAST = new FunctionValue('try_cast', tryCast, new Map(), ([, type]) => {
  if (type !== undefined) castTo(type);
});

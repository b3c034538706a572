/** `str()` and `repr()` of every value, as Python writes them. */
import { FunctionValue, ModuleValue } from './callable';
import { Dict, DictView, PySet } from './containers';
import { DateTime, DateValue } from './datetime/date-time';
import { timeRepr } from './datetime/time-repr';
import { TimeDelta, TimeZone } from './datetime/time-delta';
import { TimeValue } from './datetime/time-value';
import { Decimal } from './decimal';
import { floatText } from './float-text';
import { bitsOf, limitExceeded, MAX_INTEGER_DIGITS, spendBits, spendWritten } from './limits';
import { NamedTuple } from './named-tuple';
import { quoteBytes, quoteText } from './quote';
import { Bytes, Float, isInt, isList, Tuple, type Int, type PyObject, type Value } from './value';

/** A decimal digit holds more than 3.3 bits. */
const MAX_TEXT_BITS = MAX_INTEGER_DIGITS * 3.33;

export function strOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof DateTime) return value.isoformat(' ');
  if (value instanceof DateValue || value instanceof TimeValue) return value.isoformat();
  if (value instanceof TimeDelta || value instanceof TimeZone || value instanceof Decimal) return value.toString();
  return reprOf(value);
}

export function reprOf(value: Value): string {
  return reprWithin(value, []);
}

/** `open`: the lists and dicts around, which a list or dict that holds itself shows as `[...]`. */
function reprWithin(value: Value, open: readonly Value[]): string {
  spendWritten();
  if (value === null) return 'None';
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isInt(value)) return intText(value);
  if (!isList(value)) return reprOfObject(value, open);
  if (open.includes(value)) return '[...]';
  const within = [...open, value];
  return `[${value.map((item) => reprWithin(item, within)).join(', ')}]`;
}

function reprOfObject(value: PyObject, open: readonly Value[]): string {
  const list = (items: readonly Value[]): string => items.map((item) => reprWithin(item, open)).join(', ');
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Decimal) return `Decimal('${value.toString()}')`;
  if (value instanceof NamedTuple) {
    const parts = value.names.map((name, i) => `${name}=${reprWithin(value.items[i] ?? null, open)}`);
    return `${value.shownName}(${parts.join(', ')})`;
  }
  if (value instanceof Tuple) return `(${list(value.items)}${value.items.length === 1 ? ',' : ''})`;
  if (value instanceof Dict) return reprOfDict(value, open);
  if (value instanceof DictView) return reprOfView(value, open);
  if (value instanceof PySet) return value.size === 0 ? 'set()' : `{${list(value.items())}}`;
  if (value instanceof Bytes) return `b${quoteBytes(value.data)}`;
  if (value instanceof FunctionValue) return value.shown;
  if (value instanceof ModuleValue) return '<simpleeval.ModuleWrapper object>';
  return timeRepr(value) ?? `<${value.typeName}>`;
}

function reprOfView(value: DictView, open: readonly Value[]): string {
  if (open.includes(value)) return '...';
  const within = [...open, value];
  const items = value.items().map((item) => reprWithin(item, within));
  return `${value.typeName}([${items.join(', ')}])`;
}

function reprOfDict(value: Dict, open: readonly Value[]): string {
  if (open.includes(value)) return '{...}';
  const within = [...open, value];
  const entries = value
    .entries()
    .map((entry) => `${reprWithin(entry.key, within)}: ${reprWithin(entry.value, within)}`);
  return `{${entries.join(', ')}}`;
}

/** Throws `LimitExceeded` beyond 4300 digits, as Python does. */
export function intText(value: Int): string {
  if (typeof value === 'bigint' && bitsOf(value) > MAX_TEXT_BITS) {
    const text = bitsOf(value) < MAX_TEXT_BITS + DOUBTFUL_BITS ? String(value) : '';
    if (text === '' || text.replace('-', '').length > MAX_INTEGER_DIGITS)
      throw limitExceeded(`An integer has more than ${MAX_INTEGER_DIGITS} digits.`);
    return text;
  }
  if (typeof value === 'bigint') spendBits(bitsOf(value), bitsOf(value));
  return String(value);
}

/** Where the number of bits does not tell whether there is one digit too many. */
const DOUBTFUL_BITS = 64;

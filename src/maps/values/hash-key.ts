/** The key under which equal values meet in a dict or a set: `1`, `1.0`, `True` and `Decimal('1.0')` are one. */
import { Bytes, Float, isInt, isList, toInt, Tuple, typeName, type PyObject, type Value } from './value';
import { DateTime, DateValue } from './datetime/date-time';
import { TimeDelta, TimeZone } from './datetime/time-delta';
import { TimeValue } from './datetime/time-value';
import { Decimal } from './decimal';
import { spendEntries, spendWork } from './limits';
import { typeError } from './python-error';

export type HashKey = null | number | bigint | string;

/** Throws `TypeError` for values that cannot be keys. */
export function hashKey(value: Value): HashKey {
  // Texts are their own keys; what begins with NUL is kept apart from the keys of other types.
  if (typeof value === 'string') return value.startsWith('\0') ? `\0s${value}` : value;
  if (value === null || isInt(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Float) return floatKey(value.value);
  if (value instanceof Decimal) return decimalKey(value);
  if (isList(value)) throw unhashable(value);
  if (value instanceof Tuple) return tupleKey(value);
  if (value instanceof Bytes) return `\0b${Buffer.from(value.data).toString('latin1')}`;
  if (value instanceof DateTime) return `\0d${value.zone === null ? 'n' : 'z'}${value.instant}`;
  if (value instanceof DateValue) return `\0D${value.days}`;
  if (value instanceof TimeValue) return `\0T${value.zone === null ? 'n' : 'z'}${value.instant}`;
  if (value instanceof TimeDelta) return `\0m${value.micros}`;
  if (value instanceof TimeZone) return `\0z${value.offsetMicros}`;
  if (UNHASHABLE.has(value.typeName)) throw unhashable(value);
  return `\0o${identityOf(value)}`;
}

const UNHASHABLE: ReadonlySet<string> = new Set(['dict', 'set', 'dict_keys', 'dict_items']);

function unhashable(value: Value): Error {
  return typeError(`A \`${typeName(value)}\` cannot be a key of a dict or an element of a set.`);
}

function floatKey(value: number): HashKey {
  return Number.isSafeInteger(value) || !Number.isInteger(value) ? value : toInt(BigInt(value));
}

/** The integer or double that the decimal is equal to, where there is one. */
function decimalKey(value: Decimal): HashKey {
  const whole = toInt(value.truncate());
  if (value.compare(new Decimal(BigInt(whole), 0)) === 0) return whole;
  const double = value.toDouble();
  if (value.compare(Decimal.fromDouble(double)) === 0) return double;
  return `\0q${value.normalized().toString()}`;
}

function tupleKey({ items }: Tuple): HashKey {
  spendEntries(items.length);
  const key = `\0t${JSON.stringify(items.map(tagged))}`;
  spendWork(key.length);
  return key;
}

/** A key with its type, so that `1` and `'1'` stay apart within a tuple. */
function tagged(value: Value): string {
  const key = hashKey(value);
  return `${typeof key === 'bigint' ? 'number' : typeof key} ${String(key)}`;
}

const identities = new WeakMap<PyObject, number>();
let lastIdentity = 0;

/** Functions and the like are equal to themselves only. */
function identityOf(value: PyObject): number {
  const known = identities.get(value);
  if (known !== undefined) return known;
  identities.set(value, ++lastIdentity);
  return lastIdentity;
}

/** Python's dict and set: insertion order kept, `1`, `1.0` and `True` are one key. */
import { Decimal } from './decimal';
import { typeError, unsupported } from './python-error';
import { Float, isInt, isList, PyObject, toInt, typeName, type Value } from './value';

type Key = null | number | bigint | string;

/** The key under which equal values meet. Throws `TypeError` for values that cannot be keys. */
function keyOf(value: Value): Key {
  if (value === null || typeof value === 'string' || isInt(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Float)
    return Number.isSafeInteger(value.value) || !Number.isInteger(value.value)
      ? value.value
      : toInt(BigInt(value.value));
  if (value instanceof Decimal) {
    const whole = toInt(value.truncate());
    if (value.compare(new Decimal(BigInt(whole), 0)) === 0) return whole;
    const double = value.toDouble();
    if (value.compare(Decimal.fromDouble(double)) === 0) return double;
    return `\0Decimal ${value.withPlaces(Math.max(0, -value.exponent)).toString().replace(/0+$/, '')}`;
  }
  if (isList(value) || value instanceof Dict || value instanceof PySet) {
    throw typeError(`A \`${typeName(value)}\` cannot be a key of a dict or an element of a set.`);
  }
  throw unsupported(`A \`${typeName(value)}\` as a key of a dict or an element of a set`);
}

export class Dict extends PyObject {
  readonly typeName = 'dict';
  private readonly map = new Map<Key, { readonly key: Value; readonly value: Value }>();

  get size(): number {
    return this.map.size;
  }

  /** Undefined when there is no such key. */
  get(key: Value): Value | undefined {
    return this.map.get(keyOf(key))?.value;
  }

  has(key: Value): boolean {
    return this.map.has(keyOf(key));
  }

  /** For building only: a dict that an expression has seen is never changed. */
  set(key: Value, value: Value): this {
    const id = keyOf(key);
    this.map.set(id, { key: this.map.get(id)?.key ?? key, value });
    return this;
  }

  keys(): Value[] {
    return Array.from(this.map.values(), (entry) => entry.key);
  }

  entries(): { readonly key: Value; readonly value: Value }[] {
    return [...this.map.values()];
  }
}

export class PySet extends PyObject {
  readonly typeName = 'set';
  private readonly map = new Map<Key, Value>();

  constructor(items: Iterable<Value>) {
    super();
    for (const item of items) {
      const key = keyOf(item);
      if (!this.map.has(key)) this.map.set(key, item);
    }
  }

  get size(): number {
    return this.map.size;
  }

  has(value: Value): boolean {
    return this.map.has(keyOf(value));
  }

  items(): Value[] {
    return [...this.map.values()];
  }
}

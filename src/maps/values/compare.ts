/** `==`, `<`, `in` and `is` between any two values, by Python's rules. */
import { compareTexts } from './code-points';
import { Dict, DictView, PySet } from './containers';
import { DateTime, DateValue } from './datetime/date-time';
import { TimeDelta, TimeZone } from './datetime/time-delta';
import { TimeValue } from './datetime/time-value';
import { Decimal } from './decimal';
import { spendCharacters, spendEntries, spendItems } from './limits';
import { typeError, valueError } from './python-error';
import { asSet, compareSets, isSetLike, isSubset } from './set-operations';
import { Bytes, Float, isInt, isList, Tuple, typeName, type Value } from './value';

export function isEqual(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (typeof left === 'string' && typeof right === 'string') spendCharacters(left.length);
  if (typeof left === 'string' || typeof right === 'string' || left === null || right === null) return false;
  const order = compareNumbers(left, right);
  if (order !== undefined) return order === 0;
  const leftItems = sequenceOf(left);
  const rightItems = sequenceOf(right);
  if (leftItems && rightItems) {
    return (
      isList(left) === isList(right) &&
      leftItems.length === rightItems.length &&
      leftItems.every((item, i) => isSameOrEqual(item, rightItems[i] ?? null))
    );
  }
  if (left instanceof Dict && right instanceof Dict) {
    spendEntries(left.size);
    return (
      left.size === right.size &&
      left.entries().every(({ key, value }) => right.has(key) && isSameOrEqual(value, right.get(key) ?? null))
    );
  }
  if (isSetLike(left) && isSetLike(right)) return asSet(left).size === asSet(right).size && isSubset(left, right);
  if (left instanceof Bytes && right instanceof Bytes) {
    spendCharacters(left.data.length);
    return Buffer.compare(left.data, right.data) === 0;
  }
  return sameTime(left, right);
}

/** How containers compare their items: a NaN that is the same object on both sides counts as equal. */
function isSameOrEqual(left: Value, right: Value): boolean {
  spendItems(1);
  return left === right || isEqual(left, right);
}

/** Whether `left operator right` holds. Throws `TypeError` for types without an order. */
export function isOrdered(left: Value, right: Value, operator: '<' | '<=' | '>' | '>='): boolean {
  if (typeof left === 'object' && isSetLike(left) && isSetLike(right)) return compareSets(left, right, operator);
  const order = compareValues(left, right, operator);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** Negative, zero or positive; NaN when no order holds (a NaN is involved). Throws `TypeError` for types without an order. */
export function compareValues(left: Value, right: Value, operator: string): number {
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  const order = compareNumbers(left, right);
  if (order !== undefined) return order;
  const leftItems = sequenceOf(left);
  const rightItems = sequenceOf(right);
  if (leftItems && rightItems && isList(left) === isList(right))
    return compareSequences(leftItems, rightItems, operator);
  if (left instanceof Bytes && right instanceof Bytes) return Buffer.compare(left.data, right.data);
  if (left instanceof DateValue && right instanceof DateValue) return left.days - right.days;
  if (left instanceof TimeDelta && right instanceof TimeDelta) return sign(left.micros, right.micros);
  if (left instanceof DateTime && right instanceof DateTime) {
    left.refuseMixed(right, 'compared');
    return sign(left.instant, right.instant);
  }
  if (left instanceof TimeValue && right instanceof TimeValue) {
    if ((left.zone === null) !== (right.zone === null))
      throw typeError('A time with a time zone and one without cannot be compared.');
    return left.instant - right.instant;
  }
  throw typeError(`\`${operator}\` does not work between \`${typeName(left)}\` and \`${typeName(right)}\`.`);
}

/** `item in container`. */
export function contains(container: Value, item: Value): boolean {
  if (typeof container === 'string') {
    if (typeof item !== 'string')
      throw typeError(`\`in\` of a text needs a text on its left, not \`${typeName(item)}\`.`);
    spendCharacters(container.length);
    return container.includes(item);
  }
  // Python looks for a set as one that cannot change, and no set here holds such a one.
  if (container instanceof PySet && item instanceof PySet) return false;
  if (container instanceof Dict || container instanceof PySet) return container.has(item);
  if (container instanceof Bytes) return bytesContain(container, item);
  if (container instanceof DictView) {
    if (container.part === 'keys') return container.dict.has(item);
    return container.items().some((other) => isSameOrEqual(other, item));
  }
  const items = sequenceOf(container);
  if (!items) throw typeError(`\`in\` does not work on a \`${typeName(container)}\`.`);
  return items.some((other) => isSameOrEqual(other, item));
}

/** `is`: identity, which for immutable values means the same type and value. */
export function isSame(left: Value, right: Value): boolean {
  return typeName(left) === typeName(right) && (left === right || (!isContainer(left) && isEqual(left, right)));
}

/** Undefined unless both are numbers; bools count as 0 and 1. */
function compareNumbers(left: Value, right: Value): number | undefined {
  const a = numberOf(left);
  const b = numberOf(right);
  if (a === undefined || b === undefined) return undefined;
  if (a instanceof Decimal || b instanceof Decimal) return compareWithDecimal(a, b);
  if (a < b) return -1;
  return a > b ? 1 : Number.isNaN(a) || Number.isNaN(b) ? NaN : 0;
}

type Numeric = number | bigint | Decimal;

function numberOf(value: Value): Numeric | undefined {
  if (isInt(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Float) return value.value;
  return value instanceof Decimal ? value : undefined;
}

/** Exact also against floats: `Decimal('0.1') == 0.1` is false. */
function compareWithDecimal(left: Numeric, right: Numeric): number {
  const other = left instanceof Decimal ? right : left;
  if (typeof other === 'number' && !Number.isFinite(other)) {
    return Number.isNaN(other) ? NaN : other > 0 === left instanceof Decimal ? -1 : 1;
  }
  return asDecimal(left).compare(asDecimal(right));
}

function asDecimal(value: Numeric): Decimal {
  if (value instanceof Decimal) return value;
  return typeof value === 'bigint' ? new Decimal(value, 0) : Decimal.fromDouble(value);
}

function compareSequences(left: readonly Value[], right: readonly Value[], operator: string): number {
  for (let i = 0; i < left.length && i < right.length; i++) {
    const a = left[i] ?? null;
    const b = right[i] ?? null;
    if (!isSameOrEqual(a, b)) return compareValues(a, b, operator);
  }
  return left.length - right.length;
}

function sequenceOf(value: Value): readonly Value[] | null {
  if (isList(value)) return value;
  return value instanceof Tuple ? value.items : null;
}

function isContainer(value: Value): boolean {
  return isList(value) || value instanceof Dict || value instanceof PySet;
}

function sameTime(left: Value, right: Value): boolean {
  if (left instanceof DateValue && right instanceof DateValue) return left.days === right.days;
  if (left instanceof TimeDelta && right instanceof TimeDelta) return left.micros === right.micros;
  if (left instanceof TimeZone && right instanceof TimeZone) return left.offsetMicros === right.offsetMicros;
  if (
    (left instanceof DateTime && right instanceof DateTime) ||
    (left instanceof TimeValue && right instanceof TimeValue)
  ) {
    return (left.zone === null) === (right.zone === null) && left.instant === right.instant;
  }
  return false;
}

function bytesContain(container: Bytes, item: Value): boolean {
  if (isInt(item) || typeof item === 'boolean') {
    const byte = Number(item);
    if (byte < 0 || byte > 255) throw valueError('A byte must be between 0 and 255.');
    return container.data.includes(byte);
  }
  if (item instanceof Bytes) return Buffer.from(container.data).includes(Buffer.from(item.data));
  throw typeError(`\`in\` of bytes needs bytes or an integer on its left, not \`${typeName(item)}\`.`);
}

function sign(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

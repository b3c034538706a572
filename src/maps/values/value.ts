/**
 * Python's values as the map language has them.
 *
 * | Python | here |
 * | --- | --- |
 * | None, bool, str | null, boolean, string |
 * | int | a safe integer as number, beyond 2^53 bigint: always the one that `toInt` gives |
 * | float | `Float`, so that `1.0` and `1` stay apart |
 * | Decimal (JSON fractions) | `Decimal` in `decimal.ts` |
 * | list, tuple, dict, set, bytes | array, `Tuple`, `Dict` and `PySet` in `containers.ts`, `Bytes` |
 * | datetime, date, time, timedelta, timezone | the classes in `datetime/` |
 * | functions, methods, types, modules | `FunctionValue`, `MethodValue`, `ClassValue`, `ModuleValue` in `callable.ts` |
 */

/** All values that are neither scalars nor lists; `typeName` is Python's name of the type. */
export abstract class PyObject {
  abstract readonly typeName: string;
}

export type ListValue = readonly Value[];
export type Value = null | boolean | number | bigint | string | ListValue | PyObject;
export type Int = number | bigint;

export class Float extends PyObject {
  readonly typeName = 'float';
  constructor(readonly value: number) {
    super();
  }
}

export class Tuple extends PyObject {
  readonly typeName: string = 'tuple';
  constructor(readonly items: ListValue) {
    super();
  }
}

export class Bytes extends PyObject {
  readonly typeName = 'bytes';
  constructor(readonly data: Uint8Array) {
    super();
  }
}

export function isList(value: Value): value is ListValue {
  return Array.isArray(value);
}

/** int in Python's strict sense: a bool is one too, but not here. */
export function isInt(value: Value): value is Int {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Python's name of a value's type. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (isInt(value)) return 'int';
  return isList(value) ? 'list' : value.typeName;
}

/** The one form of an integer: a number while it is safe. */
export function toInt(value: bigint): Int {
  return value >= SAFE_LOW && value <= SAFE_HIGH ? Number(value) : value;
}

const SAFE_HIGH = BigInt(Number.MAX_SAFE_INTEGER);
const SAFE_LOW = -SAFE_HIGH;

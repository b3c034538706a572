/** The types of values, each with its methods and attributes. Tables only; no JavaScript property is ever reached. */
import { DATETIME_MODULE } from '../functions/datetime-module';
import { CONVERSIONS } from '../functions/conversions';
import { ClassValue, FunctionValue, ModuleValue } from '../values/callable';
import { Dict, DictView, PySet } from '../values/containers';
import { DateTime, DateValue } from '../values/datetime/date-time';
import { TimeDelta, TimeZone } from '../values/datetime/time-delta';
import { TimeValue } from '../values/datetime/time-value';
import { Decimal } from '../values/decimal';
import { Bytes, Float, isInt, isList, Tuple, type Int, type ListValue, type Value } from '../values/value';
import { Match } from '../patterns/match';
import { Pattern } from '../patterns/pattern';
import { BYTES_CLASS_ATTRIBUTES, BYTES_METHODS } from './bytes-methods';
import { DECIMAL_CLASS_ATTRIBUTES, DECIMAL_METHODS, DECIMAL_PROPERTIES } from './decimal-methods';
import { DICT_METHODS, VIEW_METHODS, VIEW_PROPERTIES } from './dict-methods';
import { LIST_METHODS, TUPLE_METHODS } from './list-methods';
import type { Methods, Properties } from './method';
import { FLOAT_METHODS, FLOAT_PROPERTIES, INT_METHODS, INT_PROPERTIES } from './number-methods';
import { MATCH_METHODS, MATCH_PROPERTIES, PATTERN_METHODS, PATTERN_PROPERTIES } from './pattern-methods';
import { SET_METHODS } from './set-methods';
import { STRING_METHODS } from './string-methods';
import {
  DELTA_METHODS,
  DELTA_PROPERTIES,
  TIME_METHODS,
  TIME_PROPERTIES,
  ZONE_VALUE_METHODS,
} from './time/clock-methods';
import { DATE_METHODS, DATE_PROPERTIES } from './time/date-methods';
import { DATE_TIME_METHODS, DATE_TIME_PROPERTIES } from './time/date-time-methods';

/** `T`: the values of the type, as `selfOf` takes them out of any value. */
export interface ValueType<T> {
  /** The value itself, or null when it is of another type. */
  readonly selfOf: (value: Value) => T | null;
  readonly methods: Methods<T>;
  readonly properties: Properties<T>;
  /** What the type itself has, e.g. `fromkeys`: values of the type have it, too. */
  readonly ofClass: ReadonlyMap<string, Value>;
}

type Visit<R> = <T>(type: ValueType<T>) => R;

const none: ReadonlyMap<string, never> = new Map<string, never>();

function instanceOf<T extends Value>(
  constructor: abstract new (...args: never[]) => T,
  methods: Methods<T>,
  properties: Properties<T> = none,
  ofClass: ReadonlyMap<string, Value> = none,
): ValueType<T> {
  return { selfOf: (value) => (value instanceof constructor ? value : null), methods, properties, ofClass };
}

function classAttributes(name: string): ReadonlyMap<string, Value> {
  const found = CONVERSIONS.find((value) => value.name === name) ?? DATETIME_MODULE.attributes.get(name);
  if (found instanceof ClassValue) return found.attributes;
  throw new Error(`there is no class ${name}`);
}

const TEXT: ValueType<string> = {
  selfOf: (value) => (typeof value === 'string' ? value : null),
  methods: STRING_METHODS,
  properties: none,
  ofClass: classAttributes('str'),
};
const LIST: ValueType<ListValue> = {
  selfOf: (value) => (isList(value) ? value : null),
  methods: LIST_METHODS,
  properties: none,
  ofClass: none,
};
/** A bool is an integer. */
const INT: ValueType<Int> = {
  selfOf: (value) => (typeof value === 'boolean' ? Number(value) : isInt(value) ? value : null),
  methods: INT_METHODS,
  properties: INT_PROPERTIES,
  ofClass: classAttributes('int'),
};
const FLOAT = instanceOf(Float, FLOAT_METHODS, FLOAT_PROPERTIES, classAttributes('float'));
const DECIMAL = instanceOf(Decimal, DECIMAL_METHODS, DECIMAL_PROPERTIES, DECIMAL_CLASS_ATTRIBUTES);
const TUPLE = instanceOf(Tuple, TUPLE_METHODS);
const DICT = instanceOf(Dict, DICT_METHODS, none, classAttributes('dict'));
const SET = instanceOf(PySet, SET_METHODS);
const VIEW = instanceOf(DictView, VIEW_METHODS, VIEW_PROPERTIES);
const BYTES = instanceOf(Bytes, BYTES_METHODS, none, BYTES_CLASS_ATTRIBUTES);
const DATE = instanceOf(DateValue, DATE_METHODS, DATE_PROPERTIES, classAttributes('date'));
const DATE_TIME = instanceOf(DateTime, DATE_TIME_METHODS, DATE_TIME_PROPERTIES, classAttributes('datetime'));
const TIME = instanceOf(TimeValue, TIME_METHODS, TIME_PROPERTIES, classAttributes('time'));
const DELTA = instanceOf(TimeDelta, DELTA_METHODS, DELTA_PROPERTIES, classAttributes('timedelta'));
const ZONE = instanceOf(TimeZone, ZONE_VALUE_METHODS, none, classAttributes('timezone'));
const PATTERN = instanceOf(Pattern, PATTERN_METHODS, PATTERN_PROPERTIES);
const MATCH = instanceOf(Match, MATCH_METHODS, MATCH_PROPERTIES);

/** Calls `visit` with the type of the value; undefined for functions, modules and None, which have no methods. */
export function visitTypeOf<R>(value: Value, visit: Visit<R>): R | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return visit(TEXT);
  if (typeof value === 'boolean' || isInt(value)) return visit(INT);
  if (isList(value)) return visit(LIST);
  if (value instanceof FunctionValue || value instanceof ModuleValue) return undefined;
  return value instanceof Tuple ? visit(TUPLE) : visitType(value.typeName, visit);
}

/** By Python's name of the type. */
export function visitType<R>(name: string, visit: Visit<R>): R | undefined {
  switch (name) {
    case 'str':
      return visit(TEXT);
    case 'int':
    case 'bool':
      return visit(INT);
    case 'float':
      return visit(FLOAT);
    case 'Decimal':
      return visit(DECIMAL);
    case 'list':
      return visit(LIST);
    case 'tuple':
      return visit(TUPLE);
    case 'dict':
      return visit(DICT);
    case 'set':
      return visit(SET);
    case 'dict_keys':
    case 'dict_items':
    case 'dict_values':
      return visit(VIEW);
    case 'bytes':
      return visit(BYTES);
    case 'date':
      return visit(DATE);
    case 'datetime':
      return visit(DATE_TIME);
    case 'time':
      return visit(TIME);
    case 'timedelta':
      return visit(DELTA);
    case 'timezone':
      return visit(ZONE);
    case 'Pattern':
      return visit(PATTERN);
    case 'Match':
      return visit(MATCH);
    default:
      return undefined;
  }
}

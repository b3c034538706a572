/** What `value.name` is: a method, a property, or (for dicts) a key. Tables only; no JavaScript property is ever reached. */
import { FunctionValue, ModuleValue, type CallContext, type Keywords } from '../values/callable';
import { Dict, PySet } from '../values/containers';
import { DateTime, DateValue } from '../values/datetime/date-time';
import { TimeDelta } from '../values/datetime/time-delta';
import { spendWork } from '../values/limits';
import { PythonError, unsupported } from '../values/python-error';
import { Bytes, isList, Tuple, typeName, type Value } from '../values/value';
import { BYTES_METHODS, DICT_METHODS, LIST_METHODS, SET_METHODS } from './container-methods';
import type { Method, Methods } from './method';
import { STRING_METHODS } from './string-methods';
import {
  DATE_METHODS, DATE_PROPERTIES, DATE_TIME_METHODS, DATE_TIME_PROPERTIES, DELTA_METHODS, DELTA_PROPERTIES,
} from './time-methods'; // prettier-ignore

/** Methods of Python's that would change a value that other expressions see. */
const CHANGING: ReadonlySet<string> = new Set([
  'append', 'extend', 'insert', 'remove', 'pop', 'popitem', 'clear', 'sort', 'reverse', 'update', 'setdefault', 'add', 'discard',
]); // prettier-ignore

/** Calls a method of `target`. Throws `AttributeError` when there is no such method. */
export type CallMethod = (target: Value, args: readonly Value[], keywords: Keywords, context: CallContext) => Value;

/** The call of the method `name` of whatever value comes; most are texts, so theirs is looked up once. */
export function methodCaller(name: string): CallMethod {
  const ofText = STRING_METHODS.get(name);
  return (target, args, keywords, context) => {
    if (typeof target === 'string' && ofText) {
      spendWork(target.length);
      return ofText(target, args, keywords, context);
    }
    const bound = bindMethod(target, name);
    if (bound) return bound(args, keywords, context);
    return callValue(attributeOf(target, name), args, keywords, context);
  };
}

/** Throws `TypeError` for what cannot be called. */
export function callValue(callee: Value, args: readonly Value[], keywords: Keywords, context: CallContext): Value {
  if (callee instanceof FunctionValue) return callee.call(args, keywords, context);
  throw new PythonError('TypeError', `A \`${typeName(callee)}\` cannot be called.`);
}

/** The value of `target.name`. Throws `AttributeError`. */
export function attributeOf(target: Value, name: string): Value {
  const property = propertyOf(target, name);
  if (property !== undefined) return property;
  const bound = bindMethod(target, name);
  if (bound) return new FunctionValue(name, bound);
  if (target instanceof Dict) {
    const value = target.get(name);
    if (value !== undefined) return value;
  }
  throw noAttribute(target, name);
}

type Bound = FunctionValue['call'];

function bindMethod(target: Value, name: string): Bound | null {
  if (typeof target === 'string') return bind(STRING_METHODS, target, name);
  if (target instanceof Dict) return bind(DICT_METHODS, target, name);
  if (isList(target)) return bind(LIST_METHODS, target, name);
  if (target instanceof Tuple) return bind(LIST_METHODS, target.items, name);
  if (target instanceof DateTime) return bind(DATE_TIME_METHODS, target, name);
  if (target instanceof DateValue) return bind(DATE_METHODS, target, name);
  if (target instanceof TimeDelta) return bind(DELTA_METHODS, target, name);
  if (target instanceof Bytes) return bind(BYTES_METHODS, target, name);
  return target instanceof PySet ? bind(SET_METHODS, target, name) : null;
}

function bind<T>(methods: Methods<T>, self: T, name: string): Bound | null {
  const method: Method<T> | undefined = methods.get(name);
  return method ? (args, keywords, context) => method(self, args, keywords, context) : null;
}

function propertyOf(target: Value, name: string): Value | undefined {
  if (target instanceof ModuleValue || target instanceof FunctionValue) return target.attributes.get(name);
  if (target instanceof DateTime) return DATE_TIME_PROPERTIES.get(name)?.(target);
  if (target instanceof DateValue) return DATE_PROPERTIES.get(name)?.(target);
  return target instanceof TimeDelta ? DELTA_PROPERTIES.get(name)?.(target) : undefined;
}

function noAttribute(target: Value, name: string): PythonError {
  const isContainer = isList(target) || target instanceof Dict || target instanceof PySet;
  if (isContainer && CHANGING.has(name)) return unsupported(`\`${name}\`, which changes a value,`);
  const hint = target === null ? ' Leave null values out first, e.g. `... if x is not None else None`.' : '';
  return new PythonError('AttributeError', `A \`${typeName(target)}\` has no attribute \`${name}\`.${hint}`);
}

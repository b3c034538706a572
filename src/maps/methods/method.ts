/** What a method is: a function of the value left of the point and the call's arguments, with how many it takes. */
import { FunctionValue, wrongCount, type CallContext, type Keywords } from '../values/callable';
import { PythonError, typeError } from '../values/python-error';
import { isInt, typeName, type Value } from '../values/value';

export type MethodCall<T> = (self: T, args: readonly Value[], keywords: Keywords, context: CallContext) => Value;

export interface Method<T> {
  readonly call: MethodCall<T>;
  readonly least: number;
  readonly most: number;
  /** Whether arguments may have names; the method then binds them itself. */
  readonly named: boolean;
}

export type Methods<T> = ReadonlyMap<string, Method<T>>;
export type Properties<T> = ReadonlyMap<string, (self: T) => Value>;

/** A method that takes `least` to `most` arguments without names. */
export function takes<T>(least: number, most: number, call: MethodCall<T>): Method<T> {
  return { call, least, most, named: false };
}

/** A method that takes nothing. */
export function plain<T>(call: (self: T) => Value): Method<T> {
  return takes(0, 0, call);
}

/** A method that binds its arguments by name itself. */
export function binds<T>(call: MethodCall<T>): Method<T> {
  return { call, least: 0, most: Infinity, named: true };
}

/** Throws `TypeError` for too few or too many arguments, or names where there are none. */
export function callMethod<T>(
  name: string,
  method: Method<T>,
  self: T,
  args: readonly Value[],
  keywords: Keywords,
  context: CallContext,
): Value {
  if (args.length < method.least || args.length > method.most) throw wrongCount(name, method.least, method.most);
  if (keywords.size > 0 && !method.named) throw typeError(`\`${name}\` takes no named arguments.`);
  return method.call(self, args, keywords, context);
}

/** Python counts in 64 bits. */
const MAX_COUNT = 2n ** 63n;

export function needText(value: Value | undefined, what: string): string {
  if (typeof value === 'string') return value;
  throw typeError(`${what} needs a text${value === undefined ? '' : `, not \`${typeName(value)}\``}.`);
}

/** An integer as a plain number. Throws `OverflowError` beyond 64 bits, as Python does for counts and places. */
export function needCount(value: Value | undefined, what: string): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value !== undefined && isInt(value)) {
    if (value >= MAX_COUNT || value < -MAX_COUNT)
      throw new PythonError('OverflowError', `${what} was given too large an integer.`);
    return Number(value);
  }
  throw typeError(`${what} needs an integer${value === undefined ? '' : `, not \`${typeName(value)}\``}.`);
}

/** An integer that is used as a truth. Throws `OverflowError` beyond 32 bits, as Python does for these. */
export function needFlag(value: Value, what: string): boolean {
  const flag = needCount(value, what);
  if (flag > MAX_FLAG || flag < -MAX_FLAG - 1)
    throw new PythonError('OverflowError', `${what} was given too large an integer.`);
  return flag !== 0;
}

const MAX_FLAG = 2 ** 31 - 1;

/** Calls a value that another function was given, e.g. as `key`. Throws `TypeError` for what cannot be called. */
export function callAny(callee: Value, args: readonly Value[], keywords: Keywords, context: CallContext): Value {
  if (callee instanceof FunctionValue) return callee.call(args, keywords, context);
  throw typeError(`A \`${typeName(callee)}\` cannot be called.`);
}

/** What a method is: a function of the value left of the point and the call's arguments, with how many it takes. */
import { FunctionValue, wrongCount, type CallContext, type Keywords } from '../values/callable';
import { Dict, PySet } from '../values/containers';
import { spendEntries, spendItems, spendWork } from '../values/limits';
import { PythonError, typeError } from '../values/python-error';
import { Bytes, isInt, Tuple, typeName, type Value } from '../values/value';

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
  spendOn(name, self);
  return method.call(self, args, keywords, context);
}

/** Units of work per character or byte of the methods that look at each by itself. */
const SLOW: ReadonlyMap<string, number> = new Map([
  ['title', 20], ['capitalize', 20], ['swapcase', 20], ['casefold', 20], ['istitle', 6], ['isupper', 6], ['islower', 6],
  ['upper', 0.5], ['lower', 0.5], ['isprintable', 1.5], ['isidentifier', 1], ['isalpha', 1], ['isalnum', 1], ['isdigit', 1],
  ['isdecimal', 1], ['isnumeric', 1], ['isspace', 1], ['translate', 12], ['expandtabs', 5],
]); // prettier-ignore

/** What dicts and sets do without going through what they hold. */
const AT_ONCE: ReadonlySet<string> = new Set([
  'get', 'setdefault', 'keys', 'values', 'items', 'isdisjoint', 'issubset', 'issuperset', 'add', 'discard', 'remove',
]); // prettier-ignore

/** The work of going through what a method is called on, once; the methods themselves pay for what they do beyond. */
function spendOn(name: string, self: unknown): void {
  if (typeof self === 'string') return spendWork(self.length * (SLOW.get(name) ?? 1 / PLATFORM_CHARS));
  if (self instanceof Bytes) return spendWork(self.data.length * (SLOW.get(name) ?? BYTE_WORK));
  if (self instanceof Dict || self instanceof PySet) return spendEntries(AT_ONCE.has(name) ? 1 : self.size);
  if (self instanceof Tuple) return spendItems(self.items.length);
  // A list moves what is behind a place at the platform's speed.
  if (Array.isArray(self) && name === 'copy') return spendItems(self.length);
  if (Array.isArray(self)) spendWork(1 + (name === 'append' ? 0 : self.length / PLATFORM_CHARS));
}

/** Characters that the platform goes through per unit, and units per byte, which become text and bytes again. */
const PLATFORM_CHARS = 8;
const BYTE_WORK = 1;

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

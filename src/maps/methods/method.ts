/** What a method is: a function of the value left of the point and the call's arguments. */
import type { CallContext, Keywords } from '../values/callable';
import { typeError } from '../values/python-error';
import { isInt, typeName, type Value } from '../values/value';

export type Method<T> = (self: T, args: readonly Value[], keywords: Keywords, context: CallContext) => Value;
export type Methods<T> = ReadonlyMap<string, Method<T>>;

export function needText(value: Value | undefined, what: string): string {
  if (typeof value === 'string') return value;
  throw typeError(`${what} needs a text${value === undefined ? '' : `, not \`${typeName(value)}\``}.`);
}

/** An integer as a plain number; beyond 2^53 it is as good as infinite for counts and places. */
export function needCount(value: Value | undefined, what: string): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value !== undefined && isInt(value)) return Number(value);
  throw typeError(`${what} needs an integer${value === undefined ? '' : `, not \`${typeName(value)}\``}.`);
}

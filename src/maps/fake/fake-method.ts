/** What a method of `fake` is, and how its arguments are read. */
import type { Faker } from '@faker-js/faker';
import { limitExceeded, refuseLong, spendWork } from '../values/limits';
import { doubleOf } from '../values/format/number-text';
import { typeError, valueError } from '../values/python-error';
import { isInt, typeName, type Value } from '../values/value';

/** A fake from a faker and the arguments in the order of the names; `today` is milliseconds since 1970 UTC. */
export interface FakeMethod {
  readonly names: readonly string[];
  readonly make: (faker: Faker, args: readonly (Value | undefined)[], today: number) => Value;
}

export type FakeMethods = Readonly<Record<string, FakeMethod>>;

export function simple(make: (faker: Faker) => Value): FakeMethod {
  return { names: [], make: (faker) => make(faker) };
}

/** A number of things to be made. Each costs `work` units, some ten nanoseconds each. */
export function countOf(value: Value | undefined, otherwise: number, work: number): number {
  const count = value === undefined ? otherwise : wholeOf(value);
  if (count < 0) throw valueError('A count of a fake is negative.');
  refuseLong(count);
  spendWork(count * work);
  return count;
}

export function wholeOf(value: Value): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (!isInt(value)) throw typeError(`A fake needs an integer here, not \`${typeName(value)}\`.`);
  if (typeof value !== 'number') throw limitExceeded('A number for a fake is beyond 2^53.');
  return value;
}

export function numberOf(value: Value | undefined, otherwise: number): number {
  return value === undefined || value === null ? otherwise : doubleOf(value);
}

export function textOf(value: Value | undefined, otherwise: string): string {
  if (value === undefined) return otherwise;
  if (typeof value === 'string') return value;
  throw typeError(`A fake needs a text here, not \`${typeName(value)}\`.`);
}

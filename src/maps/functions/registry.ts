/** All functions and modules that expressions know by name. Looked up in a Map: no name reaches anything else. */
import type { FunctionValue } from '../values/callable';
import type { Value } from '../values/value';
import { CONVERSIONS } from './conversions';
import { DATETIME_MODULE } from './datetime-module';
import { AGGREGATES } from './extensions/aggregates';
import { IS_INSTANCE } from './extensions/is-instance';
import { NUMBERS } from './extensions/numbers';
import { RE_MODULE } from './extensions/re-module';
import { SEQUENCES } from './extensions/sequences';
import { TRY_CAST } from './extensions/try-cast';
import { HASHES } from './hashes';
import { JSON_MODULE } from './json-module';
import { RANDOM } from './random';

export type Functions = ReadonlyMap<string, Value>;

/** What the real mapper has: all that there is in strict mode. */
export const FUNCTIONS: Functions = new Map<string, Value>([
  ...byName([...CONVERSIONS, ...HASHES, ...RANDOM]),
  ['datetime', DATETIME_MODULE],
  ['json', JSON_MODULE],
]);

/** What the real mapper lacks. */
export const EXTENSIONS: Functions = new Map<string, Value>([
  ...byName([...AGGREGATES, ...NUMBERS, ...SEQUENCES, IS_INSTANCE, TRY_CAST]),
  ['re', RE_MODULE],
]);

const ALL_FUNCTIONS: Functions = new Map([...FUNCTIONS, ...EXTENSIONS]);

/** What a property or a filter can use. `strict`: no more than the real mapper has. */
export function functionsOf({ strict }: { readonly strict: boolean }): Functions {
  return strict ? FUNCTIONS : ALL_FUNCTIONS;
}

/** What `__alias__` can use: simpleeval's defaults. */
export const ALIAS_FUNCTIONS: Functions = new Map(
  [...FUNCTIONS].filter(([name]) => ['int', 'float', 'str', 'rand', 'randint'].includes(name)),
);

function byName(functions: readonly FunctionValue[]): (readonly [string, Value])[] {
  return functions.map((value) => [value.name, value] as const);
}

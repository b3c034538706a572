/** All functions and modules that expressions know by name. Looked up in a Map: no name reaches anything else. */
import type { Value } from '../values/value';
import { CONVERSIONS } from './conversions';
import { DATETIME_MODULE } from './datetime-module';
import { HASHES } from './hashes';
import { JSON_MODULE } from './json-module';
import { RANDOM } from './random';

export type Functions = ReadonlyMap<string, Value>;

/** What a property or a filter can use. */
export const FUNCTIONS: Functions = new Map<string, Value>([
  ...[...CONVERSIONS, ...HASHES, ...RANDOM].map((value) => [value.name, value] as const),
  ['datetime', DATETIME_MODULE],
  ['json', JSON_MODULE],
]);

/** What `__alias__` can use: simpleeval's defaults. */
export const ALIAS_FUNCTIONS: Functions = new Map(
  [...FUNCTIONS].filter(([name]) => ['int', 'float', 'str', 'rand', 'randint'].includes(name)),
);

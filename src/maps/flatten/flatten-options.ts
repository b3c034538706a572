/** The settings of flattening, which mappers, taps and targets of the Singer SDK share. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';

export interface FlattenOptions {
  /** How many levels of objects are opened, at least 1. */
  readonly maxDepth: number;
  /** Between the names of a path. */
  readonly separator: string;
  /** Names of so many characters and more are shortened. */
  readonly maxKeyLength: number;
}

/** The Singer SDK's defaults. */
const SEPARATOR = '__';
const MAX_KEY_LENGTH = 255;

/** Null: nothing is flattened (not enabled, or depth 0). Throws `ConfigInvalid`. */
export function readFlattenOptions(settings: JsonObject): FlattenOptions | null {
  const enabled = settings['flattening_enabled'] ?? false;
  if (typeof enabled !== 'boolean')
    throw invalid('flattening_enabled', 'must be true or false', 'Write it without quotes.');
  if (!enabled) return null;
  const maxDepth = settings['flattening_max_depth'] ?? null;
  if (maxDepth === null)
    throw invalid(
      'flattening_max_depth',
      'is missing while `flattening_enabled` is true',
      'Say how many levels of objects are to be opened, e.g. 1.',
    );
  const separator = settings['flattening_separator'] ?? SEPARATOR;
  if (typeof separator !== 'string') throw invalid('flattening_separator', 'must be text', 'Put quotes around it.');
  const depth = wholeNumber(maxDepth, 'flattening_max_depth');
  const maxKeyLength = wholeNumber(
    settings['flattening_max_key_length'] ?? MAX_KEY_LENGTH,
    'flattening_max_key_length',
  );
  return depth === 0 ? null : { maxDepth: depth, separator, maxKeyLength };
}

function wholeNumber(value: JsonValue, name: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw invalid(name, 'must be a whole number, 0 or more', 'Write it in digits, without quotes.');
}

function invalid(name: string, what: string, instruction: string): MeltemiError {
  return new MeltemiError('ConfigInvalid', `The setting \`${name}\` ${what}.`, instruction);
}

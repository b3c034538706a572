/** JSONPath (RFC 9535) over answers: the one place that knows the package. */
import { query } from 'json-p3';
import { MeltemiError } from '../model/errors';
import type { JsonValue } from '../model/json';

/** A name, an index or all of what is there: what nearly every path is made of. */
const STEP = /\.([A-Za-z_]\w*)|\['([^'\\]*)'\]|\["([^"\\]*)"\]|\[(\d{1,9})\]|(\[\*\]|\.\*)/y;
type Step = string | number | null;

/** All values at the path, in order. Throws `ConfigInvalid` for a path that is none. */
export function valuesAt(value: JsonValue, path: string): readonly JsonValue[] {
  const steps = plainSteps(path);
  // The package gives up at some 100,000 values.
  if (steps !== null) return steps.reduce<readonly JsonValue[]>((found, step) => found.flatMap(to(step)), [value]);
  try {
    return query(path, value as Parameters<typeof query>[1]).values() as readonly JsonValue[];
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.name === 'JSONPathRecursionLimitError'))
      throw new MeltemiError(
        'SourceRejected',
        `An answer is too large or too deep for the JSONPath \`${path}\`.`,
        'Ask for fewer records at a time, or name the way to them without `..`, filters and slices.',
        { cause: error },
      );
    throw new MeltemiError(
      'ConfigInvalid',
      `The JSONPath \`${path}\` cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      'Write it like `$.data[*]`: `$` is the whole answer.',
      { cause: error },
    );
  }
}

/** The first value at the path; null when there is none. */
export function firstAt(value: JsonValue, path: string): JsonValue {
  return valuesAt(value, path)[0] ?? null;
}

/** The steps of a path that is nothing but steps; null for all others. Step null: all that is there. */
function plainSteps(path: string): readonly Step[] | null {
  if (!path.startsWith('$')) return null;
  const steps: Step[] = [];
  for (let at = 1; at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (match === null) return null;
    const [, name, single, double, index] = match;
    steps.push(index === undefined ? (name ?? single ?? double ?? null) : Number(index));
  }
  return steps;
}

function to(step: Step): (value: JsonValue) => readonly JsonValue[] {
  return (value) => {
    if (typeof value !== 'object' || value === null) return [];
    if (step === null) return Object.values(value);
    if (Array.isArray(value) !== (typeof step === 'number')) return [];
    return Object.hasOwn(value, step) ? [(value as Readonly<Record<string, JsonValue>>)[step] ?? null] : [];
  };
}

/**
 * A state as Meltano keeps it: what is complete, and what came in parts since. Readers see the parts merged over the complete:
 * mappings deep, everything else replaced.
 */
import { MeltemiError } from './errors';
import type { JsonObject, JsonValue } from './json';

export interface StateDocument {
  /** `{"singer_state": {...}}`, or `{}`. */
  readonly completed: JsonObject;
  readonly partial: JsonObject;
}

export const EMPTY_DOCUMENT: StateDocument = { completed: {}, partial: {} };

export function isEmptyDocument({ completed, partial }: StateDocument): boolean {
  return Object.keys(completed).length === 0 && Object.keys(partial).length === 0;
}

/**
 * Reads a document out of JSON that somebody else wrote. What has neither part is no state: it reads as empty, as by Meltano.
 * A part that is no mapping counts as missing.
 */
export function readDocument(value: JsonValue): StateDocument {
  if (!isMapping(value)) return EMPTY_DOCUMENT;
  const part = (name: string): JsonObject => {
    const found = ownValue(value, name);
    return found !== undefined && isMapping(found) ? found : {};
  };
  return { completed: part('completed'), partial: part('partial') };
}

/** What a reader of the state sees: `{"singer_state": {...}}`, or `{}`. Throws `ConfigInvalid` where the parts do not fit. */
export function mergedState({ completed, partial }: StateDocument): JsonObject {
  return mergedOver(partial, completed);
}

/** `over` merged over `under`. Throws `ConfigInvalid` for a mapping over a value that is none, as Meltano refuses it. */
export function mergedOver(over: JsonObject, under: JsonObject, path = ''): JsonObject {
  const merged = new Map<string, JsonValue>(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, below === undefined || !isMapping(value) ? value : mergedValue(value, below, path + key));
  }
  return Object.fromEntries(merged);
}

function mergedValue(value: JsonObject, below: JsonValue, path: string): JsonValue {
  if (isMapping(below)) return mergedOver(value, below, `${path}.`);
  if (Object.keys(value).length === 0) return below;
  throw new MeltemiError(
    'ConfigInvalid',
    `The parts of the state do not fit: \`${path}\` is a mapping in the partial state and none in the completed one.`,
    'Look at both with `meltemi state export`, and set the state anew with `meltemi state set`.',
  );
}

export function isMapping(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names of streams come from outside: one called `constructor` must not find what every object has. */
export function ownValue(object: JsonObject, key: string): JsonValue | undefined {
  return Object.prototype.hasOwnProperty.call(object, key) ? object[key] : undefined;
}

/** Puts a value where a request is to have it. */
import type { JsonObject, JsonValue } from '../../model/json';
import type { RequestSpot } from '../../model/rest-declaration';
import { isObject } from '../json-schema';

export interface SpotValue {
  readonly spot: RequestSpot | null;
  /** Undefined: nothing is put there. */
  readonly value: JsonValue | undefined;
}

/** Those that are parameters, by their names. */
export function paramsOf(values: readonly SpotValue[]): JsonObject {
  return Object.fromEntries(
    values.flatMap(({ spot, value }) =>
      spot?.place === 'params' && value !== undefined ? [[spot.name, value] as const] : [],
    ),
  );
}

/** The payload with those that belong there; null stays null when none does. */
export function withPayloadValues(payload: JsonValue, values: readonly SpotValue[]): JsonValue {
  return values.reduce<JsonValue>(
    (whole, { spot, value }) =>
      spot?.place === 'payload' && value !== undefined ? withValue(whole, spot.name.split('.'), value) : whole,
    payload,
  );
}

function withValue(whole: JsonValue, [key = '', ...rest]: readonly string[], value: JsonValue): JsonObject {
  const object = isObject(whole) ? whole : {};
  return { ...object, [key]: rest.length === 0 ? value : withValue(object[key] ?? null, rest, value) };
}

/** Records as their schema has them: what it does not name is left out, as the Singer SDK does it. */
import type { JsonObject, JsonValue } from '../../model/json';
import { keptNumber } from '../../model/lossless-json';
import { isObject, propertiesOf } from '../json-schema';

type Shape = (value: JsonValue) => JsonValue;

/**
 * `schema`: without what is not selected. `onUnknown` hears of each property that the whole schema does not name, once, as `a.b`.
 * The given record stays as it is.
 */
export function recordShape(
  schema: JsonObject,
  whole: JsonObject,
  onUnknown: (path: string) => void,
): (record: JsonObject) => JsonObject {
  const told = new Set<string>();
  const shape = objectShape(schema, whole, '', (path) => {
    if (told.has(path)) return;
    told.add(path);
    onUnknown(path);
  });
  return (record) => shape(record) as JsonObject;
}

function objectShape(schema: JsonObject, whole: JsonObject, place: string, onUnknown: (path: string) => void): Shape {
  const properties = propertiesOf(schema);
  // A schema without properties says nothing about them.
  if (properties === null) return (value) => value;
  const named = propertiesOf(whole) ?? {};
  const shapes = new Map(
    Object.entries(properties).map(([name, property]) => [
      name,
      shapeOf(property, named[name] ?? {}, `${place}${name}`, onUnknown),
    ]),
  );
  const takesMore = schema['additionalProperties'] !== undefined && schema['additionalProperties'] !== false;
  return (value) => {
    if (!isObject(value) || keptNumber(value) !== null) return value;
    const shaped: Record<string, JsonValue> = {};
    for (const [name, item] of Object.entries(value)) {
      const shape = shapes.get(name);
      if (shape !== undefined) shaped[name] = shape(item);
      else if (Object.hasOwn(named, name)) continue;
      else if (takesMore) shaped[name] = item;
      else onUnknown(`${place}${name}`);
    }
    return shaped;
  };
}

function shapeOf(property: JsonValue, whole: JsonValue, place: string, onUnknown: (path: string) => void): Shape {
  if (!isObject(property)) return (value) => value;
  const types = typesOf(property);
  const { items } = property;
  const inner = objectShape(property, isObject(whole) ? whole : {}, `${place}.`, onUnknown);
  const item = types.includes('array') && isObject(items) ? shapeOf(items, items, place, onUnknown) : null;
  const isBoolean = types.includes('boolean') && types.every((type) => type === 'boolean' || type === 'null');
  return (value) => {
    if (Array.isArray(value))
      return item === null ? (value as readonly JsonValue[]) : (value as readonly JsonValue[]).map(item);
    if (isObject(value)) return inner(value);
    // Databases have bits and bytes for booleans.
    return isBoolean && typeof value === 'number' ? value !== 0 : value;
  };
}

function typesOf({ type }: JsonObject): readonly JsonValue[] {
  if (Array.isArray(type)) return type as readonly JsonValue[];
  return type === undefined ? [] : [type];
}

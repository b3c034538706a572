/**
 * What flattening makes of the properties of a schema. The rules are the Singer SDK's: an object with properties is opened
 * down to a depth; arrays and other objects become text; the first branch of `anyOf` and `oneOf` is what counts.
 */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { flatName } from './flat-name';
import type { FlattenOptions } from './flatten-options';

/** One property behind flattening. */
export interface FlatProperty {
  readonly name: string;
  /** The names from the record down to the value. */
  readonly path: readonly string[];
  /** What it was before. */
  readonly source: JsonObject;
  /** Null where the Singer SDK loses the property: its first branch is neither text, list nor object. */
  readonly schema: JsonObject | null;
}

/** `properties` in their order. Throws `ConfigInvalid` when two paths give one name. */
export function flattenProperties(
  properties: Iterable<readonly [string, JsonObject]>,
  options: FlattenOptions,
): readonly FlatProperty[] {
  const flat = [...flatProperties(properties, [], options)];
  const names = new Set<string>();
  for (const { name } of flat) {
    if (names.has(name)) throw twin(name);
    names.add(name);
  }
  return flat;
}

function* flatProperties(
  properties: Iterable<readonly [string, JsonObject]>,
  parents: readonly string[],
  options: FlattenOptions,
): Generator<FlatProperty> {
  for (const [property, schema] of properties) {
    const path = [...parents, property];
    const inner = schema['properties'];
    if (allows(schema, 'object') && isObject(inner) && parents.length < options.maxDepth) {
      yield* flatProperties(propertiesIn(inner), path, options);
    } else {
      yield { name: flatName(path, options), path, source: schema, schema: leafSchema(schema) };
    }
  }
}

/** The properties whose schema is one; `true` allows everything, as `{}` does. */
export function propertiesIn(properties: JsonObject): readonly (readonly [string, JsonObject])[] {
  return Object.entries(properties).map(([name, schema]) => [name, isObject(schema) ? schema : {}] as const);
}

function leafSchema(schema: JsonObject): JsonObject | null {
  if (schema['type'] === undefined) return compositeSchema(schema);
  if (!allows(schema, 'array') && !allows(schema, 'object')) return schema;
  return { type: allows(schema, 'null') ? ['string', 'null'] : 'string' };
}

/** Of `anyOf` and the like: the first branch, made nullable. */
function compositeSchema(schema: JsonObject): JsonObject | null {
  const [branches] = Object.values(schema);
  const [first] = isList(branches) ? branches : [];
  if (!isObject(first) || Object.keys(first).length === 0) return { type: ['null', 'string'] };
  const { type } = first;
  return type === 'string' || type === 'array' || type === 'object' ? { ...first, type: ['null', type] } : null;
}

function allows(schema: JsonObject, type: string): boolean {
  const types = schema['type'];
  return types === type || (isList(types) && types.includes(type));
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

function twin(name: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `Flattening gives two properties the name \`${name}\`.`,
    'Choose another `flattening_separator`, or rename one of the properties in `stream_maps`.',
  );
}

/** The JSON Schema of a stream behind a map and behind flattening, as a SCHEMA message carries it. */
import type { JsonObject, JsonValue } from '../../model/json';
import type { Column } from '../../model/stream';
import type { FlattenOptions } from '../flatten/flatten-options';
import { flattenProperties, propertiesIn } from '../flatten/flatten-schema';
import type { StreamMap } from '../plan/map-settings';

/** The properties of a schema as columns, which is what maps are planned with. */
export function columnsOf(schema: JsonObject): readonly Column[] {
  return propertiesIn(propertiesOf(schema)).map(([name, property]) => ({ name, schema: property, nullable: true }));
}

/** What the Singer SDK writes into a schema that it makes itself. */
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** `columns`: what the map makes of the properties. Whatever else the schema says stays, unless the map starts from nothing. */
export function mappedSchema(schema: JsonObject, map: StreamMap, columns: readonly Column[]): JsonObject {
  const properties = Object.fromEntries(columns.map((column) => [column.name, column.schema]));
  if (map.dropOthers) return { type: 'object', properties, $schema: DIALECT };
  const { required } = schema;
  const removed = new Set(map.properties.flatMap(([name, source]) => (source === null ? [name] : [])));
  if (!isList(required)) return { ...schema, properties };
  return {
    ...schema,
    properties,
    required: required.filter((name) => typeof name !== 'string' || !removed.has(name)),
  };
}

/** Throws `ConfigInvalid` when two paths give one name. */
export function flattenedSchema(schema: JsonObject, options: FlattenOptions | null): JsonObject {
  if (options === null) return schema;
  const flat = flattenProperties(propertiesIn(propertiesOf(schema)), options);
  const properties = flat.flatMap(({ name, schema: property }) =>
    property === null ? [] : [[name, property] as const],
  );
  return { ...schema, properties: Object.fromEntries(properties) };
}

export function propertiesOf(schema: JsonObject): JsonObject {
  const { properties } = schema;
  return isObject(properties) ? properties : {};
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

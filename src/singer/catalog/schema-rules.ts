/** The `schema` extra: replaces the JSON schema of top-level properties, and adds properties that the tap did not find. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { isObject } from '../../project/flatten';
import { fnmatch } from '../../project/fnmatch';
import { streamIdOf, streamsOf } from './catalog';

const WILDCARD = /[*?[\]]/;

/** `rules`: `{<stream pattern>: {<property pattern>: <JSON schema>}}`; later ones win. Throws `ConfigInvalid`. */
export function applySchemaRules(catalog: JsonObject, rules: JsonObject): JsonObject {
  if (Object.keys(rules).length === 0) return catalog;
  return { ...catalog, streams: streamsOf(catalog).map((stream) => applyToStream(stream, rules)) };
}

function applyToStream(stream: JsonObject, rules: JsonObject): JsonObject {
  let schema: JsonValue = stream['schema'] ?? { type: 'object' };
  for (const [pattern, properties] of Object.entries(rules)) {
    if (!fnmatch(pattern)(streamIdOf(stream)) || !isObject(schema)) continue;
    schema = replaceProperties(schema, objectAt(properties, pattern), pattern);
  }
  return { ...stream, schema };
}

function replaceProperties(schema: JsonObject, rules: JsonObject, stream: string): JsonObject {
  const given = schema['properties'];
  const properties = new Map(given !== undefined && isObject(given) ? Object.entries(given) : []);
  for (const [pattern, payload] of Object.entries(rules)) {
    const schemaOfProperty = objectAt(payload, `${stream}.${pattern}`);
    const names = WILDCARD.test(pattern) ? [...properties.keys()].filter(fnmatch(pattern)) : [pattern];
    for (const name of names) properties.set(name, schemaOfProperty);
  }
  return { ...schema, properties: Object.fromEntries(properties) };
}

function objectAt(value: JsonValue, path: string): JsonObject {
  if (isObject(value)) return value;
  throw new MeltemiError(
    'ConfigInvalid',
    `\`schema\` at \`${path}\` must be a mapping, got \`${JSON.stringify(value)}\`.`,
    'Write `schema: {<stream>: {<property>: {type: string}}}`.',
  );
}

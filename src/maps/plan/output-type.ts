/**
 * The JSON Schema of a mapped property, by the text of its expression alone, as the real mapper decides it: the first rule
 * that fits, else the schema of the property that is overwritten or named, else string.
 */
import type { JsonObject, JsonValue } from '../../model/json';
import type { StreamSchema } from '../../model/stream';

const PREFIXES: readonly (readonly [string, JsonObject])[] = [
  ['float(', { type: 'number' }],
  ['int(', { type: 'integer' }],
  ['str(', { type: 'string' }],
  ['bool(', { type: 'boolean' }],
  ['json.dumps(', { type: 'string' }],
  ['datetime.date.', { type: 'string', format: 'date' }],
  ['datetime.date(', { type: 'string', format: 'date' }],
];
const DATE: JsonObject = { type: 'string', format: 'date' };
const DATE_TIME: JsonObject = { type: 'string', format: 'date-time' };

/** `property`: what is being set. The result always allows null. */
export function outputSchema(source: StreamSchema, property: string, expression: string): JsonObject {
  if (expression === 'record') return recordSchema(source);
  return withNull(
    byText(expression) ?? namedSchema(source, property) ?? namedSchema(source, expression) ?? { type: 'string' },
  );
}

/** Adds null to what a schema allows. */
export function withNull(schema: JsonObject): JsonObject {
  const branches = schema['anyOf'];
  if (isList(branches)) {
    return branches.some(allowsNull) ? schema : { ...schema, anyOf: [...branches, { type: 'null' }] };
  }
  const { type } = schema;
  if (type === undefined) return schema;
  const types = isList(type) ? type : [type];
  return types.includes('null') ? schema : { ...schema, type: [...types, 'null'] };
}

function byText(expression: string): JsonObject | null {
  const prefixed = PREFIXES.find(([prefix]) => expression.startsWith(prefix));
  if (prefixed) return prefixed[1];
  if (expression.endsWith('.date()')) return DATE;
  if (expression.startsWith('datetime.datetime.') || expression.startsWith('datetime.datetime(')) return DATE_TIME;
  return expression.startsWith("'") && expression.endsWith("'") ? { type: 'string' } : null;
}

function namedSchema(source: StreamSchema, name: string): JsonObject | null {
  return source.columns.find((column) => column.name === name)?.schema ?? null;
}

function recordSchema(source: StreamSchema): JsonObject {
  const properties = Object.fromEntries(source.columns.map((column) => [column.name, column.schema]));
  return { type: ['object', 'null'], properties };
}

function allowsNull(branch: JsonValue): boolean {
  if (typeof branch !== 'object' || branch === null || isList(branch)) return false;
  const type = branch['type'];
  return type === 'null' || (isList(type) && type.includes('null'));
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

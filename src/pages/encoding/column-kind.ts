/**
 * What the text of a column in a page is, derived from the source's own type when there is one, else from the JSON Schema.
 * Everything that turns page text into values or back asks this one function.
 */
import type { JsonObject, JsonValue } from '../../model/json';
import type { Column } from '../../model/stream';

/**
 * `form` of the time kinds: `sql` is PostgreSQL's output (`2024-01-01 00:00:00.123+00`, UTC), `iso` is ISO 8601 as the
 * source gave it (`2024-01-01T00:00:00Z`). Booleans are `t` and `f` in form `sql`, `true` and `false` in form `json`.
 *
 * - `integer`, `number`: decimal digits of any length, exponent allowed for `number`; `NaN` and `Infinity` may occur in SQL types
 * - `float`: a binary float's shortest text, `NaN`, `Infinity`, `-Infinity`
 * - `json`: one JSON text; also the kind of columns whose schema allows several types, so that `5` and `"5"` stay apart
 * - `bytea`: `\x` and hex digits
 * - `array`: a PostgreSQL array literal
 * - `string`: the text itself; also intervals, ranges, network and all other types, in PostgreSQL's output text
 */
export type ColumnKind =
  | { readonly kind: 'integer' }
  | { readonly kind: 'number' }
  | { readonly kind: 'float' }
  | { readonly kind: 'boolean'; readonly form: 'sql' | 'json' }
  | { readonly kind: 'string' }
  | { readonly kind: 'date'; readonly form: 'sql' | 'iso' }
  | { readonly kind: 'timestamp'; readonly form: 'sql' | 'iso'; readonly zone: boolean }
  | { readonly kind: 'time'; readonly form: 'sql' | 'iso'; readonly zone: boolean }
  | { readonly kind: 'json' }
  | { readonly kind: 'bytea' }
  | { readonly kind: 'array'; readonly element: ColumnKind; readonly delimiter: ',' | ';' };

const STRING: ColumnKind = { kind: 'string' };

const SQL_KINDS: ReadonlyMap<string, ColumnKind> = new Map<string, ColumnKind>([
  ['smallint', { kind: 'integer' }],
  ['integer', { kind: 'integer' }],
  ['bigint', { kind: 'integer' }],
  ['numeric', { kind: 'number' }],
  ['real', { kind: 'float' }],
  ['double precision', { kind: 'float' }],
  ['boolean', { kind: 'boolean', form: 'sql' }],
  ['date', { kind: 'date', form: 'sql' }],
  ['timestamp without time zone', { kind: 'timestamp', form: 'sql', zone: false }],
  ['timestamp with time zone', { kind: 'timestamp', form: 'sql', zone: true }],
  ['time without time zone', { kind: 'time', form: 'sql', zone: false }],
  ['time with time zone', { kind: 'time', form: 'sql', zone: true }],
  ['json', { kind: 'json' }],
  ['jsonb', { kind: 'json' }],
  ['bytea', { kind: 'bytea' }],
]);

const SCHEMA_KINDS: ReadonlyMap<string, ColumnKind> = new Map<string, ColumnKind>([
  ['integer', { kind: 'integer' }],
  ['number', { kind: 'number' }],
  ['integer,number', { kind: 'number' }],
  ['boolean', { kind: 'boolean', form: 'json' }],
  ['string:', STRING],
  ['string:date', { kind: 'date', form: 'iso' }],
  ['string:date-time', { kind: 'timestamp', form: 'iso', zone: true }],
  ['string:time', { kind: 'time', form: 'iso', zone: true }],
]);

/**
 * The kind of a column's page text. A schema that says plain `string` makes a text of every SQL type (Singer's `dates_as_string`,
 * a user's schema override), except bytea, whose Singer form is a string anyway.
 */
export function columnKind(column: Column): ColumnKind {
  const types = schemaTypes(column.schema);
  if (column.sqlType === undefined) return schemaKind(types);
  const sql = sqlKind(column.sqlType);
  if (sql.kind !== 'bytea' && types.length === 1 && types[0] === 'string:') return STRING;
  return sql;
}

/** The kind of a PostgreSQL type in `format_type`'s spelling. Unknown types (enums, domains, extensions) are strings. */
function sqlKind(sqlType: string): ColumnKind {
  if (sqlType.endsWith('[]')) {
    const base = sqlType.slice(0, -2);
    return { kind: 'array', element: sqlKind(base), delimiter: base === 'box' ? ';' : ',' };
  }
  return SQL_KINDS.get(sqlType.replace(/\(.*?\)/, '')) ?? STRING;
}

function schemaKind(types: readonly string[]): ColumnKind {
  const known = SCHEMA_KINDS.get(types.join(','));
  if (known !== undefined) return known;
  return types.length > 0 && types.every((type) => type.startsWith('string:')) ? STRING : { kind: 'json' };
}

/** The types that a schema allows beside null, sorted, each once; strings with their format: `string:date-time`, `string:`. */
function schemaTypes(schema: JsonObject): readonly string[] {
  const found = new Set<string>();
  collectTypes(schema, found);
  found.delete('null');
  return [...found].sort();
}

function collectTypes(schema: JsonObject, found: Set<string>): void {
  const format = typeof schema['format'] === 'string' && isTimeFormat(schema['format']) ? schema['format'] : '';
  for (const type of listOf(schema['type'])) {
    if (typeof type === 'string') found.add(type === 'string' ? `string:${format}` : type);
  }
  for (const branch of [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])]) {
    if (isObject(branch)) collectTypes(branch, found);
  }
}

function isTimeFormat(format: string): boolean {
  return format === 'date' || format === 'date-time' || format === 'time';
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return isArray(value) ? value : [value];
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !isArray(value);
}

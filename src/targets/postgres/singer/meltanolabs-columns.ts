/** The columns that the MeltanoLabs target makes of a schema: names and order as they are there. */
import type { JsonObject, JsonValue } from '../../../model/json';
import { isObject } from '../setting-reader';
import { meltanolabsInteger } from '../variant-types';

export interface ColumnType {
  readonly sqlType: string;
  /** JSON Schema that says how values stand in a page. */
  readonly schema: JsonObject;
}

const AS_TEXT: JsonObject = { type: 'string' };

/** Of several types, the first one of this list is the column's. */
const ORDER: readonly RegExp[] = [
  /^bytea$/,
  /\[\]$/,
  /^jsonb$/,
  /^uuid$/,
  /^text$/,
  /^timestamp/,
  /^date$/,
  /^time /,
  /^numeric/,
  /^bigint$/,
  /^integer$/,
  /^smallint$/,
  /^boolean$/,
];

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': 'timestamp without time zone',
  date: 'date',
  time: 'time without time zone',
  uuid: 'uuid',
};

/** `decodes`: `contentEncoding` of a text counts (`interpret_content_encoding`). */
export function columnType(property: JsonObject, decodes: boolean): ColumnType {
  const found = sqlTypes(property, decodes);
  const rank = (type: string): number => ORDER.findIndex((pattern) => pattern.test(type));
  const [sqlType = 'text'] = [...new Set(found)].sort((a, b) => rank(a) - rank(b));
  // Any value as a text of its own, unless its form counts.
  const byType = /^(numeric|bigint|integer|smallint|jsonb|bytea)|\[\]$/.test(sqlType);
  return { sqlType, schema: byType ? {} : AS_TEXT };
}

function sqlTypes(property: JsonObject, decodes: boolean): readonly string[] {
  const branches = [property['anyOf'], property['oneOf'], property['allOf']].flatMap(listOf).filter(isObject);
  const inner = branches.flatMap((branch) => sqlTypes(branch, decodes));
  const types = listOf(property['type']);
  return [...inner, ...types.flatMap((type) => sqlTypeOf(type, property, decodes))];
}

function sqlTypeOf(type: JsonValue, property: JsonObject, decodes: boolean): readonly string[] {
  switch (type) {
    case 'string':
      return [textType(property, decodes)];
    case 'integer':
      return [meltanolabsInteger(property)];
    case 'number':
      return ['numeric'];
    case 'boolean':
      return ['boolean'];
    case 'object':
      return ['jsonb'];
    case 'array':
      return [isObject(property['items']) ? arrayType(property['items'], decodes) : 'jsonb'];
    default:
      return [];
  }
}

function textType(property: JsonObject, decodes: boolean): string {
  if (decodes && property['contentEncoding'] === 'base16') return 'bytea';
  const { format } = property;
  if (format === 'x-singer.decimal' || format === 'singer.decimal') return decimalType(property);
  return typeof format === 'string' ? (FORMATS[format] ?? 'text') : 'text';
}

function decimalType({ precision, scale }: JsonObject): string {
  if (typeof precision !== 'number') return 'numeric';
  return `numeric(${String(precision)}${typeof scale === 'number' ? `,${String(scale)}` : ''})`;
}

/** Arrays of arrays are one type in PostgreSQL. */
function arrayType(items: JsonObject, decodes: boolean): string {
  const { sqlType } = columnType(items, decodes);
  return sqlType.endsWith('[]') ? sqlType : `${sqlType}[]`;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

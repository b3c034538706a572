/** The columns that the pipelinewise target makes of a schema: flattened, in lower case, sorted by name. */
import { MeltemiError } from '../../../model/errors';
import type { JsonObject, JsonValue } from '../../../model/json';
import { isObject } from '../setting-reader';
import { pipelinewiseInteger } from '../variant-types';

export interface FlatColumn {
  /** As the flattened record has it, before it is put into lower case. */
  readonly name: string;
  readonly sqlType: string;
  /** JSON Schema that says how values stand in a page. */
  readonly schema: JsonObject;
}

const SEPARATOR = '__';
/** PostgreSQL's longest name is one shorter; parts of a longer one are shortened from the left. */
const MAX_NAME_LENGTH = 63;

/** Throws `RecordInvalid` when two properties would become one column. */
export function flatColumns(stream: string, schema: JsonObject, maxLevel: number): readonly FlatColumn[] {
  const columns = flatten(schema, [], 0, maxLevel).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const twice = columns.find(({ name }, i) => columns[i + 1]?.name === name);
  if (twice === undefined) return columns;
  throw new MeltemiError(
    'RecordInvalid',
    `Two properties of stream \`${stream}\` become the column \`${twice.name}\` when they are flattened.`,
    'Set `data_flattening_max_level` to a smaller number, or rename one with a stream map.',
  );
}

function flatten(schema: JsonObject, path: readonly string[], level: number, maxLevel: number): FlatColumn[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).flatMap(([key, property]) => {
    const known = typed(property);
    if (known === null) return [];
    const opens = typesOf(known).includes('object') && isObject(known['properties']) && level < maxLevel;
    if (opens) return flatten(known, [...path, key], level + 1, maxLevel);
    return [{ name: flatName([...path, key]), ...typeOf(known) }];
  });
}

/** The values of a record by the names of `flatColumns`. */
export function flatRecord(record: JsonObject, maxLevel: number): JsonObject {
  const flat: Record<string, JsonValue> = {};
  const add = (part: JsonObject, path: readonly string[]): void => {
    for (const [key, value] of Object.entries(part)) {
      if (isObject(value) && !('$number' in value) && path.length < maxLevel) add(value, [...path, key]);
      else flat[flatName([...path, key])] = value;
    }
  };
  add(record, []);
  return flat;
}

/** Null: the property says no type, and the column is left out. A list of choices counts as its first one. */
function typed(property: JsonValue): JsonObject | null {
  if (!isObject(property)) return null;
  if (property['type'] !== undefined) return property;
  const [choices] = Object.values(property);
  const first = Array.isArray(choices) ? (choices[0] as JsonValue | undefined) : undefined;
  return isObject(first) && first['type'] !== undefined ? first : null;
}

function typesOf({ type }: JsonObject): readonly JsonValue[] {
  const list: JsonValue = type ?? null;
  return isList(list) ? list : [list];
}

/** Text as it comes, whatever the column makes of it: a time's offset is left out by PostgreSQL then, and the clock time stays. */
const AS_TEXT: JsonObject = { type: 'string' };

function typeOf(schema: JsonObject): Pick<FlatColumn, 'sqlType' | 'schema'> {
  const types = typesOf(schema);
  const { format } = schema;
  if (types.includes('object') || types.includes('array')) return { sqlType: 'jsonb', schema: {} };
  if (format === 'date-time') return { sqlType: 'timestamp without time zone', schema: AS_TEXT };
  if (format === 'time') return { sqlType: 'time without time zone', schema: AS_TEXT };
  if (types.includes('number')) return { sqlType: 'double precision', schema: {} };
  if (types.includes('integer') && types.includes('string')) return { sqlType: 'character varying', schema: AS_TEXT };
  if (types.includes('boolean')) return { sqlType: 'boolean', schema: AS_TEXT };
  if (types.includes('integer')) return { sqlType: pipelinewiseInteger(schema), schema: {} };
  return { sqlType: 'character varying', schema: AS_TEXT };
}

function flatName(path: readonly string[]): string {
  const parts = [...path];
  for (let i = 0; i < parts.length && parts.join(SEPARATOR).length >= MAX_NAME_LENGTH; i++) {
    const capitals = (parts[i] ?? '')
      .replace(/(?:^|_)(.)/gu, (_, first: string) => first.toUpperCase())
      .replace(/[a-z]/g, '');
    parts[i] = (capitals.length > 1 ? capitals : (parts[i] ?? '').slice(0, 3)).toLowerCase();
  }
  return parts.join(SEPARATOR);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

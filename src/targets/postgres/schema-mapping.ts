/** The setting `schema_mapping`: where the tables of each source schema go, who may read them, and which indexes they get. */
import type { JsonValue } from '../../model/json';
import { isObject, type SettingReader } from './setting-reader';

export interface MappedSchema {
  readonly schema: string;
  /** Null: those of `default_target_schema_select_permissions`. */
  readonly selectPermissions: readonly string[] | null;
  /** Table → column lists, `a,b` each. */
  readonly indexes: ReadonlyMap<string, readonly string[]>;
}

/** By source schema. */
export type SchemaMapping = ReadonlyMap<string, MappedSchema>;

/** `{"public": {"target_schema": "raw"}}` as in the pipelinewise variant, or `{"public": "raw"}`. Throws `ConfigInvalid`. */
export function readSchemaMapping(read: SettingReader): SchemaMapping {
  const mapping = new Map<string, MappedSchema>();
  const value = read.value('schema_mapping');
  if (value === null) return mapping;
  if (!isObject(value)) throw read.invalid('schema_mapping', 'is not an object');
  for (const [source, entry] of Object.entries(value)) {
    const name = `schema_mapping.${source}`;
    const more = isObject(entry) ? entry : {};
    const schema = isObject(entry) ? entry['target_schema'] : entry;
    if (typeof schema !== 'string' || schema === '') throw read.invalid(name, 'has no `target_schema`');
    const roles = more['target_schema_select_permissions'] ?? more['target_schema_select_permission'] ?? null;
    const indexes = more['indices'] ?? {};
    if (!isObject(indexes)) throw read.invalid(`${name}.indices`, 'is not an object of column lists by table');
    mapping.set(source, {
      schema,
      selectPermissions: roles === null ? null : rolesOf(read, name, roles),
      indexes: new Map(Object.entries(indexes).map(([table, columns]) => [table, texts(read, name, columns)])),
    });
  }
  return mapping;
}

/** `"a,b"`, `["a", "b"]`, or `{"users": [...], "groups": [...]}`. */
export function rolesOf(read: SettingReader, name: string, value: JsonValue): readonly string[] {
  if (typeof value === 'string') return value.split(',').map((role) => role.trim());
  return isObject(value) ? Object.values(value).flatMap((list) => texts(read, name, list)) : texts(read, name, value);
}

function texts(read: SettingReader, name: string, value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  throw read.invalid(name, 'has a list that does not hold texts');
}

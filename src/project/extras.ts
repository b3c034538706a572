/** The values beside a plugin's `config`: which extras there are, their defaults, and their final form. */
import type { JsonObject, JsonValue } from '../model/json';
import type { PluginKind, SettingDefinition, SettingKind } from './entries';
import { isObject } from './flatten';
import type { Place } from './place';
import type { Extras } from './project';
import type { Tree } from './tree';

const BUILT_IN: Place = { file: 'built-in', line: 1, column: 1 };

function extra(name: string, kind: SettingKind | null, value: Tree | null): SettingDefinition {
  return { name: `_${name}`, kind, value, sensitive: false, aliases: [], envAliases: [], options: [], place: BUILT_IN };
}

function text(value: string): Tree {
  return { kind: 'scalar', value, place: BUILT_IN, inset: null };
}

/** Extras behave as settings with a `_` in front of their names. */
export const EXTRA_DEFINITIONS: Readonly<Partial<Record<PluginKind, readonly SettingDefinition[]>>> = {
  extractors: [
    extra('select', 'array', { kind: 'list', items: [text('*.*')], place: BUILT_IN }),
    extra('metadata', 'object', null),
    extra('schema', 'object', null),
    extra('select_filter', 'array', null),
    extra('load_schema', null, text('$MELTANO_EXTRACTOR_NAMESPACE')),
    extra('catalog', null, null),
    extra('state', null, null),
    extra('use_cached_catalog', 'boolean', null),
  ],
};

export function readExtras(values: JsonObject): Extras {
  return {
    select: texts(values['_select']) ?? ['*.*'],
    metadata: object(values['_metadata']),
    schema: object(values['_schema']),
    selectFilter: texts(values['_select_filter']) ?? [],
    loadSchema: textOrNull(values['_load_schema']),
    catalog: textOrNull(values['_catalog']),
    useCachedCatalog: values['_use_cached_catalog'] !== false,
    state: textOrNull(values['_state']),
  };
}

function texts(value: JsonValue | undefined): readonly string[] | null {
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(String) : null;
}

function object(value: JsonValue | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The values beside a plugin's `config`: which extras there are, their defaults, and their final form. */
import type { JsonObject, JsonValue } from '../model/json';
import type { PluginKind, SettingDefinition } from './entries';
import type { SettingKind } from '../model/setting-kinds';
import { isObject } from './flatten';
import type { Place } from './place';
import type { Extras } from './project';
import type { Tree } from './tree';

const BUILT_IN: Place = { file: 'built-in', line: 1, column: 1 };

function extra(name: string, kind: SettingKind | null, value: Tree | null): SettingDefinition {
  const nothing = { env: null, label: null, description: null, processor: null, postProcessor: null };
  const lists = { aliases: [], envAliases: [], options: [] };
  return { name: `_${name}`, kind, value, sensitive: false, ...lists, ...nothing, place: BUILT_IN };
}

function text(value: string): Tree {
  return { kind: 'scalar', value, place: BUILT_IN, inset: null };
}

function list(...items: readonly Tree[]): Tree {
  return { kind: 'list', items, place: BUILT_IN };
}

const NOTHING: Tree = { kind: 'mapping', entries: new Map(), place: BUILT_IN };

const NO_EXTRAS: readonly SettingDefinition[] = [];

/** Extras behave as settings with a `_` in front of their names. */
export const EXTRA_DEFINITIONS: Readonly<Record<PluginKind, readonly SettingDefinition[]>> = {
  extractors: [
    extra('log_parser', null, text('singer-sdk')),
    extra('catalog', null, null),
    extra('state', null, null),
    extra('load_schema', null, text('$MELTANO_EXTRACTOR_NAMESPACE')),
    extra('select', 'array', list(text('*.*'))),
    extra('metadata', 'object', NOTHING),
    extra('schema', 'object', NOTHING),
    extra('select_filter', 'array', list()),
    extra('use_cached_catalog', 'boolean', { kind: 'scalar', value: true, place: BUILT_IN, inset: null }),
  ],
  loaders: [extra('log_parser', null, text('singer-sdk')), extra('dialect', null, text('$MELTANO_LOADER_NAMESPACE'))],
  mappers: NO_EXTRAS,
  utilities: NO_EXTRAS,
  files: NO_EXTRAS,
  orchestrators: NO_EXTRAS,
  transformers: NO_EXTRAS,
  transforms: NO_EXTRAS,
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
    parallelPrograms: atLeastOne(values['_parallel_programs']),
  };
}

function texts(value: JsonValue | undefined): readonly string[] | null {
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(String) : null;
}

function object(value: JsonValue | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}

/** As in an environment variable, a text of digits is a number. `meltemi validate` reports all else. */
function atLeastOne(value: JsonValue | undefined): number | null {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? Math.max(1, number) : null;
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

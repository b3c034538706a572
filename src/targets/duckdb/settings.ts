/** Reads target-duckdb's settings. */
import { resolve } from 'node:path';
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import type { LoadMode } from '../../model/plan';
import type { OutputStream } from '../target';

export interface DuckdbSettings {
  readonly pluginName: string;
  /** Absolute. */
  readonly path: string;
  readonly schema: string;
  /** Schema of the source → schema of the file. */
  readonly schemaMapping: ReadonlyMap<string, string>;
  /** Null: `upsert` for streams with a key, else `append`. */
  readonly loadMode: LoadMode | null;
}

const LOAD_METHODS: ReadonlyMap<string, LoadMode> = new Map([
  ['append-only', 'append'],
  ['upsert', 'upsert'],
  ['overwrite', 'overwrite'],
]);

/** Throws `ConfigInvalid` naming the setting. */
export function readDuckdbSettings(settings: JsonObject, pluginName: string): DuckdbSettings {
  const path = text(settings, 'filepath', pluginName) ?? text(settings, 'path', pluginName);
  if (path === null) throw invalid('filepath', pluginName, 'is missing: it names the database file');
  if (path.startsWith(':') || /^(md|motherduck):/.test(path)) {
    throw invalid(
      'filepath',
      pluginName,
      'is not the path of a file, which is where rows stay and what is loaded is kept',
    );
  }
  const method = text(settings, 'load_method', pluginName);
  const loadMode = method === null ? null : LOAD_METHODS.get(method);
  if (loadMode === undefined) {
    throw invalid('load_method', pluginName, `is not one of ${[...LOAD_METHODS.keys()].join(', ')}`);
  }
  return {
    pluginName,
    path: resolve(path),
    schema: text(settings, 'default_target_schema', pluginName) ?? 'main',
    schemaMapping: mapping(settings['schema_mapping'], pluginName),
    loadMode,
  };
}

/** Throws `ConfigInvalid` when the settings ask for `upsert` and the stream has no key. */
export function loadModeOf(settings: DuckdbSettings, stream: OutputStream): LoadMode {
  const hasKey = stream.schema.keyProperties.length > 0;
  if (settings.loadMode === 'upsert' && !hasKey) {
    throw new MeltemiError(
      'ConfigInvalid',
      `\`${settings.pluginName}\` is to upsert stream \`${stream.name}\`, which has no key.`,
      'Give the stream a key (`table-key-properties` in `metadata`, or `__key_properties__` in a stream map), or set `load_method` to `append-only` or `overwrite`.',
    );
  }
  return settings.loadMode ?? (hasKey ? 'upsert' : 'append');
}

/** `{"public": {"target_schema": "raw"}}`, as the pipelinewise targets have it, or `{"public": "raw"}`. */
function mapping(value: JsonValue | undefined, pluginName: string): ReadonlyMap<string, string> {
  if (value === undefined || value === null || value === '') return new Map();
  if (!isObject(value)) throw invalid('schema_mapping', pluginName, 'is not an object');
  return new Map(
    Object.entries(value).map(([source, entry]) => {
      const target = isObject(entry) ? entry['target_schema'] : entry;
      if (typeof target === 'string' && target !== '') return [source, target] as const;
      throw invalid(`schema_mapping.${source}`, pluginName, 'has no `target_schema`');
    }),
  );
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(settings: JsonObject, name: string, pluginName: string): string | null {
  const value = settings[name];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw invalid(name, pluginName, 'is not a text');
  return value;
}

function invalid(name: string, pluginName: string, problem: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The setting \`${name}\` of \`${pluginName}\` ${problem}.`,
    `Set \`${name}\` in the plugin's config, in its environment or in \`.env\`.`,
  );
}

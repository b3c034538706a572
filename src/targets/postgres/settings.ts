/** Reads target-postgres' settings, in the spellings of its two common variants. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import type { LoadMode } from '../../model/plan';
import { readPostgresSettings, type PostgresSettings } from '../../systems/postgres/settings';
import type { OutputStream } from '../target';

export interface PostgresTargetSettings {
  readonly pluginName: string;
  readonly connection: PostgresSettings;
  readonly defaultSchema: string;
  /** Source schema → target schema. */
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
export function readTargetSettings(settings: JsonObject, pluginName: string): PostgresTargetSettings {
  const method = optionalText(settings, 'load_method', pluginName);
  const loadMode = method === null ? null : LOAD_METHODS.get(method);
  if (loadMode === undefined) {
    throw invalid('load_method', pluginName, `is not one of ${[...LOAD_METHODS.keys()].join(', ')}`);
  }
  return {
    pluginName,
    connection: readPostgresSettings(settings, pluginName),
    defaultSchema: optionalText(settings, 'default_target_schema', pluginName) ?? 'public',
    schemaMapping: readMapping(settings['schema_mapping'], pluginName),
    loadMode,
  };
}

/** Throws `ConfigInvalid` when the settings ask for `upsert` and the stream has no key. */
export function loadModeOf(settings: PostgresTargetSettings, stream: OutputStream): LoadMode {
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

/** `{"public": {"target_schema": "raw"}}` as in the pipelinewise variant, or `{"public": "raw"}`. */
function readMapping(value: JsonValue | undefined, pluginName: string): ReadonlyMap<string, string> {
  const mapping = new Map<string, string>();
  if (value === undefined || value === null || value === '') return mapping;
  if (!isObject(value)) throw invalid('schema_mapping', pluginName, 'is not an object');
  for (const [source, entry] of Object.entries(value)) {
    const target = isObject(entry) ? entry['target_schema'] : entry;
    if (typeof target !== 'string' || target === '') {
      throw invalid(`schema_mapping.${source}`, pluginName, 'has no `target_schema`');
    }
    mapping.set(source, target);
  }
  return mapping;
}

function optionalText(settings: JsonObject, name: string, pluginName: string): string | null {
  const value = settings[name];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw invalid(name, pluginName, 'is not a text');
  return value;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(name: string, pluginName: string, problem: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The setting \`${name}\` of \`${pluginName}\` ${problem}.`,
    `Set \`${name}\` in the plugin's config, in its environment or in \`.env\`.`,
  );
}

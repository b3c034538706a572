/** Reads target-postgres' settings, in the spellings of its two common variants. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import type { LoadMode } from '../../model/plan';
import { readPostgresSettings, type PostgresSettings } from '../../systems/postgres/settings';
import type { OutputStream } from '../target';
import { readSchemaMapping, rolesOf, type SchemaMapping } from './schema-mapping';
import { SettingReader } from './setting-reader';
import type { Variant } from './variant';

/**
 * What becomes of a column whose type in the table is not the stream's, and cannot be widened to it.
 * - `keep`: the column keeps its type, and values are cast to it
 * - `rename`: it goes aside as `<name>_<YYYYMMDD_HHMM>`, and a new one takes its place
 * - `refuse`: the stream fails, unless texts hold every value
 */
export type TypeChangeRule = 'keep' | 'rename' | 'refuse';

export interface PostgresTargetSettings {
  readonly pluginName: string;
  readonly variant: Variant;
  /** It is called as a Singer program: what is loaded shows at once, as there is no run to resume. */
  readonly pipe: boolean;
  readonly connection: PostgresSettings;
  readonly defaultSchema: string;
  readonly schemaMapping: SchemaMapping;
  /** Null: `upsert` for streams with a key, else `append`. */
  readonly loadMode: LoadMode | null;
  readonly typeChange: TypeChangeRule;
  /** A stream without a key is refused. */
  readonly keyRequired: boolean;
  /** Roles that may read what is made in schemas without a rule of their own. */
  readonly selectPermissions: readonly string[];
  /** Rows with `_sdc_deleted_at` are deleted when they are loaded (pipelinewise), or rows of old versions are (meltanolabs). */
  readonly hardDelete: boolean;
  /** In a run of Meltemi's own: tables get `_sdc_` columns. */
  readonly metadata: boolean;
  /** Rows that a full load did not bring again are deleted, or marked; by their `_sdc_` columns. */
  readonly activatesVersions: boolean;
  /** NUL characters are taken out of texts. */
  readonly stripsNul: boolean;
}

/** How the target is used. */
export interface Manner {
  readonly variant: Variant;
  readonly pipe: boolean;
}

const LOAD_METHODS: ReadonlyMap<string, LoadMode> = new Map([
  ['append-only', 'append'],
  ['upsert', 'upsert'],
  ['overwrite', 'overwrite'],
]);

/** Throws `ConfigInvalid` naming the setting. */
export function readTargetSettings(
  settings: JsonObject,
  pluginName: string,
  { variant, pipe }: Manner = { variant: 'own', pipe: false },
): PostgresTargetSettings {
  const read = new SettingReader(settings, pluginName);
  const method = read.text('load_method');
  const loadMode = method === null ? null : LOAD_METHODS.get(method);
  if (loadMode === undefined) {
    throw read.invalid('load_method', `is not one of ${[...LOAD_METHODS.keys()].join(', ')}`);
  }
  const schemaMapping = readSchemaMapping(read);
  const defaultSchema = read.text('default_target_schema');
  if (pipe && variant === 'pipelinewise' && defaultSchema === null && schemaMapping.size === 0)
    throw read.invalid('default_target_schema', 'is missing, and there is no `schema_mapping`');
  // On stdin and stdout each record brings its own.
  const metadata = !pipe && (read.flag('add_record_metadata') ?? read.flag('add_metadata_columns') ?? false);
  const roles =
    read.value('default_target_schema_select_permissions') ?? read.value('default_target_schema_select_permission');
  return {
    pluginName,
    variant,
    pipe,
    connection: readPostgresSettings(settings, pluginName),
    defaultSchema: defaultSchema ?? (pipe && variant === 'meltanolabs' ? 'melty' : 'public'),
    schemaMapping,
    loadMode,
    typeChange: typeChangeOf(variant, pipe),
    keyRequired: read.flag('primary_key_required') ?? (pipe && variant === 'pipelinewise'),
    selectPermissions: roles === null ? [] : rolesOf(read, 'default_target_schema_select_permissions', roles),
    hardDelete: read.flag('hard_delete') ?? false,
    metadata,
    activatesVersions: metadata && variant !== 'pipelinewise' && (read.flag('activate_version') ?? true),
    stripsNul: !pipe && (read.flag('sanitize_null_text_characters') ?? false),
  };
}

/** In a run of Meltemi's own, values are cast to a type that a user has chosen, which fails no sooner than a value does. */
function typeChangeOf(variant: Variant, pipe: boolean): TypeChangeRule {
  if (variant === 'pipelinewise') return 'rename';
  return variant === 'meltanolabs' && pipe ? 'refuse' : 'keep';
}

/** Throws `ConfigInvalid` when the settings ask for a key and the stream has none. */
export function loadModeOf(settings: PostgresTargetSettings, stream: OutputStream): LoadMode {
  const hasKey = stream.schema.keyProperties.length > 0;
  if (settings.keyRequired && !hasKey) {
    throw new MeltemiError(
      'ConfigInvalid',
      `Stream \`${stream.name}\` has no key, and \`primary_key_required\` of \`${settings.pluginName}\` asks for one.`,
      'Give the stream a key (`table-key-properties` in `metadata`, or `__key_properties__` in a stream map), or set `primary_key_required` to `false`: its records are appended then.',
    );
  }
  if (settings.loadMode === 'upsert' && !hasKey) {
    throw new MeltemiError(
      'ConfigInvalid',
      `\`${settings.pluginName}\` is to upsert stream \`${stream.name}\`, which has no key.`,
      'Give the stream a key (`table-key-properties` in `metadata`, or `__key_properties__` in a stream map), or set `load_method` to `append-only` or `overwrite`.',
    );
  }
  return settings.loadMode ?? (hasKey ? 'upsert' : 'append');
}

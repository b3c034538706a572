/** Settings of the project itself: keys at the top of the project files, or `MELTANO_<NAME>` variables. */
import type { JsonValue } from '../model/json';
import type { ProjectEntries, SettingDefinition } from './entries';
import type { SettingKind } from '../model/setting-kinds';
import type { Surroundings } from './expand-tree';
import { flatten, type FlatTree } from './flatten';
import type { Place } from './place';
import { refuse } from './problems';
import type { SettingsRequest } from './settings-request';
import type { MappingTree, Tree } from './tree';

/** Keys at the top of a project file that are no settings. */
const STRUCTURE: ReadonlySet<string> = new Set([
  'version',
  'include_paths',
  'environments',
  'plugins',
  'jobs',
  'schedules',
  'env',
  'annotations',
  'requires_meltano',
]);

const BUILT_IN: Place = { file: 'built-in', line: 1, column: 1 };

type Row = readonly [name: string, kind?: SettingKind | null, value?: JsonValue, secret?: 'secret'];

/** Meltano's, in its order. Meltemi reports nothing to anybody and looks for no newer version, whatever these say. */
const ROWS: readonly Row[] = [
  ['default_environment'],
  ['send_anonymous_usage_stats', 'boolean', false],
  ['disable_tracking', 'boolean'],
  ['project_id'],
  ['database_uri', null, 'sqlite:///$MELTANO_SYS_DIR_ROOT/meltano.db'],
  ['database_max_retries', 'integer', 3],
  ['database_retry_timeout', 'integer', 5],
  ['project_readonly', 'boolean', false],
  ['hub_api_root'],
  ['hub_url', null, 'https://hub.meltano.com'],
  ['hub_url_auth', null, null, 'secret'],
  ['elt.buffer_size', 'integer', 104857600],
  ['python'],
  ['auto_install', 'boolean', true],
  ['state_backend.uri', null, 'systemdb'],
  ['state_backend.lock_timeout_seconds', 'integer', 10],
  ['state_backend.lock_retry_seconds', 'integer', 1],
  ['state_backend.azure.connection_string', null, null, 'secret'],
  ['state_backend.azure.storage_account_url'],
  ['state_backend.gcs.application_credentials'],
  ['state_backend.gcs.application_credentials_json', null, null, 'secret'],
  ['state_backend.gcs.application_credentials_path'],
  ['state_backend.s3.aws_access_key_id', null, null, 'secret'],
  ['state_backend.s3.aws_secret_access_key', null, null, 'secret'],
  ['state_backend.s3.endpoint_url'],
  ['cli.log_level', null, 'info'],
  ['cli.log_config', null, 'logging.yaml'],
  ['cli.log_format', null, 'colored'],
  ['cli.disable_version_check', 'boolean', true],
  ['snowplow.collector_endpoints', 'array', ['https://sp.meltano.com']],
  ['venv.backend', null, 'uv'],
  ['experimental', 'boolean', false],
  ['ff.strict_env_var_mode', 'boolean', false],
  ['ff.plugin_locks_required', 'boolean', false],
];

const DEFINITIONS: readonly SettingDefinition[] = ROWS.map(([name, kind = null, value = null, secret]) => ({
  name,
  kind,
  value: value === null ? null : builtIn(value),
  sensitive: secret !== undefined,
  aliases: [],
  envAliases: [],
  options: [],
  env: null,
  label: null,
  description: null,
  processor: null,
  postProcessor: null,
  place: BUILT_IN,
}));

/** The part of the merged files that holds settings. */
function settingsPart(merged: MappingTree): FlatTree {
  return flatten({ ...merged, entries: new Map([...merged.entries].filter(([key]) => !STRUCTURE.has(key))) });
}

export function projectSettingsRequest(entries: ProjectEntries, surroundings: Surroundings): SettingsRequest {
  return {
    plugin: 'the project',
    levels: [{ plugin: 'meltano', prefixes: ['MELTANO'], override: new Map(), config: settingsPart(entries.merged) }],
    definitions: DEFINITIONS,
    required: new Set(),
    surroundings,
    wholeObjects: false,
    strict: false,
    onProblem: refuse,
  };
}

/** One setting that is a switch: its variable, else what the files say. */
export function projectSwitch(entries: ProjectEntries, { variables, dotenv }: Surroundings, name: string): boolean {
  const variable = `MELTANO_${name.replaceAll('.', '_').toUpperCase()}`;
  const written = settingsPart(entries.merged).get(name);
  const text =
    variables.get(variable)?.text ??
    dotenv.get(variable)?.text ??
    (written?.kind === 'scalar' ? String(written.value) : '');
  return /^(true|1|yes|on)$/i.test(text);
}

function builtIn(value: JsonValue): Tree {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(builtIn), place: BUILT_IN };
  if (typeof value === 'object' && value !== null) throw new Error('No project setting is a mapping.');
  return { kind: 'scalar', value, place: BUILT_IN, inset: null };
}

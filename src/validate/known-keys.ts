/** The keys that a project file may have, place by place. Meltano ignores others, so that a misspelt one has no effect and no message. */
import type { PluginKind } from '../project/entries';
import { PLUGIN_KEYS } from '../project/plugin-keys';

/** Those of settings come nested (`elt: {buffer_size: 1}`) or dotted (`elt.buffer_size: 1`): the first part counts. */
export const TOP_KEYS: readonly string[] = [
  'version',
  'requires_meltano',
  'include_paths',
  'default_environment',
  'environments',
  'plugins',
  'jobs',
  'schedules',
  'env',
  'state_backend',
  'project_id',
  'send_anonymous_usage_stats',
  'database_uri',
  'database_max_retries',
  'database_retry_timeout',
  'elt',
  'cli',
  'python',
  'venv',
  'auto_install',
  'disable_tracking',
  'hub_api_root',
  'hub_url',
  'hub_url_auth',
  'snowplow',
  'ff',
  'experimental',
  'project_readonly',
  'annotations',
];

export const ENVIRONMENT_KEYS: readonly string[] = ['name', 'env', 'config', 'state_id_suffix', 'annotations'];

export const JOB_KEYS: readonly string[] = ['name', 'tasks', 'annotations'];

export const SCHEDULE_KEYS: readonly string[] = [
  'name',
  'interval',
  'job',
  'env',
  'extractor',
  'loader',
  'transform',
  'start_date',
  'timezone',
  'annotations',
];

export const MAPPING_KEYS: readonly string[] = ['name', 'config', 'annotations'];

export const SETTING_KEYS: readonly string[] = [
  'name',
  'kind',
  'value',
  'sensitive',
  'env',
  'aliases',
  'env_aliases',
  'options',
  'env_specific',
  'hidden',
  'oauth',
  'label',
  'description',
  'documentation',
  'placeholder',
  'tooltip',
  'value_processor',
  'value_post_processor',
  'annotations',
];

const EXTRAS: Readonly<Record<PluginKind, readonly string[]>> = {
  extractors: [
    'select',
    'metadata',
    'schema',
    'select_filter',
    'load_schema',
    'catalog',
    'state',
    'use_cached_catalog',
    'log_parser',
    'parallel_programs',
  ],
  loaders: ['dialect', 'target_schema', 'log_parser', 'parallel_programs'],
  mappers: ['mappings', 'log_parser'],
  utilities: ['log_parser'],
  files: ['update'],
  orchestrators: [],
  transformers: [],
  transforms: ['package_name', 'vars'],
};

/** Any other key is an extra of its own, so only one that looks misspelt is worth a word. */
export function pluginKeys(kind: PluginKind): readonly string[] {
  return [...PLUGIN_KEYS, ...EXTRAS[kind]];
}

/** What an environment may say about a plugin. */
export function overrideKeys(kind: PluginKind): readonly string[] {
  return ['name', 'config', 'env', 'annotations', ...EXTRAS[kind]];
}

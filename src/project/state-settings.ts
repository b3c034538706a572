/** The project settings that say where state is kept: `state_backend.*` and `database_uri`, with their `MELTANO_...` variables. */
import { join } from 'node:path';
import type { JsonValue } from '../model/json';
import type { StateSettings } from '../model/state-settings';
import type { SettingDefinition } from './entries';
import type { SettingKind } from '../model/setting-kinds';
import { flatten } from './flatten';
import type { Place } from './place';
import { surroundingsOf, type ProjectContext } from './plugin-resolver';
import type { ProjectSource } from './project';
import { resolveSettings } from './resolve-settings';
import { layerOf } from './variables';

/** Meltano's own defaults. */
const LOCK_TIMEOUT_SECONDS = 10;
const LOCK_RETRY_SECONDS = 1;

const BUILT_IN: Place = { file: 'built-in', line: 1, column: 1 };

const DEFINITIONS: readonly SettingDefinition[] = [
  setting('database_uri'),
  setting('state_backend.uri'),
  setting('state_backend.lock_timeout_seconds', 'integer'),
  setting('state_backend.lock_retry_seconds', 'integer'),
  setting('state_backend.s3.aws_access_key_id', null, true),
  setting('state_backend.s3.aws_secret_access_key', null, true),
  setting('state_backend.s3.endpoint_url'),
  setting('state_backend.azure.connection_string', null, true),
  setting('state_backend.azure.storage_account_url'),
  setting('state_backend.gcs.application_credentials'),
  setting('state_backend.gcs.application_credentials_path'),
  setting('state_backend.gcs.application_credentials_json', null, true),
];

function setting(name: string, kind: SettingKind | null = null, sensitive = false): SettingDefinition {
  const nothing = { value: null, env: null, label: null, description: null, processor: null, postProcessor: null };
  return { name, kind, sensitive, ...nothing, aliases: [], envAliases: [], options: [], place: BUILT_IN };
}

/** Throws `ConfigInvalid` for a value of the wrong kind and an undefined variable. */
export function resolveStateSettings(context: ProjectContext, root: string): StateSettings {
  const folder = join(root, '.meltano');
  const own = layerOf([['MELTANO_SYS_DIR_ROOT', folder]], 'the project');
  const { flat, secrets } = resolveSettings({
    plugin: 'the project',
    levels: [
      {
        plugin: 'the project',
        prefixes: ['MELTANO'],
        override: new Map(),
        config: flatten(context.entries.stateSettings),
      },
    ],
    definitions: DEFINITIONS,
    required: new Set(['database_uri', 'state_backend.uri']),
    surroundings: surroundingsOf(context, [], own, new Map()),
    strict: context.strict,
    onProblem: context.onProblem,
    wholeObjects: false,
  });
  const text = (name: string): string | null => textOf(flat.get(name));
  const number = (name: string, fallback: number): number => numberOf(flat.get(`state_backend.${name}`), fallback);
  const uri = text('state_backend.uri') ?? 'systemdb';
  return {
    root,
    uri,
    databaseUri: text('database_uri') ?? `sqlite:///${join(folder, 'meltano.db')}`,
    lockTimeoutSeconds: number('lock_timeout_seconds', LOCK_TIMEOUT_SECONDS),
    lockRetrySeconds: number('lock_retry_seconds', LOCK_RETRY_SECONDS),
    s3: {
      accessKeyId: text('state_backend.s3.aws_access_key_id'),
      secretAccessKey: text('state_backend.s3.aws_secret_access_key'),
      endpointUrl: text('state_backend.s3.endpoint_url'),
    },
    azure: {
      connectionString: text('state_backend.azure.connection_string'),
      storageAccountUrl: text('state_backend.azure.storage_account_url'),
    },
    gcs: {
      credentialsPath:
        text('state_backend.gcs.application_credentials_path') ?? text('state_backend.gcs.application_credentials'),
      credentialsJson: text('state_backend.gcs.application_credentials_json'),
    },
    secrets: [...secrets, ...secretsInUri(uri)],
  };
}

/** A key of AWS may hold slashes, which no URL would allow in a password. */
function secretsInUri(uri: string): readonly string[] {
  const [, key, secret] = /^[a-z0-9+]+:\/\/([^:@/]+):(.+)@[^@/]+(?:\/.*)?$/i.exec(uri) ?? [];
  return [key, secret].filter((part) => part !== undefined);
}

function textOf(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function numberOf(value: JsonValue | undefined, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

/**
 * The state settings of an environment. Undefined: that of the state id's first part where the project has such an environment,
 * as Meltano does for its `state` commands, which leave the default environment out.
 */
export function stateSettingsOf(projects: ProjectSource) {
  return async (environment: string | null | undefined, stateId: string | null): Promise<StateSettings> => {
    const plain = await projects.load(environment ?? null);
    if (environment !== undefined || stateId === null) return plain.stateSettings();
    const [first = ''] = stateId.split(':');
    if (!stateId.includes(':') || !plain.environments.includes(first)) return plain.stateSettings();
    return (await projects.load(first)).stateSettings();
  };
}

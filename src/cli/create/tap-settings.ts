/** The settings of a new tap: the API's URL, what it is authorized with, and where incremental streams start. */
import type { JsonObject, JsonValue } from '../../model/json';
import type { NewEntry } from '../../definitions/new-entry';
import type { Auth, TapChoices } from './tap-choices';

interface AuthSetting {
  readonly name: string;
  readonly isSecret: boolean;
}

const SETTINGS: Readonly<Record<Auth, readonly AuthSetting[]>> = {
  none: [],
  'api-key': [{ name: 'api_key', isSecret: true }],
  bearer: [{ name: 'token', isSecret: true }],
  basic: [
    { name: 'username', isSecret: false },
    { name: 'password', isSecret: true },
  ],
  oauth: [
    { name: 'client_id', isSecret: false },
    { name: 'client_secret', isSecret: true },
  ],
};

export function authSettings({ auth }: TapChoices): readonly AuthSetting[] {
  return SETTINGS[auth];
}

/** The variable that a setting is read from, by Meltano's own rule. */
export function variableOf({ namespace }: TapChoices, setting: string): string {
  return `${namespace}_${setting}`.toUpperCase();
}

/** The variables that `.env` has to define. */
export function variablesOf(choices: TapChoices): readonly string[] {
  return authSettings(choices).map(({ name }) => variableOf(choices, name));
}

/** The plugin in a project's files. `module`: relative to the project. */
export function pluginEntry(choices: TapChoices, module: string): NewEntry {
  const { plugin, namespace, url } = choices;
  const auth = authSettings(choices);
  const settings: readonly JsonObject[] = [
    { name: 'api_url' },
    ...auth.map(({ name, isSecret }) => (isSecret ? { name, kind: 'password' } : { name })),
    { name: 'start_date', kind: 'date_iso8601' },
  ];
  const config: Record<string, JsonValue> = { api_url: url };
  for (const { name } of auth) config[name] = `$${variableOf(choices, name)}`;
  return { name: plugin, namespace, module, settings, config, select: ['*.*'] };
}

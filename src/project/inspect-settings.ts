/** Settings one by one, for commands that show or change them. */
import type { JsonObject, JsonValue } from '../model/json';
import { nest } from './flatten';
import { pluginRequests, type ProjectContext } from './plugin-resolver';
import { projectSettingsRequest } from './project-settings';
import type { PluginRef } from './project';
import { explainSettings, resolveSettings } from './resolve-settings';
import { exportPrefixes, prefixesOf, variablePart } from './setting-names';
import type { ResolvedSettings, SettingsInspection, SettingsRequest } from './settings-request';

const NONE: ResolvedSettings = { flat: new Map(), nested: {}, all: [], secrets: [], warnings: [] };

export function inspectPlugin(context: ProjectContext, { kind, name }: PluginRef): SettingsInspection {
  const requests = pluginRequests(context, kind, name, new Map());
  const [plugin, parent] = requests.chain;
  return {
    prefixes: prefixesOf(plugin),
    exportPrefixes: exportPrefixes(plugin),
    parent: parent === undefined || parent.name === plugin.name ? null : parent.name,
    required: new Set(requests.chain.flatMap((entry) => entry.required)),
    resolve: (extras) =>
      resolveSettings(extras ? requests.extras(resolveSettings(requests.settings)) : requests.settings),
    explain: (extras) =>
      explainSettings(extras ? requests.extras({ flat: soundValues(requests.settings) }) : requests.settings),
  };
}

/** The values of those settings with which nothing is wrong. */
function soundValues(request: SettingsRequest): ReadonlyMap<string, JsonValue> {
  return new Map(
    explainSettings(request).flatMap(({ name, outcome }) =>
      'problem' in outcome || outcome.value === null ? [] : [[name, outcome.value] as const],
    ),
  );
}

export function inspectProject({ entries, variables, dotenv }: ProjectContext): SettingsInspection {
  const request = projectSettingsRequest(entries, { variables, dotenv });
  return {
    prefixes: ['MELTANO'],
    exportPrefixes: ['MELTANO'],
    parent: null,
    required: new Set(),
    resolve: (extras) => (extras ? NONE : resolveSettings(request)),
    explain: (extras) => (extras ? [] : explainSettings(request)),
  };
}

/** The names of a setting's variables: `TAP_X_HOST`. */
export function variablesOf(prefixes: readonly string[], setting: string): readonly string[] {
  return prefixes.map((prefix) => `${prefix}_${variablePart(setting)}`);
}

/** All settings, also those that are not set: as `{}`, which is how Meltano prints them for the project. */
export function nestAll({ all }: ResolvedSettings): JsonObject {
  return nest(all.map(({ name, value }) => [name, value ?? {}] as const));
}

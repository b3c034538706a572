/** What a plugin that Meltemi runs itself takes, where the project has no definition of it: then a variable may set it all the same. */
import { nativePlugin, takenSettings } from '../definitions/native/native-plugins';
import type { PluginEntry, SettingDefinition } from './entries';
import type { Place } from './place';

const BUILT_IN: Place = { file: 'built-in', line: 1, column: 1 };

/**
 * `base`: the top of an inheritance chain. Names and what is secret; no defaults, which the plugin has itself. Empty for a plugin
 * that the project or a lock file defines.
 */
export function nativeSettings(base: PluginEntry, variant: string | null): readonly SettingDefinition[] {
  const plugin = base.namespace === null ? nativePlugin(base.kind, base.name) : null;
  if (plugin === null) return [];
  const declared = new Set(base.settings.map(({ name }) => name));
  const taken = [...takenSettings(plugin, variant).values()].filter(({ name }) => !declared.has(name));
  return taken.map(({ name, kind, label, description, sensitive }) => ({
    name,
    label,
    description,
    sensitive: sensitive === true,
    // The variants differ in other kinds: one's list is the other's text with commas. The plugin reads either.
    kind: kind === 'boolean' ? kind : null,
    options: [],
    value: null,
    aliases: [],
    envAliases: [],
    env: null,
    processor: null,
    postProcessor: null,
    place: BUILT_IN,
  }));
}

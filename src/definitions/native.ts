/** The definitions of the plugins that Meltemi runs itself: they need neither the hub nor an installation. */
import type { JsonObject } from '../model/json';
import type { PluginKind } from '../project/entries';
import { readDefinition, type PluginDefinition } from './definition';
import type { NativePlugin, NativeSetting, NativeVariant } from './native/native-plugin';
import { nativePlugin, nativeVariant } from './native/native-plugins';

/** `variant` null: the default one. Answers null for a plugin or variant that has no definition here. */
export function nativeDefinition(kind: PluginKind, name: string, variant: string | null): PluginDefinition | null {
  const plugin = nativePlugin(kind, name);
  const found = plugin === null ? null : nativeVariant(plugin, variant);
  return plugin === null || found === null ? null : readDefinition(definitionJson(plugin, found), kind, `\`${name}\``);
}

/** In the words of the hub. */
function definitionJson(plugin: NativePlugin, variant: NativeVariant): JsonObject {
  return {
    plugin_type: plugin.kind,
    name: plugin.name,
    namespace: plugin.namespace,
    variant: variant.variant,
    label: plugin.label,
    docs: variant.docs,
    repo: variant.repo,
    pip_url: variant.pipUrl,
    executable: plugin.executable,
    description: `${plugin.description} Meltemi runs it itself: nothing has to be installed.`,
    capabilities: plugin.capabilities,
    settings: variant.settings.map(settingJson),
  };
}

function settingJson(setting: NativeSetting): JsonObject {
  const { name, kind, value, label, description, sensitive, options } = setting;
  return {
    name,
    kind,
    label,
    description,
    ...(value === undefined ? {} : { value }),
    ...(sensitive === undefined ? {} : { sensitive }),
    ...(options === undefined ? {} : { options: options.map((option) => ({ ...option })) }),
  };
}

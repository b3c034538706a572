/** Native taps where a command shows their catalog: discovered by the tap itself, told in Singer's form, with the tap's rules. */
import type { JsonObject } from '../../model/json';
import { implementationOf, runsHere } from '../../project/implementation';
import type { ResolvedPlugin } from '../../project/project';
import { singerCatalog } from '../../singer/catalog/native-catalog';
import { applyTapRules } from '../../singer/catalog/tap-rules';
import { isNativeTap, tapFactoryFor } from '../../taps/registry';

export function isNative(plugin: ResolvedPlugin): boolean {
  return plugin.kind === 'extractors' && runsHere((_, baseName) => isNativeTap(baseName), plugin);
}

export async function nativeCatalog(
  project: { readonly root: string },
  plugin: ResolvedPlugin,
  warn: (message: string) => void,
  signal: AbortSignal,
): Promise<JsonObject> {
  const factory = tapFactoryFor(implementationOf(project, plugin));
  const tap = factory(plugin.settings, { pluginName: plugin.name, faultPoint: () => undefined, warn });
  try {
    const discovered = singerCatalog(await tap.discover(signal));
    // `catalog:` and `schema:` have no effect on native taps; planning a run says so.
    const ruled = applyTapRules(discovered, { ...plugin.extras, catalog: null, schema: {} });
    for (const line of ruled.warnings) warn(`${line} of \`${plugin.name}\`.`);
    return ruled.catalog;
  } finally {
    await tap.close();
  }
}

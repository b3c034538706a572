/** Plugins that Meltemi implements: names of their settings, and their values as the implementation reads them. */
import type { PluginEntry, ProjectEntries } from '../project/entries';
import { attempt } from '../project/problems';
import type { ResolvedPlugin } from '../project/project';
import { didYouMean } from '../model/suggest';
import { tapFactoryFor } from '../taps/registry';
import { targetFactoryFor } from '../targets/registry';
import { nativeSettings } from './native-settings';
import type { Findings } from './problem';
import type { PluginChain } from '../project/plugin-chain';

/** Names of settings, in the project's own places: they do not depend on an environment's values. */
export function checkNativeNames(entries: ProjectEntries, chain: PluginChain, findings: Findings): void {
  const [plugin] = chain;
  const native = nativeSettings(chain.at(-1)?.name ?? plugin.name);
  if (native === undefined) return;
  const declared = chain.flatMap((entry) => entry.settings.map((setting) => setting.name.split('.')[0] ?? ''));
  const overrides = [...entries.environments.values()].map((each) => each.plugins.get(plugin.kind)?.get(plugin.name));
  for (const config of [plugin.config, ...overrides.map((values) => values?.config ?? null)]) {
    for (const [key, { keyPlace }] of config?.entries ?? []) {
      const [name = key] = key.split('.');
      if (name.startsWith('_') || native.read.includes(name) || declared.includes(name)) continue;
      const ignored = native.ignored.includes(name);
      const message = ignored
        ? `The setting \`${name}\` of \`${plugin.name}\` has no effect: Meltemi's own plugin does not read it.`
        : `The setting \`${name}\` of \`${plugin.name}\` is not known.${didYouMean(name, native.read)}`;
      findings.add('warning', keyPlace, message, ignored ? 'Take it out.' : 'Correct it or take it out.');
    }
  }
}

/** What the implementation itself says to the settings; it connects to nothing. */
export function checkNativeValues(
  plugin: ResolvedPlugin,
  entry: PluginEntry,
  findings: Findings,
  where: { readonly environment: string | null },
): void {
  if (nativeSettings(plugin.baseName) === undefined || plugin.kind === 'mappers') return;
  // A tap of the project is made when it is loaded, which is what a validation does not do.
  if (plugin.source !== null) return;
  const kind = { name: plugin.baseName, variant: plugin.variant, source: null };
  const factory = plugin.kind === 'extractors' ? tapFactoryFor(kind) : targetFactoryFor(kind);
  const context = { pluginName: plugin.name, faultPoint: () => undefined, warn: () => undefined };
  attempt(
    (error) => findings.addError(error, { ...where, near: entry.config?.place ?? entry.place, about: plugin.name }),
    () => void factory(plugin.settings, context).close(),
    null,
  );
}

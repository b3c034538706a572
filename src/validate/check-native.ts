/** Plugins that Meltemi implements: the values of their settings, as the implementation reads them. */
import { isNative } from '../definitions/native/native-plugins';
import type { PluginEntry } from '../project/entries';
import { attempt } from '../project/problems';
import type { ResolvedPlugin } from '../project/project';
import { tapFactoryFor } from '../taps/registry';
import { targetFactoryFor } from '../targets/registry';
import type { Findings } from './problem';

/** What the implementation itself says to the settings; it connects to nothing. */
export function checkNativeValues(
  plugin: ResolvedPlugin,
  entry: PluginEntry,
  findings: Findings,
  where: { readonly environment: string | null },
): void {
  if (!isNative(plugin.kind, plugin.baseName) || plugin.kind === 'mappers') return;
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

/** Finds plugins by name and follows `inherit_from`. */
import { MeltemiError } from '../model/errors';
import type { PluginEntry, PluginKind, ProjectEntries } from './entries';
import { configError } from './place';
import { didYouMean } from './suggest';

/** The plugin first, then what it inherits from, up to the one that inherits from nobody. Throws `ConfigInvalid`. */
export function pluginChain(
  entries: ProjectEntries,
  kind: PluginKind,
  name: string,
): readonly [PluginEntry, ...PluginEntry[]] {
  const known = entries.plugins.get(kind) ?? new Map<string, PluginEntry>();
  const plugin = known.get(name);
  if (plugin === undefined) {
    const reason = `There is no plugin \`${name}\` among the ${kind} of the project.${didYouMean(name, known.keys())}`;
    throw new MeltemiError('ConfigInvalid', reason, `Define it below \`plugins: ${kind}:\` or correct the name.`);
  }
  const parents: PluginEntry[] = [];
  for (let entry = plugin; entry.inheritFrom !== null && entry.inheritFrom.name !== entry.name;) {
    const { name: parentName, place } = entry.inheritFrom;
    const parent = known.get(parentName);
    if (parent === undefined) {
      const reason = `\`${entry.name}\` inherits from \`${parentName}\`, which is not among the ${kind} of the project.${didYouMean(parentName, known.keys())}`;
      throw configError(place, reason, 'Define it, or correct the name.');
    }
    if (parent === plugin || parents.includes(parent)) {
      const circle = [plugin, ...parents, parent].map((each) => `\`${each.name}\``).join(' → ');
      throw configError(place, `The inheritance goes in a circle: ${circle}.`, 'Take one `inherit_from` out.');
    }
    parents.push(parent);
    entry = parent;
  }
  return [plugin, ...parents];
}

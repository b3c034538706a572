/** Every plugin with what it inherits from; a parent that is missing, or a circle, is reported once and not for each child. */
import type { PluginEntry, ProjectEntries } from '../project/entries';
import { pluginChain, type PluginChain } from '../project/plugin-chain';
import { attempt, type OnProblem } from '../project/problems';

/** Those that are wrong are left out. */
export function chainsOf(entries: ProjectEntries, onProblem: OnProblem): ReadonlyMap<PluginEntry, PluginChain> {
  const chains = new Map<PluginEntry, PluginChain | null>();
  const find = (plugin: PluginEntry): PluginChain | null => {
    const known = chains.get(plugin);
    if (known !== undefined) return known;
    const chain = attempt(onProblem, () => pluginChain(entries, plugin.kind, plugin.name), null);
    chains.set(plugin, chain);
    return chain;
  };
  for (const named of entries.plugins.values()) {
    for (const plugin of named.values()) {
      const top = topOf(plugin, named);
      // Its children would fail as it does, each with a search for a similar name.
      if (find(top) === null) chains.set(plugin, null);
      else find(plugin);
    }
  }
  return new Map([...chains].flatMap(([plugin, chain]) => (chain === null ? [] : [[plugin, chain] as const])));
}

/** The last plugin of the project on the way up; in a circle, the last before it closes. */
function topOf(plugin: PluginEntry, named: ReadonlyMap<string, PluginEntry>): PluginEntry {
  const passed = new Set([plugin]);
  let top = plugin;
  // With a variant of its own a plugin may inherit from a lock file instead.
  while (top.inheritFrom !== null && top.variant === null) {
    const parent = named.get(top.inheritFrom.name);
    if (parent === undefined || passed.has(parent)) break;
    passed.add(parent);
    top = parent;
  }
  return top;
}

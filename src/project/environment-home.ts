/** Which plugin's folder holds a plugin's virtual environment: children share their parent's. */
import { join } from 'node:path';
import type { PluginEntry, PluginKind } from './entries';

/**
 * The name under which the environment is kept: the plugin's own, or that of the parent whose `pip_url` it uses.
 * `chain`: the plugin, then what it inherits from.
 */
export function environmentHome(chain: readonly [PluginEntry, ...PluginEntry[]]): string {
  let [home] = chain;
  const parents = chain.slice(1);
  for (const [index, parent] of parents.entries()) {
    // A definition alone is no plugin of the project: nothing is installed for it.
    if (parent.place.file.endsWith('.lock')) break;
    if (home.pipUrl !== null && home.pipUrl.value !== pipUrlOf(parents.slice(index))?.value) break;
    home = parent;
  }
  return home.name;
}

/** The nearest `pip_url` of an inheritance chain, as written. */
export function pipUrlOf(chain: readonly PluginEntry[]): PluginEntry['pipUrl'] {
  return chain.find((entry) => entry.pipUrl !== null)?.pipUrl ?? null;
}

/** Meltano's place for it, so that both may use one installation. `systemFolder`: `.meltano`, absolute. */
export function environmentFolder(systemFolder: string, kind: PluginKind, home: string): string {
  return join(systemFolder, kind, home, 'venv');
}

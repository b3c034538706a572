/** A plugin that is a tap of the project: by its file, or as a block `rest:`. */
import { posix } from 'node:path';
import type { TapSource } from '../model/tap-source';
import type { PluginEntry } from './entries';
import { configError } from './place';
import type { OnProblem } from './problems';
import { readRest } from './rest/read-rest';
import { isSecret } from './sensitive';

/**
 * `chain`: the plugin, then what it inherits from; `set`: settings that have values. Null: the plugin is something else. Mistakes in
 * `rest:` go to `onProblem`, each with its place.
 */
export function tapSource(
  chain: readonly [PluginEntry, ...PluginEntry[]],
  set: readonly string[],
  onProblem: OnProblem,
): TapSource | null {
  const entry = chain.find(({ program }) => program.module !== null || program.rest !== null);
  if (entry === undefined) return null;
  const { module, rest } = entry.program;
  if (rest === null) return module === null ? null : { kind: 'module', path: module };
  if (module !== null)
    onProblem(
      configError(rest.place, `\`${entry.name}\` has a \`module\` and a block \`rest\`.`, 'Take one of them out.'),
    );
  // The child's own definition of a setting counts.
  const definitions = chain.flatMap(({ settings }) => settings);
  const known = {
    plugin: chain[0].name,
    names: [...new Set([...definitions.map(({ name }) => name), ...set])],
    isSecret: (name: string) => isSecret(name, definitions.find((each) => each.name === name) ?? null),
  };
  return {
    kind: 'rest',
    tapName: entry.name,
    folder: posix.dirname(rest.place.file),
    declaration: readRest(rest, known, onProblem),
  };
}

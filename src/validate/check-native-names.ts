/**
 * Names of the settings of plugins that Meltemi implements. Nobody declares them in a project, so a misspelt one would have no effect
 * and no message.
 */
import type { NativeSetting } from '../definitions/native/native-plugin';
import { nativePlugin, takenSettings } from '../definitions/native/native-plugins';
import { didYouMean } from '../model/suggest';
import type { ProjectEntries } from '../project/entries';
import type { PluginChain } from '../project/plugin-chain';
import type { MappingTree } from '../project/tree';
import type { Findings } from './problem';

interface Known {
  /** Of the plugin in the project. */
  readonly plugin: string;
  readonly taken: ReadonlyMap<string, NativeSetting>;
  /** Names, up to the first dot, that the project's own entries declare; what stands below them is theirs. */
  readonly own: ReadonlySet<string>;
  /** The same of lock files. */
  readonly locked: ReadonlySet<string>;
}

/** In the project's own places: names do not depend on an environment's values. */
export function checkNativeNames(entries: ProjectEntries, chain: PluginChain, findings: Findings): void {
  const [plugin] = chain;
  const native = nativePlugin(plugin.kind, chain.at(-1)?.name ?? plugin.name);
  if (native === null) return;
  const locks = new Set(entries.locks.values());
  const declared = (inLock: boolean): ReadonlySet<string> =>
    new Set(chain.filter((each) => locks.has(each) === inLock).flatMap(({ settings }) => settings.map(firstPart)));
  const variant = chain.find((each) => each.variant !== null)?.variant ?? null;
  const known: Known = {
    plugin: plugin.name,
    taken: takenSettings(native, variant),
    own: declared(false),
    locked: declared(true),
  };
  const overrides = [...entries.environments.values()].map((each) => each.plugins.get(plugin.kind)?.get(plugin.name));
  for (const config of [plugin.config, ...overrides.map((values) => values?.config ?? null)]) {
    if (config !== null) checkMapping(config, '', known, findings);
  }
}

/** `prefix`: the names of the objects around it, each with a dot behind. */
function checkMapping(mapping: MappingTree, prefix: string, known: Known, findings: Findings): void {
  for (const [key, { keyPlace, value }] of mapping.entries) {
    const path = `${prefix}${key}`;
    const first = firstPart({ name: path });
    if (path.startsWith('_') || known.own.has(first)) continue;
    const found = settingsOf(path, known.taken);
    if (found.some(({ name }) => name.startsWith(`${path}.`)) && value.kind === 'mapping' && isRead(found)) {
      checkMapping(value, `${path}.`, known, findings);
    } else if (found.length > 0) {
      if (!isRead(found)) findings.add('warning', keyPlace, noEffect(path, found[0]?.ignored, known), 'Take it out.');
    } else if (!known.locked.has(first)) {
      const names = [...known.taken.values()].filter((each) => isRead([each])).map(({ name }) => name);
      const message = `The setting \`${path}\` of \`${known.plugin}\` is not known.${didYouMean(path, names)}`;
      findings.add('warning', keyPlace, message, 'Correct it or take it out.');
    }
  }
}

/** The setting of this name, the one whose object it stands in, or those that stand in the object of this name. */
function settingsOf(path: string, taken: ReadonlyMap<string, NativeSetting>): readonly NativeSetting[] {
  const exact = taken.get(path);
  if (exact !== undefined) return [exact];
  return [...taken.values()].filter(({ name }) => path.startsWith(`${name}.`) || name.startsWith(`${path}.`));
}

function isRead(settings: readonly NativeSetting[]): boolean {
  return settings.some(({ ignored }) => ignored === undefined);
}

function noEffect(path: string, reason: string | undefined, { plugin }: Known): string {
  return `The setting \`${path}\` of \`${plugin}\` has no effect${reason === undefined ? '' : `: ${reason}`}.`;
}

function firstPart({ name }: { readonly name: string }): string {
  return name.split('.')[0] ?? name;
}

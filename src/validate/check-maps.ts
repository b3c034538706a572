/** Stream maps of blocks between tap and target, and those in a tap's or target's own settings: shapes and expressions, with their places in the project. */
import { isNative } from '../definitions/native/native-plugins';
import { checkMapSettings } from '../maps/check-map-settings';
import { ownMapSettings } from '../maps/map-chain';
import type { JsonObject } from '../model/json';
import type { PluginEntry, ProjectEntries } from '../project/entries';
import type { MappingBlock } from '../project/mappings';
import type { Place } from '../project/place';
import { pluginChain } from '../project/plugin-chain';
import type { ResolvedMapping, ResolvedPlugin } from '../project/project';
import type { MappingTree, Tree } from '../project/tree';
import type { Findings } from './problem';

const POLICY = 'stream_map_errors';

interface Where {
  readonly findings: Findings;
  readonly environment: string | null;
}

export function checkMaps(mapping: ResolvedMapping, block: MappingBlock, entries: ProjectEntries, where: Where): void {
  if (!isNative('mappers', mapping.baseName)) return;
  const trees = block.kind === 'mapping' ? [block.mapping.config] : configsOf(block.mapper, entries, where);
  report(mapping.config, trees, { ...where, name: mapping.name, otherwise: block.mapper.place });
}

/** Of a tap or target that Meltemi runs itself; a program reads its maps by its own rules. */
export function checkOwnMaps(plugin: ResolvedPlugin, entry: PluginEntry, entries: ProjectEntries, where: Where): void {
  if (plugin.kind === 'mappers' || !isNative(plugin.kind, plugin.baseName)) return;
  if (plugin.program.executable.includes('/')) return;
  const config = ownMapSettings(plugin);
  if (config === null) return;
  report(config, configsOf(entry, entries, where), { ...where, name: plugin.name, otherwise: entry.place });
}

function report(
  config: JsonObject,
  trees: readonly (MappingTree | null)[],
  { findings, environment, name, otherwise }: Where & { readonly name: string; readonly otherwise: Place },
): void {
  for (const { path, error } of checkMapSettings(config)) {
    findings.addError(error, { near: placeOf(trees, path) ?? otherwise, environment, about: name });
  }
  if (Object.hasOwn(config, POLICY)) return;
  for (const tree of trees) {
    const policy = valueAt(tree, [POLICY]);
    if (policy?.kind !== 'scalar' || policy.value !== null) continue;
    const message = `\`${POLICY}: null\` of \`${name}\` is no value, so a failing expression ends its stream.`;
    findings.add('warning', policy.place, message, 'Put quotes around it (`"null"`), or take it out.');
  }
}

/** Where the settings of a plugin may stand, strongest first: its environment, itself, what it inherits from. */
function configsOf(
  { kind, name }: PluginEntry,
  entries: ProjectEntries,
  { environment }: Where,
): readonly (MappingTree | null)[] {
  const overrides = environment === null ? undefined : entries.environments.get(environment)?.plugins.get(kind);
  return [overrides?.get(name)?.config ?? null, ...pluginChain(entries, kind, name).map((entry) => entry.config)];
}

/** The deepest value on the way to `path`, in the first tree that has it. */
function placeOf(trees: readonly (MappingTree | null)[], path: readonly string[]): Place | null {
  for (let depth = path.length; depth > 0; depth--) {
    for (const tree of trees) {
      const found = valueAt(tree, path.slice(0, depth));
      if (found !== null) return found.place;
    }
  }
  return null;
}

function valueAt(tree: Tree | null, path: readonly string[]): Tree | null {
  const [key, ...rest] = path;
  if (key === undefined || tree === null) return tree;
  if (tree.kind === 'list') return valueAt(tree.items[Number(key)] ?? null, rest);
  return tree.kind === 'mapping' ? valueAt(tree.entries.get(key)?.value ?? null, rest) : null;
}

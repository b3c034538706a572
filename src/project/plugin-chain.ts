/** Finds plugins by name and follows `inherit_from`. */
import { isNative } from '../definitions/native/native-plugins';
import { MeltemiError } from '../model/errors';
import { PLUGIN_KINDS, type PluginEntry, type PluginKind, type ProjectEntries } from './entries';
import { lockPath } from './lock-files';
import { configError } from './place';
import type { PluginRef } from './project';
import { didYouMean } from '../model/suggest';

/** A plugin, then what it inherits from. */
export type PluginChain = readonly [PluginEntry, ...PluginEntry[]];

/** Without a `kind`: the first of that name in Meltano's order of kinds. Throws `ConfigInvalid` for one that is unknown or not defined. */
export function findPlugin(entries: ProjectEntries, name: string, kind?: PluginKind): PluginRef {
  const kinds = kind === undefined ? PLUGIN_KINDS : [kind];
  const found = kinds.find((each) => entries.plugins.get(each)?.has(name) === true);
  if (found !== undefined) {
    assertDefined(pluginChain(entries, found, name));
    return { kind: found, name };
  }
  const known = kinds.flatMap((each) => [...(entries.plugins.get(each)?.keys() ?? [])]);
  const among = kind === undefined ? 'in the project' : `among the ${kind} of the project`;
  const reason = `There is no plugin \`${name}\` ${among}.${didYouMean(name, known)}`;
  throw new MeltemiError('ConfigInvalid', reason, 'Define it below `plugins:` or correct the name.');
}

/**
 * The plugin first, then what it inherits from, up to the one that inherits from nobody, then the lock file that defines that one, if
 * there is one. Throws `ConfigInvalid`.
 */
export function pluginChain(entries: ProjectEntries, kind: PluginKind, name: string): PluginChain {
  const known = entries.plugins.get(kind) ?? new Map<string, PluginEntry>();
  const plugin = known.get(name);
  if (plugin === undefined) {
    const reason = `There is no plugin \`${name}\` among the ${kind} of the project.${didYouMean(name, known.keys())}`;
    throw new MeltemiError('ConfigInvalid', reason, `Define it below \`plugins: ${kind}:\` or correct the name.`);
  }
  const parents = new Set<PluginEntry>();
  let entry = plugin;
  for (let parent = parentOf(entries, known, entry); parent !== null; parent = parentOf(entries, known, entry)) {
    if (parent === plugin || parents.has(parent)) throw inCircle(entry, [plugin, ...parents, parent]);
    parents.add(parent);
    entry = parent;
  }
  const [first, ...others] = defined(entries, [plugin, ...parents]);
  return [first ?? plugin, ...others];
}

/** With a `variant` of its own the plugin inherits from that variant's lock file, and not from the project's plugin of the name. */
function parentOf(
  entries: ProjectEntries,
  known: ReadonlyMap<string, PluginEntry>,
  entry: PluginEntry,
): PluginEntry | null {
  if (entry.inheritFrom === null || entry.inheritFrom.name === entry.name) return null;
  const { name, place } = entry.inheritFrom;
  const lock = entries.locks.get(lockPath(entry.kind, name, entry.variant)) ?? null;
  const parent = (entry.variant === null ? null : lock) ?? known.get(name) ?? lock;
  if (parent !== null) return parent;
  const reason = `\`${entry.name}\` inherits from \`${name}\`, which is not among the ${entry.kind} of the project.${didYouMean(name, known.keys())}`;
  throw configError(place, reason, 'Define it, or correct the name.');
}

function inCircle(entry: PluginEntry, chain: readonly PluginEntry[]): MeltemiError {
  const circle = chain.map((each) => `\`${each.name}\``).join(' → ');
  const place = entry.inheritFrom?.place ?? entry.place;
  return configError(place, `The inheritance goes in a circle: ${circle}.`, 'Take one `inherit_from` out.');
}

/** The last of the chain is defined by its own `namespace`, by a lock file, or by Meltemi. */
function defined(entries: ProjectEntries, chain: readonly PluginEntry[]): readonly PluginEntry[] {
  const last = chain[chain.length - 1];
  if (last === undefined || last.namespace !== null) return chain;
  const lock = entries.locks.get(lockPath(last.kind, last.name, last.variant));
  return lock === undefined ? chain : [...chain.slice(0, -1), { ...last, namespace: lock.namespace }, lock];
}

/** Throws `ConfigInvalid` for a plugin of which nothing says what it is. */
export function assertDefined(chain: PluginChain): void {
  const { kind, name, namespace, variant, place } = chain[chain.length - 1] ?? chain[0];
  if (namespace !== null || isNative(kind, name)) return;
  throw configError(
    place,
    `Nothing defines the plugin \`${name}\`: it has no \`namespace\`, and there is no \`${lockPath(kind, name, variant)}\`.`,
    `Fetch its definition with \`meltemi lock ${name}\`, or write \`namespace: ${name.replaceAll('-', '_')}\` for a plugin of your own.`,
  );
}

/**
 * Lock files: definitions of plugins that the project does not make itself, as `plugins/<kind>/<name>--<variant>.lock`. They are JSON,
 * and so YAML too.
 */
import { PLUGIN_KINDS, type PluginEntry, type PluginKind } from './entries';
import { configError } from './place';
import type { OnProblem } from './problems';
import { readPlugin } from './read-plugins';
import { child, type MappingTree, type Tree } from './tree';

const DEFAULT_VARIANT = 'default';
/** Extras that a definition may give; other keys that are no part of a plugin's entry are about the hub. */
const EXTRAS: ReadonlySet<string> = new Set([
  'select',
  'metadata',
  'schema',
  'load_schema',
  'dialect',
  'select_filter',
]);

/** Without a variant the default one is meant. */
export function lockPath(kind: PluginKind, name: string, variant: string | null): string {
  return `plugins/${kind}/${name}--${variant ?? DEFAULT_VARIANT}.lock`;
}

/** The paths of the lock files that the entries of a file may need; names that lead elsewhere are no names of plugins. */
export function lockPathsIn(file: MappingTree): readonly string[] {
  const plugins = child(file, 'plugins');
  return PLUGIN_KINDS.flatMap((kind) => {
    const lists = [plugins?.kind === 'mapping' ? child(plugins, kind) : null, child(file, kind)];
    const entries = lists.flatMap((list) => (list?.kind === 'list' ? list.items : []));
    return entries.flatMap((entry) => (entry.kind === 'mapping' ? lockPathsOf(kind, entry) : []));
  }).filter((path) => !/[\\\0]|\.\.|\/.*\/.*\//.test(path));
}

function lockPathsOf(kind: PluginKind, entry: MappingTree): readonly string[] {
  const [name, namespace] = [text(entry, 'name'), text(entry, 'namespace')];
  const [parent, variant] = [text(entry, 'inherit_from'), text(entry, 'variant')];
  const defined = parent !== null && parent !== name ? parent : name;
  if (defined === null || (defined === name && namespace !== null)) return [];
  return [lockPath(kind, defined, variant)];
}

function text(entry: MappingTree, key: string): string | null {
  const value: Tree | null = child(entry, key);
  return value?.kind === 'scalar' ? String(value.value) : null;
}

/** Throws `ConfigInvalid` for a file that is no definition of a plugin. */
export function readLock(path: string, tree: MappingTree, onProblem: OnProblem): PluginEntry {
  const kind = PLUGIN_KINDS.find((each) => path.startsWith(`plugins/${each}/`));
  if (kind === undefined) throw configError(tree.place, 'This lock file is of no kind of plugin.', 'Delete it.');
  const entry = readPlugin(kind, tree, onProblem);
  return { ...entry, extras: new Map([...entry.extras].filter(([key]) => EXTRAS.has(key))) };
}

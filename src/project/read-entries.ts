/** Merged project files as typed entries. Wrong shapes are errors with their place; unknown keys are ignored, as by Meltano. */
import { PLUGIN_KINDS, type PluginEntry, type ProjectEntries } from './entries';
import { readLock } from './lock-files';
import { mergeMappings } from './merge-files';
import { configError, definedTwice, showPlace, type Place } from './place';
import { attempt, attemptEach, refuse, type OnProblem } from './problems';
import type { ProjectFile } from './project-files';
import { readEnvBlock, readEnvironment, readJob, readSchedule } from './read-environments';
import { readPlugin } from './read-plugins';
import { isStateKey } from './state-keys';
import { checkVersion } from './version-requirement';
import { asList, asMapping, child, optionalScalar, optionalText, type MappingTree, type Tree } from './tree';

/** `locks`: definitions of plugins by the path of their lock files. Throws `ConfigInvalid`; where `onProblem` does not throw, entries that are wrong are left out. */
export function readEntries(
  files: readonly ProjectFile[],
  locks: ReadonlyMap<string, MappingTree>,
  onProblem: OnProblem = refuse,
): ProjectEntries {
  const warnings: string[] = [];
  const trees = files.map((file) => adoptStrayKinds(file, warnings));
  const [main] = trees;
  if (main === undefined) throw new Error('A project has at least one file.');
  const merged = mergeMappings(trees, main.place, onProblem);
  attempt(onProblem, () => checkVersion(merged), null);
  const mainFile = main.place.file;
  const named = <T extends Named>(what: string, parent: MappingTree, at: ListAt, read: (tree: Tree) => T) => {
    const items = attempt(onProblem, () => listOf(parent, at.key, `\`${at.path}\``), []);
    return byName(what, attemptEach(onProblem, items, read), { mainFile, warnings, onProblem });
  };
  const top = <T extends Named>(what: string, key: string, read: (tree: Tree) => T): ReadonlyMap<string, T> =>
    named(what, merged, { key, path: key }, read);
  const plugins = attempt(onProblem, () => pluginsOf(merged), emptyMapping(merged.place));
  return {
    plugins: new Map(
      PLUGIN_KINDS.map((kind) => {
        const at = { key: kind, path: `plugins.${kind}` };
        return [kind, named(`Plugin \`${kind}\``, plugins, at, (tree) => readPlugin(kind, tree, onProblem))];
      }),
    ),
    environments: top('Environment', 'environments', readEnvironment),
    jobs: top('Job', 'jobs', readJob),
    schedules: top('Schedule', 'schedules', readSchedule),
    defaultEnvironment: attempt(
      onProblem,
      () => optionalScalar(merged, 'default_environment', '`default_environment`'),
      null,
    ),
    stateSettings: { ...merged, entries: new Map([...merged.entries].filter(([key]) => isStateKey(key))) },
    projectId: attempt(onProblem, () => optionalText(merged, 'project_id', '`project_id`'), null),
    env: attempt(onProblem, () => readEnvBlock(child(merged, 'env'), '`env`'), new Map()),
    merged,
    locks: readLocks(locks, onProblem),
    lockTrees: locks,
    warnings,
  };
}

function readLocks(locks: ReadonlyMap<string, MappingTree>, onProblem: OnProblem): ProjectEntries['locks'] {
  return new Map(
    attemptEach(onProblem, [...locks], ([path, tree]) => [path, readLock(path, tree, onProblem)] as const),
  );
}

interface Named {
  readonly name: string;
  readonly place: PluginEntry['place'];
}

/** Where a list of named entries stands below a mapping, and what messages call it. */
interface ListAt {
  readonly key: string;
  readonly path: string;
}

function pluginsOf(merged: MappingTree): MappingTree {
  const plugins = child(merged, 'plugins');
  if (plugins !== null) return asMapping(plugins, '`plugins`');
  refuseEmpty(merged, 'plugins', '`plugins`', '{}');
  return emptyMapping(merged.place);
}

function emptyMapping(place: Place): MappingTree {
  return { kind: 'mapping', entries: new Map(), place };
}

/** A key that is there with nothing behind it stops Meltano; here the message says where it is. */
function listOf(mapping: MappingTree, key: string, what: string): readonly Tree[] {
  const tree = child(mapping, key);
  if (tree !== null) return asList(tree, what);
  refuseEmpty(mapping, key, what, '[]');
  return [];
}

function refuseEmpty(mapping: MappingTree, key: string, what: string, empty: string): void {
  const entry = mapping.entries.get(key);
  if (entry === undefined) return;
  throw configError(
    entry.keyPlace,
    `${what} has nothing below it.`,
    `Take the key out, or write \`${key}: ${empty}\`.`,
  );
}

/** `mappers:` beside `plugins:` instead of below it is a frequent slip (the guide itself makes it): taken as meant. */
function adoptStrayKinds(file: ProjectFile, warnings: string[]): MappingTree {
  let { tree } = file;
  for (const kind of PLUGIN_KINDS) {
    const stray = tree.entries.get(kind);
    if (stray?.value.kind !== 'list') continue;
    warnings.push(
      `${showPlace(stray.keyPlace)}: \`${kind}\` stands at the top of the file; it was read as if it stood below \`plugins:\`. ` +
        'Meltano itself would ignore it: move it there.',
    );
    const inner: MappingTree = { kind: 'mapping', entries: new Map([[kind, stray]]), place: stray.keyPlace };
    const wrapped = new Map([['plugins', { keyPlace: stray.keyPlace, value: inner }]]);
    const rest = new Map([...tree.entries].filter(([key]) => key !== kind));
    const below: MappingTree = { kind: 'mapping', entries: wrapped, place: stray.keyPlace };
    tree = mergeMappings([{ ...tree, entries: rest }, below], tree.place);
  }
  return tree;
}

/**
 * The first of a name counts. Two included files with the same name are an error; a second one beside the one in `meltano.yml`, or
 * in the same file, has no effect in Meltano, which deserves a warning.
 */
function byName<T extends Named>(
  what: string,
  items: readonly T[],
  { mainFile, warnings, onProblem }: { mainFile: string; warnings: string[]; onProblem: OnProblem },
): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const item of items) {
    const first = found.get(item.name);
    if (first === undefined) {
      found.set(item.name, item);
      continue;
    }
    const twice = definedTwice(`${what} \`${item.name}\``, first.place, item.place);
    if (first.place.file !== item.place.file && first.place.file !== mainFile) {
      onProblem(configError(item.place, twice, 'Rename or delete one of them.'));
    } else {
      warnings.push(`${showPlace(item.place)}: ${twice} Only the first one counts.`);
    }
  }
  return found;
}

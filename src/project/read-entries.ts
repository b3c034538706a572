/** Merged project files as typed entries. Wrong shapes are errors with their place; unknown keys are ignored, as by Meltano. */
import { PLUGIN_KINDS, type PluginEntry, type ProjectEntries } from './entries';
import { readLock } from './lock-files';
import { mergeMappings } from './merge-files';
import { configError, definedTwice, showPlace } from './place';
import type { ProjectFile } from './project-files';
import { readEnvBlock, readEnvironment, readJob, readSchedule } from './read-environments';
import { checkVersion } from './version-requirement';
import { readPlugin } from './read-plugins';
import { isStateKey } from './state-keys';
import { asList, asMapping, child, optionalText, type MappingTree, type Tree } from './tree';

/** `locks`: definitions of plugins by the path of their lock files. */
export function readEntries(files: readonly ProjectFile[], locks: ReadonlyMap<string, MappingTree>): ProjectEntries {
  const warnings: string[] = [];
  const trees = files.map((file) => adoptStrayKinds(file, warnings));
  const [main, ...included] = trees;
  if (main === undefined) throw new Error('A project has at least one file.');
  const merged = included.reduce(mergeMappings, main);
  checkVersion(merged);
  const mainFile = files[0]?.path ?? '';
  const unique = <T extends Named>(what: string, items: readonly T[]): ReadonlyMap<string, T> =>
    byName(what, items, mainFile, warnings);
  const top = (key: string): readonly Tree[] => listOf(merged, key, `\`${key}\``);
  const environment = child(merged, 'default_environment');
  return {
    plugins: readPlugins(merged, unique),
    environments: unique('Environment', top('environments').map(readEnvironment)),
    jobs: unique('Job', top('jobs').map(readJob)),
    schedules: unique('Schedule', top('schedules').map(readSchedule)),
    defaultEnvironment: environment?.kind === 'scalar' ? environment : null,
    projectId: optionalText(merged, 'project_id', '`project_id`'),
    stateSettings: { ...merged, entries: new Map([...merged.entries].filter(([key]) => isStateKey(key))) },
    env: readEnvBlock(child(merged, 'env'), '`env`'),
    merged,
    locks: new Map([...locks].map(([path, tree]) => [path, readLock(path, tree)])),
    warnings,
  };
}

interface Named {
  readonly name: string;
  readonly place: PluginEntry['place'];
}

function readPlugins(
  merged: MappingTree,
  unique: <T extends Named>(what: string, items: readonly T[]) => ReadonlyMap<string, T>,
): ProjectEntries['plugins'] {
  const plugins = child(merged, 'plugins');
  if (plugins === null) {
    refuseEmpty(merged, 'plugins', '`plugins`', '{}');
    return new Map();
  }
  const mapping = asMapping(plugins, '`plugins`');
  return new Map(
    PLUGIN_KINDS.map((kind) => {
      const entries = listOf(mapping, kind, `\`plugins.${kind}\``).map((tree) => readPlugin(kind, tree));
      return [kind, unique(`Plugin \`${kind}\``, entries)];
    }),
  );
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
    tree = mergeMappings({ ...tree, entries: rest }, { kind: 'mapping', entries: wrapped, place: stray.keyPlace });
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
  mainFile: string,
  warnings: string[],
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
      throw configError(item.place, twice, 'Rename or delete one of them.');
    }
    warnings.push(`${twice} Only the first one counts.`);
  }
  return found;
}

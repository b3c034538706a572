/** Entries of `environments:`, `jobs:`, `schedules:` and `env:` blocks. */
import {
  PLUGIN_KINDS,
  type EnvBlock,
  type EnvironmentEntry,
  type JobEntry,
  type PluginValues,
  type ScheduleEntry,
} from './entries';
import { configError } from './place';
import {
  asList,
  asMapping,
  asText,
  child,
  optionalScalar,
  optionalText,
  type MappingTree,
  type ScalarTree,
  type Tree,
} from './tree';

/** Keys of a plugin's entry in an environment that are not extras. */
const NOT_EXTRAS: ReadonlySet<string> = new Set(['name', 'config', 'env', 'annotations']);

export function readEnvBlock(tree: Tree | null, what: string): EnvBlock {
  if (tree === null) return new Map();
  const variables = new Map<string, ScalarTree>();
  for (const [name, { value }] of asMapping(tree, what).entries) {
    if (value.kind !== 'scalar') {
      throw configError(
        value.place,
        `The variable \`${name}\` of ${what} must be a text, got a ${value.kind}.`,
        'Quote the value.',
      );
    }
    if (value.value !== null) variables.set(name, value);
  }
  return variables;
}

export function readEnvironment(tree: Tree): EnvironmentEntry {
  const mapping = asMapping(tree, 'An environment');
  const name = nameOf(tree, 'environment');
  if (name.includes(':')) {
    throw configError(
      mapping.place,
      `The environment's name \`${name}\` holds a \`:\`, which separates the parts of state ids.`,
      'Rename it.',
    );
  }
  return {
    name,
    place: mapping.place,
    env: readEnvBlock(child(mapping, 'env'), `\`env\` of environment \`${name}\``),
    stateIdSuffix: optionalScalar(mapping, 'state_id_suffix', `\`state_id_suffix\` of environment \`${name}\``),
    plugins: readPluginValues(child(mapping, 'config'), name),
  };
}

function readPluginValues(config: Tree | null, environment: string): EnvironmentEntry['plugins'] {
  const plugins =
    config === null ? null : child(asMapping(config, `\`config\` of environment \`${environment}\``), 'plugins');
  if (plugins === null) return new Map();
  const what = `\`config.plugins\` of environment \`${environment}\``;
  const kinds = asMapping(plugins, what);
  return new Map(
    PLUGIN_KINDS.flatMap((kind) => {
      const list = child(kinds, kind);
      if (list === null) return [];
      const entries = asList(list, `\`${kind}\` in ${what}`).map(
        (tree) => [nameOf(tree, 'plugin'), readValues(tree)] as const,
      );
      // Reversed, so that the first of two equal names counts.
      return [[kind, new Map(entries.reverse())] as const];
    }),
  );
}

function readValues(tree: Tree): PluginValues {
  const mapping = asMapping(tree, "A plugin's entry in an environment");
  const config = child(mapping, 'config');
  return {
    config: config === null ? null : asMapping(config, '`config`'),
    extras: new Map(
      [...mapping.entries].filter(([key]) => !NOT_EXTRAS.has(key)).map(([key, entry]) => [key, entry.value]),
    ),
    env: readEnvBlock(child(mapping, 'env'), '`env`'),
  };
}

export function readJob(tree: Tree): JobEntry {
  const mapping = asMapping(tree, 'A job');
  const name = nameOf(tree, 'job');
  const tasks = child(mapping, 'tasks');
  if (tasks === null || tasks.kind === 'mapping') {
    throw configError(
      tasks?.place ?? mapping.place,
      `The job \`${name}\` has no list of \`tasks\`.`,
      'Write `tasks: [tap-x target-y]`.',
    );
  }
  return { name, place: mapping.place, tasks };
}

export function readSchedule(tree: Tree): ScheduleEntry {
  const mapping = asMapping(tree, 'A schedule');
  const name = nameOf(tree, 'schedule');
  return {
    name,
    place: mapping.place,
    interval: optionalText(mapping, 'interval', `\`interval\` of schedule \`${name}\``) ?? '@once',
    job: optionalText(mapping, 'job', `\`job\` of schedule \`${name}\``),
    elt: readElt(mapping, name),
    timezone: optionalText(mapping, 'timezone', `\`timezone\` of schedule \`${name}\``),
    pauseOnFailure: isTrue(child(mapping, 'pause_on_failure')),
    env: readEnvBlock(child(mapping, 'env'), `\`env\` of schedule \`${name}\``),
  };
}

function readElt(mapping: MappingTree, schedule: string): ScheduleEntry['elt'] {
  const text = (key: string): string | null => optionalText(mapping, key, `\`${key}\` of schedule \`${schedule}\``);
  const [extractor, loader] = [text('extractor'), text('loader')];
  return extractor === null || loader === null ? null : { extractor, loader, transform: text('transform') ?? 'skip' };
}

function isTrue(tree: Tree | null): boolean {
  return tree?.kind === 'scalar' && tree.value === true;
}

export function nameOf(tree: Tree, what: string): string {
  const mapping = asMapping(tree, `The entry of a ${what}`);
  const name = child(mapping, 'name');
  if (name === null) throw configError(tree.place, `This ${what} has no \`name\`.`, 'Give it one.');
  return asText(name, `The name of a ${what}`);
}

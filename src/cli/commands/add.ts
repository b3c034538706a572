/** `meltemi add`: writes a plugin into `meltano.yml`, locks its definition and installs it. */
import { definitionFromRef } from '../../definitions/from-ref';
import type { PluginDefinition } from '../../definitions/definition';
import { findDefinition } from '../../definitions/find-definition';
import { lockText } from '../../definitions/lock-file';
import { nativeKind } from '../../definitions/native/native-plugins';
import { entryOfChild, entryOfCustom, entryOfDefinition, type NewEntry } from '../../definitions/new-entry';
import { openProjectEdit } from '../../project/edit/project-edit';
import type { PluginKind } from '../../project/entries';
import { lockPath } from '../../project/lock-files';
import type { Project } from '../../project/project';
import { writeProjectFile } from '../../project/project-writer';
import { EXIT, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { CustomQuestions, type CustomOptions } from '../custom-questions';
import { loadProject } from '../load-project';
import { kindNoun } from '../plugin-kinds';
import { readPluginWords } from '../plugin-words';
import { runInstall } from '../run-install';

export interface AddOptions extends CustomOptions {
  readonly pluginType?: string;
  readonly variant?: string;
  readonly inheritFrom?: string;
  readonly as?: string;
  readonly custom?: boolean;
  readonly python?: string;
  readonly fromRef?: string;
  /** False: `--no-install`. */
  readonly install?: boolean;
  readonly forceInstall?: boolean;
}

export async function addCommand(
  context: CommandContext,
  words: readonly string[],
  options: AddOptions,
): Promise<ExitCode> {
  const { kind, names } = readPluginWords(words, options.pluginType);
  const wanted = wantedPlugins(names, kind, options);
  const project = await loadProject(context);
  for (const plugin of wanted) await addPlugin(context, project, plugin, options);
  if (options.install === false) return EXIT.ok;
  const added = await loadProject(context);
  let code: ExitCode = EXIT.ok;
  for (const kind of new Set(wanted.map((plugin) => plugin.kind))) {
    const ofKind = wanted.filter((plugin) => plugin.kind === kind).map((plugin) => plugin.name);
    const how = { clean: false, force: options.forceInstall === true, parallel: null };
    const ended = await runInstall(context, added, { kind, names: ofKind, includeNative: false }, how);
    if (ended !== EXIT.ok) code = ended;
  }
  return code;
}

interface Wanted {
  readonly kind: PluginKind;
  readonly name: string;
  readonly inheritFrom: string | null;
}

function wantedPlugins(names: readonly string[], kind: PluginKind | null, options: AddOptions): readonly Wanted[] {
  const [first] = names;
  if (first === undefined)
    throw usageError('`add` needs the name of a plugin.', 'For example `meltemi add tap-postgres`.');
  if (options.as !== undefined && names.length > 1) {
    throw usageError('`--as` gives one plugin another name.', 'Name one plugin.');
  }
  if (options.custom === true && options.inheritFrom !== undefined) {
    throw usageError('A custom plugin inherits from nothing.', 'Give either `--custom` or `--inherit-from`.');
  }
  if (options.as !== undefined) {
    return [{ kind: kind ?? kindByName(first), name: options.as, inheritFrom: first }];
  }
  const inheritFrom = options.inheritFrom ?? null;
  return names.map((name) => ({ kind: kind ?? kindByName(name), name, inheritFrom }));
}

/** Meltano's rule, and the names that Meltemi knows itself. */
function kindByName(name: string): PluginKind {
  const native = nativeKind(name);
  if (native !== null) return native;
  if (name.startsWith('tap-')) return 'extractors';
  return name.startsWith('target-') ? 'loaders' : 'utilities';
}

async function addPlugin(
  context: CommandContext,
  project: Project,
  wanted: Wanted,
  options: AddOptions,
): Promise<void> {
  const { kind, name } = wanted;
  const existing = project.plugins.find((plugin) => plugin.kind === kind && plugin.name === name);
  if (existing !== undefined) {
    printLines(context.stderr, [
      `The ${kindNoun(kind)} \`${name}\` is in the project already, at ${existing.place.file}:${existing.place.line}.`,
      `For another one with settings of its own: \`meltemi add ${kindNoun(kind)} ${name}--new --inherit-from ${name}\`.`,
    ]);
    return;
  }
  const { entry, lock } = await makeEntry(context, project, wanted, options);
  const edit = await openProjectEdit(project.root, context.env);
  edit.addEntry(['plugins', kind], entry);
  // First the lock file: without its entry it does no harm, the entry without it would be undefined.
  if (lock !== null) writeProjectFile(project.root, lockFileOf(lock), lockText(lock));
  edit.save();
  printLines(context.stdout, [
    `Added ${kindNoun(kind)} \`${name}\` to ${'`meltano.yml`'}.`,
    ...(lock === null ? [] : [`Locked its definition in \`${lockFileOf(lock)}\` (variant \`${lock.variant}\`).`]),
    ...(lock?.docs === undefined || lock.docs === null ? [] : [`About it: ${lock.docs}`]),
  ]);
}

/** `lock`: the definition to keep in the project; null for a plugin that needs none. */
async function makeEntry(
  context: CommandContext,
  project: Project,
  { kind, name, inheritFrom }: Wanted,
  options: AddOptions,
): Promise<{ readonly entry: NewEntry; readonly lock: PluginDefinition | null }> {
  const python = options.python ?? null;
  const variant = options.variant ?? null;
  if (options.custom === true) {
    const questions = new CustomQuestions(context.stderr);
    try {
      return { entry: entryOfCustom(name, await questions.ask(kind, name, options), python), lock: null };
    } finally {
      questions.close();
    }
  }
  const isParentHere = project.plugins.some((plugin) => plugin.kind === kind && plugin.name === inheritFrom);
  if (inheritFrom !== null && variant === null && isParentHere && options.fromRef === undefined) {
    return { entry: entryOfChild(name, inheritFrom, python), lock: null };
  }
  const definition =
    options.fromRef === undefined
      ? await findDefinition({ kind, name: inheritFrom ?? name, variant }, (setting) => project.setting(setting))
      : await definitionFromRef(options.fromRef, kind, context.globals.cwd ?? process.cwd());
  return { entry: entryOfDefinition(name, definition, python), lock: definition };
}

function lockFileOf({ kind, name, variant }: PluginDefinition): string {
  return lockPath(kind, name, variant);
}

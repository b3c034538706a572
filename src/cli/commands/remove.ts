/** `meltemi remove`: takes plugins out of the project files, with their lock files and environments. */
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openProjectEdit } from '../../project/edit/project-edit';
import type { PluginKind } from '../../project/entries';
import type { Project } from '../../project/project';
import { didYouMean } from '../../model/suggest';
import { EXIT, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { kindNoun } from '../plugin-kinds';
import { readPluginWords } from '../plugin-words';

export interface RemoveOptions {
  readonly pluginType?: string;
}

export async function removeCommand(
  context: CommandContext,
  words: readonly string[],
  options: RemoveOptions,
): Promise<ExitCode> {
  const { kind, names } = readPluginWords(words, options.pluginType);
  if (names.length === 0)
    throw usageError('`remove` needs the name of a plugin.', 'For example `meltemi remove tap-x`.');
  for (const name of names) await removePlugin(context, await loadProject(context), kind, name);
  return EXIT.ok;
}

async function removePlugin(
  context: CommandContext,
  project: Project,
  wantedKind: PluginKind | null,
  name: string,
): Promise<void> {
  const ofKind = project.plugins.filter((plugin) => wantedKind === null || plugin.kind === wantedKind);
  const plugin = ofKind.find((each) => each.name === name);
  // One that is gone from the files already may have left things behind, if its kind is known.
  const kind = plugin?.kind ?? wantedKind;
  const removed: string[] = [];
  if (plugin !== undefined) {
    const edit = await openProjectEdit(project.root, context.env);
    edit.removeEntry(['plugins', plugin.kind], name);
    edit.save();
    removed.push(`\`${plugin.place.file}\``);
  }
  if (kind !== null) {
    removed.push(...(await removeLocks(project, kind, name)), ...(await removeInstallation(project, kind, name)));
  }
  const noun = kind === null ? 'plugin' : kindNoun(kind);
  if (removed.length > 0) printLines(context.stdout, [`Removed ${noun} \`${name}\` from ${removed.join(', ')}.`]);
  if (plugin === undefined) {
    const near = didYouMean(
      name,
      ofKind.map((each) => each.name),
    );
    printLines(context.stderr, [`There is no ${noun} \`${name}\` in the project files.${near}`]);
  } else {
    printLines(context.stderr, leftovers(project, plugin.kind, name));
  }
}

/** What still names the plugin, and will fail without it. */
function leftovers(project: Project, kind: PluginKind, name: string): readonly string[] {
  const children = project.plugins.filter((plugin) => plugin.kind === kind && plugin.inheritFrom === name);
  const jobs = project.jobs.filter((job) => job.tasks.flat().some((task) => task.split(/\s+/).includes(name)));
  const users = [
    ...children.map((child) => `\`${child.name}\` (${child.place.file}:${child.place.line}), which inherits from it`),
    ...jobs.map((job) => `the job \`${job.name}\``),
  ];
  return users.length === 0 ? [] : [`Still named by ${users.join('; ')}.`];
}

/** Lock files of all variants; others whose names only start alike stay. */
async function removeLocks(project: Project, kind: PluginKind, name: string): Promise<readonly string[]> {
  const folder = `plugins/${kind}`;
  const files = await readdir(join(project.root, folder)).catch(() => []);
  const removed: string[] = [];
  for (const file of files) {
    if (!file.endsWith('.lock') || !file.startsWith(name)) continue;
    const path = `${folder}/${file}`;
    const text = await readFile(join(project.root, path), 'utf8');
    if (!text.includes(`"name": "${name}"`) && file !== `${name}.lock`) continue;
    await rm(join(project.root, path), { force: true });
    removed.push(`\`${path}\``);
  }
  return removed;
}

async function removeInstallation(project: Project, kind: PluginKind, name: string): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const folder of [join(kind, name), join('run', name)]) {
    const path = join(project.systemFolder, folder);
    if (!existsSync(path)) continue;
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
    removed.push(`\`${path.startsWith(project.root) ? path.slice(project.root.length + 1) : path}\``);
  }
  return removed;
}

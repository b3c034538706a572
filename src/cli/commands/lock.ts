/** `meltemi lock`: keeps the definitions of plugins in the project, as files that are committed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findDefinition } from '../../definitions/find-definition';
import { lockText } from '../../definitions/lock-file';
import { openProjectEdit } from '../../project/edit/project-edit';
import type { PluginSummary } from '../../project/installable';
import { lockPath } from '../../project/lock-files';
import type { Project } from '../../project/project';
import { writeProjectFile } from '../../project/project-writer';
import { EXIT, failedError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { kindNoun } from '../plugin-kinds';
import { readPluginWords } from '../plugin-words';

export interface LockOptions {
  readonly pluginType?: string;
  readonly update?: boolean;
}

export async function lockCommand(
  context: CommandContext,
  words: readonly string[],
  options: LockOptions,
): Promise<ExitCode> {
  const project = await loadProject(context);
  const { kind, names } = readPluginWords(words, options.pluginType);
  const plugins = project.plugins.filter(
    (plugin) => (kind === null || plugin.kind === kind) && (names.length === 0 || names.includes(plugin.name)),
  );
  if (plugins.length === 0) {
    throw failedError(
      'No plugin of the project fits what was asked for.',
      'Correct the names, or add the plugin first.',
    );
  }
  // Refuses a project that must not be written.
  await openProjectEdit(project.root, context.env);
  for (const plugin of plugins) {
    printLines(context.stdout, [await lockPlugin(project, plugin, options.update === true)]);
  }
  return EXIT.ok;
}

/** Answers what to say. */
async function lockPlugin(project: Project, plugin: PluginSummary, update: boolean): Promise<string> {
  const { kind, name, variant, inheritFrom } = plugin;
  const what = `${kindNoun(kind)} \`${name}\``;
  if (plugin.isCustom) return `Nothing to lock for ${what}: it is defined in the project.`;
  const isParentHere = project.plugins.some((each) => each.kind === kind && each.name === inheritFrom);
  if (inheritFrom !== null && (variant === null || isParentHere)) {
    return `Nothing to lock for ${what}: it inherits from \`${inheritFrom}\`.`;
  }
  // The variant that the entry names, and not that of the definition: the path is what the entry is read with.
  const path = lockPath(kind, inheritFrom ?? name, variant);
  if (!update && existsSync(join(project.root, path))) {
    return `The definition of ${what} is locked already in \`${path}\`; \`--update\` fetches it again.`;
  }
  const query = { kind, name: inheritFrom ?? name, variant };
  const definition = await findDefinition(query, (setting) => project.setting(setting));
  writeProjectFile(project.root, path, lockText(definition));
  return `Locked the definition of ${what} in \`${path}\`.`;
}

/** `meltemi environment list|add|remove`: the environments of the project's files. */
import { openProjectEdit } from '../../project/edit/project-edit';
import { EXIT, failedError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';

export async function environmentListCommand(context: CommandContext): Promise<ExitCode> {
  const { environments } = await loadProject(context, { ignoreDefaultEnvironment: true });
  printLines(context.stdout, environments);
  return EXIT.ok;
}

export async function environmentAddCommand(context: CommandContext, name: string): Promise<ExitCode> {
  if (name.includes(':')) {
    throw failedError(
      `\`${name}\` cannot name an environment: \`:\` separates the parts of state ids.`,
      'Choose another name.',
    );
  }
  const edit = await openProjectEdit(context.projectRoot(), context.env);
  if (edit.entry(['environments'], name) !== null) {
    throw failedError(`An environment named '${name}' already exists.`, 'Choose another name.');
  }
  edit.addEntry(['environments'], { name });
  edit.save();
  printLines(context.stdout, [`Created new environment '${name}'`]);
  return EXIT.ok;
}

export async function environmentRemoveCommand(context: CommandContext, name: string): Promise<ExitCode> {
  const edit = await openProjectEdit(context.projectRoot(), context.env);
  if (!edit.removeEntry(['environments'], name)) {
    throw failedError(`Environment '${name}' was not found.`, 'List them with `meltemi environment list`.');
  }
  edit.save();
  printLines(context.stdout, [`Removed environment '${name}'`]);
  return EXIT.ok;
}

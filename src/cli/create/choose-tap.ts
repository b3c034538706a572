/** What a new tap is to be, as a command is called: by its argument and options, and by questions for the rest. */
import { openProjectEdit } from '../../project/edit/project-edit';
import { failedError, usageError } from '../cli-error';
import type { CommandContext } from '../command-context';
import { Questions } from '../questions';
import { tapChoices, type TapChoices, type TapOptions } from './tap-choices';

export async function chooseTap(
  { stderr }: CommandContext,
  name: string | undefined,
  options: TapOptions,
): Promise<TapChoices> {
  const given = withName(name, options);
  if (given.yes === true) return tapChoices(given, null);
  const questions = new Questions(stderr);
  try {
    return await tapChoices(given, (question) => questions.ask(question));
  } finally {
    questions.close();
  }
}

/** Throws when the project has an extractor of that name. */
export async function assertFree({ env }: CommandContext, root: string, plugin: string): Promise<void> {
  const edit = await openProjectEdit(root, env);
  if (edit.entry(['plugins', 'extractors'], plugin) === null) return;
  throw failedError(
    `There is an extractor \`${plugin}\` in the project already. Nothing was changed.`,
    'Choose another name.',
  );
}

function withName(name: string | undefined, options: TapOptions): TapOptions {
  if (name === undefined) return options;
  if (options.name !== undefined && options.name !== name)
    throw usageError(`The command names two taps, \`${name}\` and \`${options.name}\`.`, 'Name one.');
  return { ...options, name };
}

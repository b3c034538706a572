/** `meltemi create tap`: writes a tap to start from, and adds it to the project. */
import { join } from 'node:path';
import { openProjectEdit } from '../../project/edit/project-edit';
import { readProjectFiles } from '../../project/project-files';
import { EXIT, failedError, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { addCustomTap } from '../create/custom-plugins';
import { addVariables } from '../create/dotenv-variables';
import { linkPackage } from '../create/link-package';
import { assertNew, writeNewFolder } from '../create/new-folder';
import { tapChoices, type TapChoices, type TapOptions } from '../create/tap-choices';
import { tapFiles } from '../create/tap-files';
import { pluginEntry, variablesOf } from '../create/tap-settings';
import { Questions } from '../questions';

export async function createTapCommand(
  context: CommandContext,
  name: string | undefined,
  options: TapOptions,
): Promise<ExitCode> {
  const root = context.projectRoot();
  const choices = await chosen(context, givenOptions(name, options));
  const folder = `plugins/custom/${choices.plugin}`;
  assertNew(root, folder);
  await assertFree(context, root, choices.plugin);
  writeNewFolder(root, folder, tapFiles(choices));
  linkPackage(join(root, folder));
  const changed = await addCustomTap(root, context.env, pluginEntry(choices, `${folder}/tap.ts`));
  const variables = variablesOf(choices);
  await addVariables(root, variables);
  printLines(context.stdout, [
    `Made the tap \`${choices.plugin}\` in ${folder}, and added it to ${changed.map((path) => `\`${path}\``).join(' and ')}.`,
    ...(await doubled(root, folder)),
    '',
    'Next:',
    `  cd ${folder}   # README.md says what to edit`,
    ...(variables.length === 0 ? [] : [`  fill in ${variables.join(', ')} in .env`]),
    `  meltemi preview ${choices.plugin}`,
  ]);
  return EXIT.ok;
}

function givenOptions(name: string | undefined, options: TapOptions): TapOptions {
  if (name === undefined) return options;
  if (options.name !== undefined && options.name !== name)
    throw usageError(`The command names two taps, \`${name}\` and \`${options.name}\`.`, 'Name one.');
  return { ...options, name };
}

async function chosen({ stderr }: CommandContext, options: TapOptions): Promise<TapChoices> {
  if (options.yes === true) return tapChoices(options, null);
  const questions = new Questions(stderr);
  try {
    return await tapChoices(options, (question) => questions.ask(question));
  } finally {
    questions.close();
  }
}

async function assertFree({ env }: CommandContext, root: string, plugin: string): Promise<void> {
  const edit = await openProjectEdit(root, env);
  if (edit.entry(['plugins', 'extractors'], plugin) === null) return;
  throw failedError(
    `There is an extractor \`${plugin}\` in the project already. Nothing was changed.`,
    'Choose another name.',
  );
}

/** A line when the project would take the tap's own project for a part of itself. */
async function doubled(root: string, folder: string): Promise<readonly string[]> {
  const { files } = await readProjectFiles(root);
  if (!files.some(({ path }) => path.startsWith(`${folder}/`))) return [];
  return [`\`include_paths\` also takes ${folder}/meltano.yml, the tap's own project: narrow it in \`meltano.yml\`.`];
}

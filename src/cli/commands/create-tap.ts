/** `meltemi create tap`: writes a tap to start from, and adds it to the project. */
import { join } from 'node:path';
import { readProjectFiles } from '../../project/project-files';
import { EXIT, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { assertFree, chooseTap } from '../create/choose-tap';
import { addCustomTap } from '../create/custom-plugins';
import { addVariables } from '../create/dotenv-variables';
import { linkPackage } from '../create/link-package';
import { assertNew, writeNewFolder } from '../create/new-folder';
import type { TapOptions } from '../create/tap-choices';
import { tapFiles } from '../create/tap-files';
import { pluginEntry, variablesOf } from '../create/tap-settings';

export async function createTapCommand(
  context: CommandContext,
  name: string | undefined,
  options: TapOptions,
): Promise<ExitCode> {
  const root = context.projectRoot();
  const choices = await chooseTap(context, name, options);
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

/** A line when the project would take the tap's own project for a part of itself. */
async function doubled(root: string, folder: string): Promise<readonly string[]> {
  const { files } = await readProjectFiles(root);
  if (!files.some(({ path }) => path.startsWith(`${folder}/`))) return [];
  return [`\`include_paths\` also takes ${folder}/meltano.yml, the tap's own project: narrow it in \`meltano.yml\`.`];
}

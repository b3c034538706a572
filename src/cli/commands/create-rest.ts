/** `meltemi create rest`: writes a tap without code, one YAML file, and makes the project take it. */
import { writeProjectFile } from '../../project/project-writer';
import { EXIT, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { assertFree, chooseTap } from '../create/choose-tap';
import { addVariables } from '../create/dotenv-variables';
import { includeFile } from '../create/included-file';
import { assertNew } from '../create/new-folder';
import { restFile } from '../create/rest-file';
import type { TapOptions } from '../create/tap-choices';
import { variablesOf } from '../create/tap-settings';

export async function createRestCommand(
  context: CommandContext,
  name: string | undefined,
  options: TapOptions,
): Promise<ExitCode> {
  const root = context.projectRoot();
  const choices = await chooseTap(context, name, options);
  const { plugin } = choices;
  const file = `plugins/custom/${plugin}.yml`;
  assertNew(root, file);
  await assertFree(context, root, plugin);
  writeProjectFile(root, file, restFile(choices));
  const isNowIncluded = await includeFile(root, context.env, file, `./${file}`);
  const variables = variablesOf(choices);
  await addVariables(root, variables);
  printLines(context.stdout, [
    `Made the tap \`${plugin}\` in ${file}${isNowIncluded ? ', and added that to `include_paths` of `meltano.yml`' : ''}.`,
    '',
    'Next:',
    `  edit ${file}   # path, records, keys and schema of the stream`,
    ...(variables.length === 0 ? [] : [`  fill in ${variables.join(', ')} in .env`]),
    `  meltemi preview ${plugin}`,
  ]);
  return EXIT.ok;
}

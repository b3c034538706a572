/** `meltemi create pipeline`: writes a pipeline to start from. */
import { openProjectEdit } from '../../project/edit/project-edit';
import { newFileText } from '../../project/edit/new-file';
import { EXIT, failedError, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { includeFile } from '../create/included-file';
import { assertNew, writeNewFolder } from '../create/new-folder';
import { pipelineContent, pipelineNames } from '../create/pipeline-content';
import { pipelineParents, type PipelineOptions } from '../create/pipeline-parents';
import { loadProject } from '../load-project';

export async function createPipelineCommand(
  context: CommandContext,
  name: string,
  options: PipelineOptions,
): Promise<ExitCode> {
  if (!/^[a-z0-9]+([_-][a-z0-9]+)*$/.test(name))
    throw usageError(`\`${name}\` is no name for a pipeline.`, 'Use small letters, digits, `_` and `-`: `orders`.');
  const project = await loadProject(context);
  const { root } = project;
  const folder = `pipelines/${name}`;
  assertNew(root, folder);
  const parents = pipelineParents(project, options);
  const names = pipelineNames(name, parents);
  const edit = await openProjectEdit(root, context.env);
  for (const [list, each] of names.entries) {
    if (edit.entry(list, each) === null) continue;
    throw failedError(
      `There is \`${each}\` among the ${list.at(-1)} of the project already. Nothing was changed.`,
      'Choose another name for the pipeline.',
    );
  }
  writeNewFolder(root, folder, new Map([[`${name}.yml`, newFileText(pipelineContent(parents, names))]]));
  const path = `${folder}/${name}.yml`;
  const added = await includeFile(root, context.env, path, './pipelines/**/*.yml');
  printLines(context.stdout, [
    `Made the pipeline \`${names.job}\` in ${path}.`,
    ...(added ? ['Added `./pipelines/**/*.yml` to `include_paths` of `meltano.yml`.'] : []),
    '',
    'Next:',
    `  meltemi plan ${names.job}`,
    `  meltemi run ${names.job}`,
  ]);
  return EXIT.ok;
}

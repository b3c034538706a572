/** `meltemi run --dry-run`: what would run, read in the project's files alone. */
import type { RunJobOptions } from '../../model/run';
import { requireEnvironment } from '../../project/choose-environment';
import type { JobBlock } from '../../project/project';
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { commandLog } from '../command-log';
import { loadProject } from '../load-project';

/** In a structured log the entries are Meltano's, `comprised_of` and `block_type` included. */
export async function dryRun(context: CommandContext, options: RunJobOptions): Promise<ExitCode> {
  const log = commandLog(context);
  const project = await loadProject(context, { schedule: options.schedule });
  requireEnvironment(project);
  if (log.structured && project.environment !== null) log.log('info', `Environment '${project.environment}' is active`);
  const { blocks } = project.resolveJob(options.job);
  blocks.forEach((block, index) => {
    const event = `Dry run, but would have run block ${index + 1}/${blocks.length}.`;
    const fields = { comprised_of: comprisedOf(block), block_type: blockType(block) };
    log.log(
      'info',
      log.structured ? event : `Would run block ${index + 1}/${blocks.length}: ${describe(block)}`,
      fields,
    );
  });
  if (log.structured) log.log('info', 'Run completed', { status: 'success' });
  return EXIT.ok;
}

function comprisedOf(block: JobBlock): string | readonly string[] {
  return block.kind === 'pipeline' ? block.plugins : `${block.plugin}:${block.command ?? 'None'}`;
}

/** Meltano's names of its classes, which its logs carry. */
function blockType({ kind }: JobBlock): string {
  return kind === 'pipeline' ? 'ExtractLoadBlocks' : 'InvokerCommand';
}

function describe(block: JobBlock): string {
  if (block.kind === 'command') return [block.plugin, ...(block.command === null ? [] : [block.command])].join(':');
  const { tap, mappings, target } = block.pipeline;
  return [tap, ...mappings, target].join(' → ');
}

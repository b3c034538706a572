/** `run --install` and `--only-install`: the plugins of the blocks that are not installed yet. */
import { EXIT, type ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { runInstall } from '../run-install';
import type { RunJobOptions } from '../../model/run';

export async function installForRun(context: CommandContext, { job }: RunJobOptions): Promise<ExitCode> {
  const project = await loadProject(context);
  const blocks = project.resolveJob(job).blocks;
  const names = blocks.flatMap((block) => (block.kind === 'command' ? [block.plugin] : block.plugins));
  // Without names all plugins of the project would be meant.
  if (names.length === 0) return EXIT.ok;
  const selection = { kind: null, names: [...new Set(names)], includeNative: false };
  return runInstall(context, project, selection, { clean: false, force: false, parallel: null });
}

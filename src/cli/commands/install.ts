/** `meltemi install`: the virtual environments of the project's plugins, as `pip_url` says. */
import type { ExitCode } from '../cli-error';
import { pluginsOfTasks } from '../../install/plan-installs';
import type { CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { readPluginWords } from '../plugin-words';
import { runInstall, tasksOfSchedule } from '../run-install';

export interface InstallOptions {
  readonly pluginType?: string;
  readonly clean?: boolean;
  readonly force?: boolean;
  readonly parallelism?: number;
  readonly schedule?: string;
  readonly includeNative?: boolean;
}

export async function installCommand(
  context: CommandContext,
  words: readonly string[],
  options: InstallOptions,
): Promise<ExitCode> {
  const project = await loadProject(context);
  const { kind, names } = readPluginWords(words, options.pluginType);
  const scheduled =
    options.schedule === undefined
      ? []
      : pluginsOfTasks(project.installations(), tasksOfSchedule(project, options.schedule));
  const selection = { kind, names: [...names, ...scheduled], includeNative: options.includeNative === true };
  return runInstall(context, project, selection, {
    clean: options.clean === true,
    force: options.force === true,
    parallel: options.parallelism ?? null,
  });
}

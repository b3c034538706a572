/** `meltemi invoke`: one plugin with its configuration. */
import { EXIT, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { logWarnings } from '../command-log';
import { loadProject } from '../load-project';
import { kindOf } from '../plugin-kinds';

export interface InvokeOptions {
  readonly dump?: 'config';
  readonly pluginType?: string;
}

export async function invokeCommand(
  context: CommandContext,
  name: string,
  _args: readonly string[],
  options: InvokeOptions,
): Promise<ExitCode> {
  if (options.dump === undefined) throw usageError('`invoke` cannot run plugins yet.', 'Give `--dump=config`.');
  const project = await loadProject(context);
  const { kind } = project.findPlugin(name, kindOf(options.pluginType));
  const plugin = project.resolvePlugin(kind, name);
  logWarnings(context, [...project.warnings, ...plugin.warnings]);
  printLines(context.stdout, [JSON.stringify(plugin.settings, null, 2)]);
  return EXIT.ok;
}

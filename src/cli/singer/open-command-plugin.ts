/** The plugin that a command is about, ready to run where the command was called. */
import type { PluginKind } from '../../project/entries';
import type { Extras, Project } from '../../project/project';
import { Redactor } from '../../model/redactor';
import { openPlugin, type OpenPlugin } from '../../processes/open-plugin';
import { printLines, type CommandContext } from '../command-context';

export interface CommandPlugin {
  readonly open: OpenPlugin;
  /** Prints a masked line on stderr. */
  readonly say: (line: string) => void;
}

/** Prints the plugin's warnings. Throws `ConfigInvalid`. Close `open` at the end. */
export function openCommandPlugin(
  context: CommandContext,
  project: Project,
  ref: { readonly kind: PluginKind; readonly name: string },
  more: { readonly extras?: Partial<Extras>; readonly behindTap?: string } = {},
): CommandPlugin {
  const redactor = new Redactor();
  const open = openPlugin(project, { ...ref, ...more, folder: context.globals.cwd ?? process.cwd(), redactor });
  const say = (line: string): void => printLines(context.stderr, [redactor.text(line)]);
  for (const warning of open.plugin.warnings) say(warning);
  return { open, say };
}

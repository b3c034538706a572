/** Checks that a command block names a command, so that a misspelt one is found before anything of its job has run. */
import type { ProjectEntries } from './entries';
import { configError } from './place';
import { pluginChain } from './plugin-chain';
import { programOf } from './plugin-program';
import type { CommandBlock } from './project';
import { didYouMean } from '../model/suggest';

/** A block without a command runs the plugin's executable. Throws `ConfigInvalid`. */
export function requireCommand(entries: ProjectEntries, { plugin, pluginKind, command }: CommandBlock): void {
  const chain = pluginChain(entries, pluginKind, plugin);
  const { commands } = programOf(chain);
  if (command === null || commands.has(command)) return;
  const reason = `\`${plugin}\` has no command \`${command}\`.${didYouMean(command, commands.keys())}`;
  throw configError(chain[0].place, reason, `Define it below its \`commands\`, or correct \`${plugin}:${command}\`.`);
}

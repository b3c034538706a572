/** `completion`, and the hidden command that its scripts ask for the words that fit. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import { Argument, type Command } from 'commander';
import type * as completionModule from '../commands/completion';
import type { CommandContext } from '../command-context';
import { examples, type ToAction } from './action';

/** Last, so that it knows all the other commands. */
export function addCompletionCommands(program: Command, action: ToAction): void {
  const load = () => require('../commands/completion') as typeof completionModule;
  program
    .command('completion')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .description('print a script that completes commands, options, jobs and schedules in a shell')
    .addHelpText(
      'after',
      examples([
        ['completion bash > ~/.local/share/bash-completion/completions/meltemi', 'bash'],
        ['completion zsh > "${fpath[1]}/_meltemi"', 'zsh'],
        ['completion fish > ~/.config/fish/completions/meltemi.fish', 'fish'],
      ]),
    )
    .action(action(() => load().completionCommand));
  program
    .command('complete-words [words...]', { hidden: true })
    .action(
      action(() => (context: CommandContext, words: readonly string[]) => load().wordsCommand(program, context, words)),
    );
}

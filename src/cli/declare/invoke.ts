/** `invoke`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import { Option, type Command } from 'commander';
import type * as invokeModule from '../commands/invoke';
import { KIND_CHOICES } from '../plugin-kinds';
import { examples, type ToAction } from './action';

/** `raw`: all that stands behind the plugin's name is the plugin's. */
export function addInvokeCommand(program: Command, action: ToAction, raw: boolean): void {
  program
    .command('invoke <plugin> [args...]')
    .description('run one plugin with its configuration')
    .addOption(new Option('--dump <what>', 'print this instead of running the plugin').choices(['config']))
    .addOption(new Option('--plugin-type <kind>', 'kind of the plugin').choices(KIND_CHOICES))
    .passThroughOptions(raw)
    .addHelpText(
      'after',
      examples([
        ['invoke --dump=config tap-postgres', 'the settings that it gets'],
        ['invoke tap-custom --discover', 'one plugin as a program'],
      ]),
    )
    .action(action(() => (require('../commands/invoke') as typeof invokeModule).invokeCommand));
}

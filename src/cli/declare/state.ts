/** `state ...`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import type { Command } from 'commander';
import type * as stateModule from '../commands/state';
import { examples, type ToAction } from './action';

export function addStateCommands(program: Command, action: ToAction): void {
  const state = program
    .command('state')
    .description('look at and edit the state that incremental runs start from')
    .addHelpText(
      'after',
      examples([
        ['state list', 'all state ids'],
        ['state get prod:tap-a-to-target-b', 'as JSON'],
        ['state set prod:tap-a-to-target-b --input-file state.json', 'from a file'],
        ['state clear prod:tap-a-to-target-b', 'the next run reads everything'],
      ]),
    );
  const load = () => require('../commands/state') as typeof stateModule;
  const force = ['--force', 'ask nothing, and edit even while a run uses the state'] as const;
  state
    .command('list')
    .description('list the state ids')
    .action(action(() => load().stateListCommand));
  state
    .command('get <state-id>')
    .description('print a state as JSON')
    .action(action(() => load().stateGetCommand));
  state
    .command('set <state-id> [json]')
    .description('replace a state with JSON of the form that `state get` prints')
    .option('--input-file <file>', 'read the JSON from a file; `-` for standard input')
    .option(...force)
    .action(action(() => load().stateSetCommand));
  state
    .command('clear <state-id>')
    .description('forget a state: the next run reads everything')
    .option(...force)
    .action(action(() => load().stateClearCommand));
}

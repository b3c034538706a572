/** `run`, `plan`, `runs`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import type { Command } from 'commander';
import type * as planModule from '../commands/plan';
import type * as runModule from '../commands/run';
import type * as runsModule from '../commands/runs';
import { collect, wholeNumber, type ToAction } from './action';

export function addRunCommands(program: Command, action: ToAction): void {
  const withSelection = (command: Command): Command =>
    command
      .option('--full-refresh', 'ignore the state and read everything')
      .option('--select <stream>', 'only this stream; may be repeated', collect)
      .option('--state-id-suffix <suffix>', 'keep the state apart from that of other runs');
  withSelection(program.command('run <blocks...>'))
    .description('run a job, or a tap, mappings and a target: `meltemi run orders-pipeline`')
    .option('--detach', 'start the run and leave it')
    .option('--no-progress', 'print the receipt only')
    .action(action(() => (require('../commands/run') as typeof runModule).runCommand));
  withSelection(program.command('plan <blocks...>'))
    .description('say what a run would do, and change nothing')
    .action(action(() => (require('../commands/plan') as typeof planModule).planCommand));
  program
    .command('runs')
    .description('list the recent runs')
    .option('--limit <count>', 'how many', wholeNumber, 20)
    .action(action(() => (require('../commands/runs') as typeof runsModule).runsCommand));
}

/** `pause`, `resume`, `cancel`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import type { Command } from 'commander';
import type * as steerModule from '../commands/steer';
import { examples, type ToAction } from './action';

export function addSteeringCommands(program: Command, action: ToAction): void {
  const which = 'a workflow id, a job or a state id';
  const load = () => require('../commands/steer') as typeof steerModule;
  program
    .command('pause')
    .argument('<run>', which)
    .description('let a run stand still between pages until `resume`; survives restarts')
    .addHelpText(
      'after',
      examples([
        ['pause orders-pipeline', 'all its runs'],
        ['pause prod:tap-a-to-target-b', 'by state id'],
      ]),
    )
    .action(action(() => load().pauseCommand));
  program
    .command('resume')
    .argument('<run>', which)
    .description('let a paused run go on')
    .addHelpText('after', examples([['resume orders-pipeline', 'all its paused runs']]))
    .action(action(() => load().resumeCommand));
  program
    .command('cancel')
    .argument('<run>', which)
    .description('end a run after loading what is extracted; its bookmarks are kept')
    .addHelpText('after', examples([['cancel orders-pipeline', 'all its runs']]))
    .action(action(() => load().cancelCommand));
}

/** `dev`, `worker`, `demo`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import { Option, type Command } from 'commander';
import type * as demoModule from '../commands/demo';
import type * as devModule from '../commands/dev';
import type * as workerModule from '../commands/worker';
import { examples, wholeNumber, type ToAction } from './action';

export function addServiceCommands(program: Command, action: ToAction): void {
  program
    .command('dev')
    .description('keep an embedded Temporal with its UI and a worker for this project running')
    .option('--port <port>', 'port of the Temporal server', wholeNumber)
    .option('--ui-port <port>', 'port of the Temporal UI', wholeNumber)
    .addHelpText(
      'after',
      examples([
        ['dev', 'until Ctrl-C'],
        ['dev --port 7300 --ui-port 8300', 'beside another server'],
      ]),
    )
    .action(action(() => (require('../commands/dev') as typeof devModule).devCommand));
  program
    .command('worker')
    .description('join the Temporal of TEMPORAL_ADDRESS or temporal.toml as a worker for this project')
    .addOption(new Option('--dev-child').hideHelp())
    .addHelpText('after', examples([['worker --log-format json', 'in a container: the log as JSON lines']]))
    .action(action(() => (require('../commands/worker') as typeof workerModule).workerCommand));
  program
    .command('demo')
    .description('show it all on a small shop: databases, Temporal, a full and an incremental run')
    .option('--exit', 'end when done')
    .addHelpText(
      'after',
      examples([
        ['demo', 'stays, with the Temporal UI open'],
        ['demo --exit', 'ends when done'],
      ]),
    )
    .action(action(() => (require('../commands/demo') as typeof demoModule).demoCommand));
}

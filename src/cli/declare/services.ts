/** `dev`, `worker`, `demo`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import { Option, type Command } from 'commander';
import type * as demoModule from '../commands/demo';
import type * as devModule from '../commands/dev';
import type * as workerModule from '../commands/worker';
import { wholeNumber, type ToAction } from './action';

export function addServiceCommands(program: Command, action: ToAction): void {
  program
    .command('dev')
    .description('keep an embedded Temporal with its UI and a worker for this project running')
    .option('--port <port>', 'port of the Temporal server', wholeNumber)
    .option('--ui-port <port>', 'port of the Temporal UI', wholeNumber)
    .action(action(() => (require('../commands/dev') as typeof devModule).devCommand));
  program
    .command('worker')
    .description('join the Temporal of TEMPORAL_ADDRESS or temporal.toml as a worker for this project')
    .addOption(new Option('--dev-child').hideHelp())
    .action(action(() => (require('../commands/worker') as typeof workerModule).workerCommand));
  program
    .command('demo')
    .description('show it all on a small shop: databases, Temporal, a full and an incremental run')
    .option('--exit', 'end when done')
    .action(action(() => (require('../commands/demo') as typeof demoModule).demoCommand));
}

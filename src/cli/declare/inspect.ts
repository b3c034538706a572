/** `preview`, `doctor`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import type { Command } from 'commander';
import type * as doctorModule from '../commands/doctor';
import type * as previewModule from '../commands/preview';
import { collect, wholeNumber, type ToAction } from './action';

export function addInspectCommands(program: Command, action: ToAction): void {
  program
    .command('preview')
    .argument('<tap>')
    .argument('[mappings...]')
    .description('print the first records of a tap as a target would get them, and write nothing')
    .option('--limit <count>', 'records to read of each stream', wholeNumber, 10)
    .option('--select <stream>', 'only this stream; may be repeated', collect)
    .action(action(() => (require('../commands/preview') as typeof previewModule).previewCommand));
  program
    .command('doctor')
    .description('look at everything that a run needs, and say what to mend; exit code 1 when something must be')
    .action(action(() => (require('../commands/doctor') as typeof doctorModule).doctorCommand));
}

/** `preview`, `doctor`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import type { Command } from 'commander';
import type * as doctorModule from '../commands/doctor';
import type * as previewModule from '../commands/preview';
import { collect, examples, wholeNumber, type ToAction } from './action';

export function addInspectCommands(program: Command, action: ToAction): void {
  program
    .command('preview')
    .argument('<tap>')
    .argument('[blocks...]', 'mappings, and at the end a loader, for the maps in its own settings')
    .description('print the first records of a tap as a target would get them, and write nothing')
    .option('--limit <count>', 'records to read of each stream', wholeNumber, 10)
    .option('--select <stream>', 'only this stream; may be repeated', collect)
    .addHelpText(
      'after',
      examples([
        ['preview tap-postgres', 'ten records of each selected stream'],
        ['preview tap-postgres mask-emails --select public-users --limit 3', 'behind a mapping'],
        ['--json preview tap-postgres | jq .record.email', 'one JSON object for each record'],
      ]),
    )
    .action(action(() => (require('../commands/preview') as typeof previewModule).previewCommand));
  program
    .command('doctor')
    .description('look at everything that a run needs, and say what to mend; exit code 1 when something must be')
    .addHelpText(
      'after',
      examples([
        ['--environment prod doctor', 'for one environment'],
        ['--json doctor', 'a JSON object for each finding'],
      ]),
    )
    .action(action(() => (require('../commands/doctor') as typeof doctorModule).doctorCommand));
}

/** `validate`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import type { Command } from 'commander';
import type * as validateModule from '../commands/validate';
import { examples, type ToAction } from './action';

export function addCheckCommands(program: Command, action: ToAction): void {
  program
    .command('validate')
    .description('list all mistakes in the project: `file:line:column: error|warning: what is wrong and what to do`')
    .addHelpText(
      'after',
      `
Reads the project's files and nothing else: no network, no plugin is started, nothing is written. All
environments are looked at, or the one of \`--environment\`. A variable that is not defined is an error in
the environment in which the project runs unless told otherwise, in the others a warning. Exit code 0
without errors, 1 with errors.
${examples([
  ['validate', 'in all environments'],
  ['--environment prod validate', 'as the machine that runs prod should'],
  ['--json validate', 'a JSON object for each mistake'],
])}`,
    )
    .action(action(() => (require('../commands/validate') as typeof validateModule).validateCommand));
}

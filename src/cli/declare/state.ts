/** `state ...`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import { Option } from 'commander';
import type { Command } from 'commander';
import type * as stateModule from '../commands/state';
import type * as stateEditModule from '../commands/state-edit';
import { examples, type ToAction } from './action';

const load = () => require('../commands/state') as typeof stateModule;
const loadEdit = () => require('../commands/state-edit') as typeof stateEditModule;

const FORCE = ['--force', 'ask nothing, and edit even while a run uses the state'] as const;
const INPUT = ['--input-file <file>', 'read the JSON from a file; `-` for standard input'] as const;
const NO_VALIDATE = ['--no-validate', 'take any JSON object, also without `singer_state`'] as const;
const PATTERN = ['--pattern <glob>', 'only state ids that match, e.g. `dev:*`'] as const;

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
  addLooks(state, action);
  addEdits(state, action);
  addTransfers(state, action);
}

function addLooks(state: Command, action: ToAction): void {
  state
    .command('list')
    .description('list the state ids that have a state')
    .option(...PATTERN)
    .action(action(() => load().stateListCommand));
  state
    .command('get <state-id>')
    .description('print a state as JSON; `{}` when there is none')
    .addOption(new Option('--format <format>', 'on one line, or indented').choices(['json', 'pretty']).default('json'))
    .action(action(() => load().stateGetCommand));
}

function addEdits(state: Command, action: ToAction): void {
  state
    .command('set <state-id> [json]')
    .description('replace a state with JSON of the form that `state get` prints')
    .option(...INPUT)
    .option(...NO_VALIDATE)
    .option(...FORCE)
    .action(action(() => loadEdit().stateSetCommand));
  state
    .command('merge <state-id> [json]')
    .description('merge JSON, or the state of another state id, into a state')
    .option(...INPUT)
    .option('--from-state-id <state-id>', 'merge the state of this state id')
    .option(...NO_VALIDATE)
    .option(...FORCE)
    .action(action(() => loadEdit().stateMergeCommand));
  state
    .command('clear [state-id]')
    .description('forget a state: the next run reads everything')
    .option('--all', 'forget all states of the project')
    .option(...FORCE)
    .action(action(() => loadEdit().stateClearCommand));
  state
    .command('edit <state-id>')
    .description('change a state in your editor (VISUAL, EDITOR)')
    .option(...NO_VALIDATE)
    .option(...FORCE)
    .action(action(() => loadEdit().stateEditCommand));
}

function addTransfers(state: Command, action: ToAction): void {
  state
    .command('copy <from> <to>')
    .description('replace a state by that of another state id')
    .option(...FORCE)
    .action(action(() => loadEdit().stateCopyCommand));
  state
    .command('move <from> <to>')
    .description('give a state another state id')
    .option(...FORCE)
    .action(action(() => loadEdit().stateMoveCommand));
  state
    .command('export')
    .description('print all states, for `state import`')
    .option(...PATTERN)
    .action(action(() => load().stateExportCommand));
  state
    .command('import [file]')
    .description('take states that `state export` printed, here or in Meltano; default: from standard input')
    .option(...FORCE)
    .action(action(() => loadEdit().stateImportCommand));
}

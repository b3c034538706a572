/** `run`, `plan`, `runs`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import { Option, type Command } from 'commander';
import type * as planModule from '../commands/plan';
import type * as runModule from '../commands/run';
import type * as runsModule from '../commands/runs';
import { collect, examples, wholeNumber, type ToAction } from './action';

export function addRunCommands(program: Command, action: ToAction): void {
  withRunOptions(program.command('run [blocks...]'))
    .description('run a job, or taps, mappings, targets and commands of plugins')
    .addHelpText(
      'after',
      examples([
        ['run orders-pipeline', 'a job'],
        ['run tap-postgres mask-emails target-jsonl', 'blocks, one after the other'],
        [
          '--environment prod run orders-pipeline --full-refresh --select public-orders',
          'one stream, from its beginning',
        ],
        ['run orders-pipeline --dry-run', 'only say what would run'],
      ]),
    )
    .action(action(() => (require('../commands/run') as typeof runModule).runCommand));
  withSelection(program.command('plan <blocks...>'))
    .description('say what a run would do, and change nothing')
    .addHelpText('after', examples([['plan orders-pipeline', 'streams, modes, statements, bookmarks, promises']]))
    .action(action(() => (require('../commands/plan') as typeof planModule).planCommand));
  program
    .command('runs')
    .description('list the recent runs')
    .option('--limit <count>', 'how many', wholeNumber, 20)
    .addHelpText(
      'after',
      examples([
        ['runs --limit 5', 'the last five'],
        ['--json runs', 'a JSON object for each'],
      ]),
    )
    .action(action(() => (require('../commands/runs') as typeof runsModule).runsCommand));
}

/** What `run` and `schedule run` take. */
export function withRunOptions(command: Command): Command {
  return withSelection(command)
    .option('--dry-run', 'read the project and say which blocks would run')
    .option('--no-state-update', 'read no state and write none')
    .addOption(
      new Option(
        '--state-strategy <strategy>',
        'replace the old state, or merge into it; auto merges on a full refresh',
      ).choices(['auto', 'merge', 'overwrite']),
    )
    .addOption(new Option('--merge-state').hideHelp())
    .option('-f, --force', 'cancel the run that holds the state id, wait for its end, and take its place')
    .option('--run-id <uuid>', 'a name of your own for the run')
    .option('--timeout <seconds>', 'cancel the run after this time; it fails, and keeps what it loaded', wholeNumber)
    .option('--install', 'first install what the blocks need and is not installed')
    .option('--no-install', 'install nothing (the default)')
    .option('--only-install', 'install what the blocks need, and run nothing')
    .option('--detach', 'start the run and leave it')
    .option('--no-progress', 'print the receipt only');
}

function withSelection(command: Command): Command {
  return command
    .option('--full-refresh', 'ignore the state and read everything')
    .option('--refresh-catalog', 'discover the streams anew')
    .option('--select <stream>', 'only this stream; may be repeated', collect)
    .option('--state-id-suffix <suffix>', 'keep the state apart from that of other runs');
}

/** `schedule apply|run|pause|unpause|backfill`: what a schedule is on Temporal. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import type { Command } from 'commander';
import type * as runModule from '../commands/schedule-run';
import type * as serverModule from '../commands/schedule-server';
import { examples, type ToAction } from './action';
import { withRunOptions } from './run';

export function addServerSchedules(program: Command, action: ToAction): void {
  const schedule =
    program.commands.find((command) => command.name() === 'schedule') ??
    program
      .command('schedule')
      .description('run jobs by the clock')
      .addHelpText(
        'after',
        examples([
          ['schedule list', 'with the next and last runs on the server'],
          ['schedule set daily-orders --interval "0 5 * * MON-FRI"', 'another time'],
          ['schedule remove daily-orders', 'from the project file'],
        ]),
      );
  const load = () => require('../commands/schedule-server') as typeof serverModule;
  schedule
    .command('apply')
    .description("make the Temporal Schedules equal to the project's `schedules:`")
    .option('--dry-run', 'only show the differences')
    .option('--timezone <zone>', 'for schedules without a `timezone:` of their own; default: UTC')
    .option('--pause-on-failure', 'a failed run pauses its schedule')
    .addHelpText(
      'after',
      examples([
        ['--environment prod schedule apply --dry-run', 'see what would change'],
        ['--environment prod schedule apply --timezone Europe/Athens', 'change it'],
      ]),
    )
    .action(action(() => load().scheduleApplyCommand));
  withRunOptions(schedule.command('run <name>'))
    .description("run a schedule's job now, with the schedule's variables; not over a live run")
    .addHelpText('after', examples([['schedule run daily-orders', 'as if its time had come']]))
    .action(action(() => (require('../commands/schedule-run') as typeof runModule).scheduleRunCommand));
  for (const [name, description, command] of [
    ['pause', 'let an applied schedule start nothing until `unpause`', () => load().schedulePauseCommand],
    ['unpause', 'let a paused schedule go on', () => load().scheduleUnpauseCommand],
  ] as const) {
    schedule
      .command(`${name} <name>`)
      .description(description)
      .option('--note <text>', 'shown beside it in the Temporal UI')
      .addHelpText('after', examples([[`schedule ${name} daily-orders --note "source moves"`, 'with a reason']]))
      .action(action(command));
  }
  schedule
    .command('backfill <name>')
    .description('run an applied schedule for past times, one run after the other')
    .requiredOption('--from <time>', 'the first time, such as 2026-01-31 or 2026-01-31T05:00:00Z')
    .option('--to <time>', 'the last time; default: now')
    .addHelpText('after', examples([['schedule backfill daily-orders --from 2026-01-01 --to 2026-01-08', 'a week']]))
    .action(action(() => load().scheduleBackfillCommand));
}

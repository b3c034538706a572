/** `job ...`, `environment ...`, and the side of `schedule ...` that is in the project's files. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import { Option, type Command } from 'commander';
import type * as environmentsModule from '../commands/environments';
import type * as jobsModule from '../commands/jobs';
import type * as scheduleListModule from '../commands/schedule-list';
import type * as schedulesModule from '../commands/schedules';
import { examples, type ToAction } from './action';

const listFormat = (): Option =>
  new Option('--format <format>', 'form of the output').choices(['json', 'text']).default('text');

export function addJobCommands(program: Command, action: ToAction): void {
  const job = program
    .command('job')
    .description('look at and change the jobs of the project')
    .addHelpText(
      'after',
      examples([
        ["job add orders --tasks 'tap-x target-y'", 'a job of one task'],
        ["job set orders --tasks '[tap-x target-y, dbt:run]'", 'of two'],
        ['job list --format json', 'for programs'],
      ]),
    );
  const load = () => require('../commands/jobs') as typeof jobsModule;
  const tasks = ['--tasks <tasks>', "a task, or a YAML list of tasks: `'[tap-x target-y, tap-z target-y]'`"] as const;
  job
    .command('list [name]')
    .description('list the jobs and their tasks')
    .addOption(listFormat())
    .action(action(() => load().jobListCommand));
  job
    .command('add <name>')
    .description('add a job')
    .requiredOption(...tasks)
    .action(action(() => load().jobAddCommand));
  job
    .command('set <name>')
    .description("replace a job's tasks")
    .requiredOption(...tasks)
    .action(action(() => load().jobSetCommand));
  job
    .command('remove <name>')
    .description('take a job out')
    .action(action(() => load().jobRemoveCommand));
}

export function addEnvironmentCommands(program: Command, action: ToAction): void {
  const environment = program
    .command('environment')
    .description('look at and change the environments of the project')
    .addHelpText('after', examples([['environment add staging', 'a new one, to be filled by `config set`']]));
  const load = () => require('../commands/environments') as typeof environmentsModule;
  environment
    .command('list')
    .description('list the environments')
    .action(action(() => load().environmentListCommand));
  environment
    .command('add <name>')
    .description('add an environment')
    .action(action(() => load().environmentAddCommand));
  environment
    .command('remove <name>')
    .description('take an environment out')
    .action(action(() => load().environmentRemoveCommand));
}

export function addScheduleCommands(program: Command, action: ToAction): void {
  const schedule =
    program.commands.find((command) => command.name() === 'schedule') ??
    program.command('schedule').description('run jobs by the clock');
  const load = () => require('../commands/schedules') as typeof schedulesModule;
  const what = (command: Command): Command =>
    command
      .option('--job <name>', 'the job to run')
      .option('--extractor <name>', "extractor of a schedule of Meltano's old kind")
      .option('--loader <name>', "loader of a schedule of Meltano's old kind")
      .addOption(new Option('--transform <choice>', 'transforms of the old kind').choices(['skip', 'only', 'run']));
  schedule
    .command('list')
    .description('list the schedules')
    .addOption(listFormat())
    .action(action(() => (require('../commands/schedule-list') as typeof scheduleListModule).scheduleListCommand));
  what(schedule.command('add <name>'))
    .description('add a schedule')
    .requiredOption('--interval <interval>', 'five cron fields, or a name such as `@daily`')
    .addHelpText(
      'after',
      examples([["schedule add nightly --job orders --interval '0 5 * * *'", 'then `schedule apply`']]),
    )
    .action(action(() => load().scheduleAddCommand));
  what(schedule.command('set <name>'))
    .description('change a schedule')
    .option('--interval <interval>', 'five cron fields, or a name such as `@daily`')
    .action(action(() => load().scheduleSetCommand));
  schedule
    .command('remove <name>')
    .description('take a schedule out')
    .action(action(() => load().scheduleRemoveCommand));
}

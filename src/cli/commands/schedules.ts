/** `meltemi schedule add|set|remove`: the schedules of the project's files. `schedule apply` brings them to Temporal. */
import type { JsonObject } from '../../model/json';
import { intervalProblem } from '../../project/cron';
import { openProjectEdit } from '../../project/edit/project-edit';
import type { Schedule } from '../../project/project';
import { INTERVAL_ALIASES } from '../../project/schedules';
import { EXIT, failedError, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';

export interface ScheduleOptions {
  readonly interval?: string;
  readonly job?: string;
  /** Extractor, loader and transform make a schedule of Meltano's old kind. */
  readonly extractor?: string;
  readonly loader?: string;
  readonly transform?: 'skip' | 'only' | 'run';
}

export async function scheduleAddCommand(
  context: CommandContext,
  name: string,
  options: ScheduleOptions,
): Promise<ExitCode> {
  const what = newSchedule(options);
  const interval = checkedInterval(options.interval ?? '');
  const edit = await openProjectEdit(context.projectRoot(), context.env);
  if (edit.entry(['schedules'], name) !== null) {
    printLines(context.stdout, [`Schedule '${name}' already exists.`]);
    return EXIT.ok;
  }
  const kind = 'job' in what ? 'job' : 'elt';
  edit.addEntry(['schedules'], { name, interval, ...what });
  edit.save();
  printLines(context.stdout, [`Scheduled ${kind} '${name}' at ${interval}`]);
  return EXIT.ok;
}

export async function scheduleSetCommand(
  context: CommandContext,
  name: string,
  options: ScheduleOptions,
): Promise<ExitCode> {
  const { interval } = options;
  if (interval !== undefined) checkedInterval(interval);
  const { schedules, root } = await loadProject(context, { ignoreDefaultEnvironment: true });
  const schedule = schedules.find((each) => each.name === name);
  if (schedule === undefined) throw notFound(name);
  checkKind(schedule, options);
  const edit = await openProjectEdit(root, context.env);
  for (const key of ['interval', 'job', 'extractor', 'loader', 'transform'] as const) {
    const value = options[key];
    if (value !== undefined) edit.entry(['schedules'], name)?.set([key], value);
  }
  edit.save();
  printLines(context.stdout, [`Updated schedule '${name}'`]);
  return EXIT.ok;
}

export async function scheduleRemoveCommand(context: CommandContext, name: string): Promise<ExitCode> {
  const edit = await openProjectEdit(context.projectRoot(), context.env);
  if (!edit.removeEntry(['schedules'], name)) throw notFound(name);
  edit.save();
  return EXIT.ok;
}

function newSchedule({ job, extractor, loader, transform }: ScheduleOptions): JsonObject {
  if (job !== undefined) {
    if (extractor !== undefined || loader !== undefined) throw mixed();
    return { job };
  }
  if (extractor === undefined) throw usageError('The schedule names no job.', 'Give `--job NAME`.');
  if (loader === undefined)
    throw usageError('The schedule names an extractor and no loader.', 'Give `--job NAME` instead.');
  return { extractor, loader, transform: transform ?? 'skip' };
}

function checkKind({ elt }: Schedule, { job, extractor, loader, transform }: ScheduleOptions): void {
  const asElt = extractor !== undefined || loader !== undefined || transform !== undefined;
  if (elt === null ? asElt : job !== undefined) throw mixed();
}

function mixed(): Error {
  return failedError(
    'A schedule is of a job, or of an extractor and a loader.',
    'Give `--job`, or `--extractor` and `--loader`.',
  );
}

function checkedInterval(interval: string): string {
  const problem = intervalProblem(interval, INTERVAL_ALIASES);
  if (problem === null) return interval;
  throw failedError(problem, `Write five cron fields, or one of ${INTERVAL_ALIASES.join(', ')}.`);
}

function notFound(name: string): Error {
  return failedError(`Schedule '${name}' was not found.`, 'List the schedules with `meltemi schedule list`.');
}

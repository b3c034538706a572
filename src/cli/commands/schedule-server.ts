/** `meltemi schedule apply|pause|unpause|backfill`: the project's schedules on the Temporal that stays. */
import type { ScheduleRef } from '../../model/schedule';
import { EXIT, usageError } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines } from '../command-context';
import type { CommandContext } from '../command-context';
import type { Control } from '../control/control';
import { openStandingControl } from '../open-control';
import { loadProject } from '../load-project';
import { colorsFor } from '../output/colors';
import { changeLines } from '../output/schedule-lines';
import { findSchedule, wantedSchedules } from './wanted-schedules';
import type { ScheduleDefaults } from './wanted-schedules';

export interface ApplyOptions extends ScheduleDefaults {
  readonly dryRun?: boolean;
}

export async function scheduleApplyCommand(context: CommandContext, options: ApplyOptions): Promise<ExitCode> {
  const { stdout, env, globals } = context;
  const project = await loadProject(context);
  const { environment } = project;
  const wanted = wantedSchedules(project, options);
  const dryRun = options.dryRun === true;
  const changes = await onStandingServer(context, (control) => control.applySchedules({ environment, wanted, dryRun }));
  const lines =
    globals.json === true
      ? changes.map((change) => JSON.stringify(change))
      : changeLines(changes, { environment, dryRun, colors: colorsFor(stdout, env) });
  printLines(stdout, lines);
  return EXIT.ok;
}

export function schedulePauseCommand(
  context: CommandContext,
  name: string,
  options: { readonly note?: string },
): Promise<ExitCode> {
  const note = options.note ?? 'Paused by `meltemi schedule pause`';
  return steer(context, name, 'is paused', (control, ref) => control.pauseSchedule(ref, note));
}

export function scheduleUnpauseCommand(
  context: CommandContext,
  name: string,
  options: { readonly note?: string },
): Promise<ExitCode> {
  const note = options.note ?? 'Unpaused by `meltemi schedule unpause`';
  return steer(context, name, 'goes on', (control, ref) => control.unpauseSchedule(ref, note));
}

export function scheduleBackfillCommand(
  context: CommandContext,
  name: string,
  options: { readonly from: string; readonly to?: string },
): Promise<ExitCode> {
  const from = readTime('--from', options.from);
  const to = options.to === undefined ? new Date() : readTime('--to', options.to);
  if (from >= to) throw usageError('The time of `--from` is not before that of `--to`.', 'Give an earlier `--from`.');
  return steer(context, name, 'runs for the missed times, one after the other', (control, ref) =>
    control.backfillSchedule({ ...ref, from: from.toISOString(), to: to.toISOString() }),
  );
}

async function steer(
  context: CommandContext,
  name: string,
  done: string,
  order: (control: Control, ref: ScheduleRef) => Promise<void>,
): Promise<ExitCode> {
  const project = await loadProject(context);
  // A name that the project does not have is a typing error, whatever the server has.
  findSchedule(project, name);
  await onStandingServer(context, (control) => order(control, { environment: project.environment, name }));
  printLines(context.stderr, [`The schedule \`${name}\` ${done}.`]);
  return EXIT.ok;
}

async function onStandingServer<T>(context: CommandContext, ask: (control: Control) => Promise<T>): Promise<T> {
  const opened = await openStandingControl(context);
  if (opened === null) {
    throw usageError(
      'Schedules need a Temporal that stays when this command ends, and there is none.',
      'Start `meltemi dev` in another terminal first, or name a server with `TEMPORAL_ADDRESS`.',
    );
  }
  try {
    return await ask(opened.control);
  } finally {
    await opened.close();
  }
}

function readTime(option: string, text: string): Date {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  throw usageError(
    `\`${option}\` is \`${text}\`, which is no time.`,
    'Write it as `2026-01-31` or `2026-01-31T05:00:00Z`.',
  );
}

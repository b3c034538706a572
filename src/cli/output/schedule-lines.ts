/** What the schedule commands print. */
import type { AppliedSchedule, ScheduleChange } from '../../model/schedule';
import type { Colors } from './colors';
import { formatLocalTime, plural } from './format';
import { printable } from './text-width';

export interface ChangeOptions {
  readonly environment: string | null;
  readonly dryRun: boolean;
  readonly colors: Colors;
}

const SIGNS: Readonly<Record<ScheduleChange['change'], string>> = { create: '+', update: '~', remove: '-', keep: ' ' };

/** One line for each schedule, those that change with what differs, then a count. */
export function changeLines(changes: readonly ScheduleChange[], options: ChangeOptions): readonly string[] {
  const { environment, dryRun, colors } = options;
  const styles = { create: colors.green, update: colors.yellow, remove: colors.red, keep: colors.dim };
  const lines = changes.flatMap(({ change, scheduleId, differences }) => [
    styles[change](`${SIGNS[change]} ${printable(scheduleId)}`),
    ...differences.map((difference) => `    ${printable(difference)}`),
  ]);
  const count = (change: ScheduleChange['change']): number => changes.filter((each) => each.change === change).length;
  const parts = [
    `${count('create')} ${dryRun ? 'to create' : 'created'}`,
    `${count('update')} ${dryRun ? 'to update' : 'updated'}`,
    `${count('remove')} ${dryRun ? 'to remove' : 'removed'}`,
    `${count('keep')} as they are`,
  ];
  return [
    ...lines,
    `${plural(changes.length, 'schedule')} of environment ${environment ?? 'none'}: ${parts.join(', ')}.`,
  ];
}

/** When it runs and ran, and why it does not; nothing for a schedule that is not on the server. */
export function statusLines(schedule: AppliedSchedule | undefined): readonly string[] {
  if (schedule === undefined) return [];
  const { paused, note, nextRuns, lastRun } = schedule;
  const [next] = nextRuns;
  const paragraphs = [
    paused
      ? `paused${note === null ? '' : `: ${note}`}`
      : `next ${next === undefined ? 'never by itself' : time(next)}`,
    ...(lastRun === null ? [] : [`last ${time(lastRun.at)} as ${lastRun.workflowId}`]),
  ];
  return [`    ${printable(paragraphs.join('; '))}`];
}

function time(text: string): string {
  return formatLocalTime(new Date(text));
}

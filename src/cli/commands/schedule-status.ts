/** When the schedules of a project run on the Temporal that stays, if there is one: what `schedule list` adds for people. */
import type { AppliedSchedule } from '../../model/schedule';
import { viewError } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { openStandingControl } from '../open-control';

/** By name, in the environment that `schedule apply` would use. Empty without a server; one that does not answer is told on stderr. */
export async function appliedSchedules(context: CommandContext): Promise<ReadonlyMap<string, AppliedSchedule>> {
  try {
    const opened = await openStandingControl(context);
    if (opened === null) return new Map();
    try {
      const { environment } = await loadProject(context);
      const applied = await opened.control.listSchedules(environment);
      return new Map(applied.map((schedule) => [schedule.name, schedule]));
    } finally {
      await opened.close();
    }
  } catch (error) {
    printLines(context.stderr, [`The next runs are not known: ${viewError(error).reason}`]);
    return new Map();
  }
}

/** `meltemi schedule list`: the schedules of the project's files and, for people, when they run on the server. */
import type { Job, Project, Schedule } from '../../project/project';
import { EXIT, failedError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { pythonValue } from '../output/python-value';
import { statusLines } from '../output/schedule-lines';
import { appliedSchedules } from './schedule-status';

/** How a schedule of the old kind is drawn, by what it does about transforms. */
const ARROWS: Readonly<Record<string, readonly [string, string]>> = {
  run: ['→', '→'],
  only: ['×', '→'],
  skip: ['→', 'x'],
};

export async function scheduleListCommand(
  context: CommandContext,
  { format }: { readonly format: 'text' | 'json' },
): Promise<ExitCode> {
  const project = await loadProject(context, { ignoreDefaultEnvironment: true });
  if (format === 'json') {
    printLines(context.stdout, [JSON.stringify(listJson(project), null, 2)]);
    return EXIT.ok;
  }
  const lines = project.schedules.map((each) => [line(project, each), each.name] as const);
  const applied = await appliedSchedules(context);
  for (const [text, name] of lines) printLines(context.stdout, [text, ...statusLines(applied.get(name))]);
  return EXIT.ok;
}

function listJson(project: Project): unknown {
  const job: unknown[] = [];
  const elt: unknown[] = [];
  for (const schedule of project.schedules) {
    const { name, interval, cron, env } = schedule;
    if (schedule.elt === null) {
      const { name: jobName, tasks } = jobOf(project, schedule);
      job.push({ name, interval, cron_interval: cron, env, job: { name: jobName, tasks } });
    } else {
      const { extractor, loader, transform } = schedule.elt;
      const args = [extractor, loader, `--transform=${transform}`, `--state-id=${name}`];
      const times = { cron_interval: cron, last_successful_run_ended_at: null };
      elt.push({ name, extractor, loader, transform, interval, env, ...times, elt_args: args });
    }
  }
  return { schedules: { job, elt } };
}

function line(project: Project, schedule: Schedule): string {
  const { name, interval, elt } = schedule;
  if (elt === null) {
    const job = jobOf(project, schedule);
    const tasks = pythonValue(job.tasks.map((task) => (typeof task === 'string' ? task : [...task])));
    return `[${interval}] job ${name}: ${job.name} → ${tasks}`;
  }
  const [first, second] = ARROWS[elt.transform] ?? ['→', 'x'];
  return `[${interval}] elt ${name}: ${elt.extractor} ${first} ${elt.loader} ${second} transforms`;
}

function jobOf(project: Project, schedule: Schedule): Job {
  const job = project.jobs.find((each) => each.name === schedule.job);
  if (job !== undefined) return job;
  throw failedError(
    `Job '${schedule.job ?? ''}' was not found; the schedule \`${schedule.name}\` names it.`,
    `Add it with \`meltemi job add\`, or take the schedule out with \`meltemi schedule remove ${schedule.name}\`.`,
  );
}

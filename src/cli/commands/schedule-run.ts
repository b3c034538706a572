/**
 * `meltemi schedule run`: runs a schedule's job now. A schedule that is on the server is triggered there, so that the server's own
 * rules hold (no run over a live one); else, and with options of its own, the job is run as `meltemi run` does.
 */
import { failedError } from '../cli-error';
import type { ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import type { OpenedControl } from '../control/opened-control';
import { openStandingControl } from '../open-control';
import { loadProject } from '../load-project';
import { runOptions } from './run-options';
import { runJob, watchRun } from './run';
import type { RunCommandOptions } from './run';
import { findSchedule, runOf } from './wanted-schedules';

export async function scheduleRunCommand(
  context: CommandContext,
  name: string,
  options: RunCommandOptions,
): Promise<ExitCode> {
  const project = await loadProject(context);
  const schedule = findSchedule(project, name);
  const given = runOptions(context, [name], options);
  const own = Object.keys(given).some((option) => option !== 'job' && option !== 'environment');
  const opened = own || options.dryRun === true ? null : await openStandingControl(context);
  if (opened !== null) {
    const code = await triggered(context, name, project.environment, opened, options);
    if (code !== null) return code;
  }
  return runJob(context, { ...given, ...runOf(project, schedule) }, options);
}

/** Null: the server does not have it. */
async function triggered(
  context: CommandContext,
  name: string,
  environment: string | null,
  opened: OpenedControl,
  options: RunCommandOptions,
): Promise<ExitCode | null> {
  const { control } = opened;
  let watched = false;
  try {
    const started = await control.triggerSchedule({ environment, name });
    if (started === null) return null;
    const { workflowId, running } = started;
    if (workflowId === null) throw stillRunning(name, running);
    watched = true;
    const follow = (progressEveryMs: number | null) => control.follow({ workflowId, progressEveryMs });
    return await watchRun(
      context,
      name,
      options,
      async () => opened,
      (_, progressEveryMs) => follow(progressEveryMs),
    );
  } finally {
    // Whoever watches closes.
    if (!watched) await opened.close();
  }
}

function stillRunning(name: string, running: string | null): Error {
  return failedError(
    `The schedule \`${name}\` was not run: its run ${running === null ? '' : `\`${running}\` `}is still on.`,
    'Wait for its end, or cancel it with `meltemi cancel`.',
  );
}

/** Installs plugins of a project and shows it; what `install` and `add` have in common. */
import { availableParallelism } from 'node:os';
import { isNative } from '../definitions/native/native-plugins';
import { installPlugins } from '../install/install-plugins';
import { chooseInstaller } from '../install/installer';
import { planInstalls, type InstallSelection } from '../install/plan-installs';
import type { Project } from '../project/project';
import { EXIT, failedError, type ExitCode } from './cli-error';
import { printLines, type CommandContext } from './command-context';
import { colorsFor } from './output/colors';
import { plural } from './output/format';
import { InstallDisplay } from './output/install-display';
import { InstallJson } from './output/install-json';

export interface InstallHow {
  readonly clean: boolean;
  readonly force: boolean;
  /** Null: as many as there are processors. */
  readonly parallel: number | null;
}

/** Throws `ConfigInvalid`; answers 1 when a plugin could not be installed, 130 or 143 after a signal. */
export async function runInstall(
  context: CommandContext,
  project: Project,
  selection: InstallSelection,
  how: InstallHow,
): Promise<ExitCode> {
  const { env, stdout, globals } = context;
  const plan = planInstalls(project.installations(), selection, ({ kind, baseName }) => isNative(kind, baseName));
  const colors = colorsFor(stdout, env);
  const display =
    globals.json === true ? new InstallJson(stdout) : new InstallDisplay(stdout, colors, plan.jobs.length);
  for (const skipped of plan.skipped) display.skipped(skipped);
  if (plan.jobs.length === 0) return EXIT.ok;
  const environment = new Map(plan.jobs[0]?.plugin.variables);
  const installer = chooseInstaller(project.setting('venv.backend'), { root: project.root, environment });
  const stop = new Stop();
  try {
    const host = { root: project.root, installer, ...how, signal: stop.signal };
    const counts = await installPlugins(plan.jobs, host, how.parallel ?? availableParallelism(), display);
    display.close();
    const parts = [
      `installed ${counts.installed}`,
      ...(counts.unchanged > 0 ? [`${counts.unchanged} unchanged`] : []),
      ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ];
    const summary = `${plural(plan.jobs.length, 'environment')}: ${parts.join(', ')}`;
    if (globals.json !== true) printLines(stdout, [counts.failed > 0 ? colors.yellow(summary) : colors.green(summary)]);
    return counts.failed > 0 ? EXIT.failed : EXIT.ok;
  } catch (error) {
    display.close();
    if (stop.code === null) throw error;
    printLines(context.stderr, ['Stopped. What was being installed will be installed anew next time.']);
    return stop.code;
  } finally {
    stop.forget();
  }
}

/** Ends what is under way at Ctrl-C or SIGTERM. */
class Stop {
  code: ExitCode | null = null;
  readonly #controller = new AbortController();
  readonly #onInterrupt = (): void => this.#stop(EXIT.interrupted);
  readonly #onTerminate = (): void => this.#stop(EXIT.terminated);

  constructor() {
    process.on('SIGINT', this.#onInterrupt).on('SIGTERM', this.#onTerminate);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  forget(): void {
    process.off('SIGINT', this.#onInterrupt).off('SIGTERM', this.#onTerminate);
  }

  #stop(code: ExitCode): void {
    this.code ??= code;
    this.#controller.abort();
  }
}

/** The tasks of the job that a schedule starts. Throws for a schedule that does not exist or names no job of the project. */
export function tasksOfSchedule(project: Project, name: string): readonly (string | readonly string[])[] {
  const schedule = project.schedules.find((each) => each.name === name);
  if (schedule === undefined) {
    const known = project.schedules.map((each) => `\`${each.name}\``).join(', ');
    throw failedError(
      `There is no schedule \`${name}\` in the project.`,
      known === '' ? 'Define it below `schedules:`.' : `Its schedules are ${known}.`,
    );
  }
  const job = project.jobs.find((each) => each.name === schedule.job);
  if (job === undefined) {
    throw failedError(
      `The schedule \`${name}\` starts ${schedule.job === null ? 'no job' : `the job \`${schedule.job}\`, which does not exist`}.`,
      'Name the plugins to install instead: `meltemi install tap-x target-y`.',
    );
  }
  return job.tasks;
}

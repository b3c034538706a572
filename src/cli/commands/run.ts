/** `meltemi run`: starts a run, shows it while it runs, and ends with its receipt. */
import type { RunJobOptions } from '../../model/run';
import { EXIT, usageError } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines, widthOf } from '../command-context';
import type { CommandContext } from '../command-context';
import { commandLog } from '../command-log';
import type { Control, RunEvent } from '../control/control';
import { openControl } from '../open-control';
import type { OpenedControl } from '../control/opened-control';
import { colorsFor } from '../output/colors';
import type { Display } from '../output/display';
import { createJsonDisplay } from '../output/json-display';
import { createLiveDisplay } from '../output/live-display';
import { createLogDisplay } from '../output/log-display';
import { createPlainDisplay } from '../output/plain-display';
import { receiptLines } from '../output/receipt';
import { failureLines, leftLines, progressTable } from '../output/run-end';
import { dryRun } from './dry-run';
import { FollowedRun } from './followed-run';
import { installForRun } from './install-for-run';
import { Interrupts } from './interrupts';
import { createStartKey, runOptions } from './run-options';
import type { StateOptions } from './run-options';

interface WatchOptions {
  readonly detach?: boolean;
  /** False: `--no-progress`. */
  readonly progress?: boolean;
}

export interface RunCommandOptions extends StateOptions, WatchOptions {
  readonly dryRun?: boolean;
  readonly install?: boolean;
  readonly onlyInstall?: boolean;
}

export async function runCommand(
  context: CommandContext,
  blocks: readonly string[],
  options: RunCommandOptions,
): Promise<ExitCode> {
  if (blocks.length === 0) {
    // As Meltano ends: a list of blocks that a script has made may be empty.
    commandLog(context).log('info', 'No valid blocks found.');
    return EXIT.ok;
  }
  return runJob(context, runOptions(context, blocks, options), options);
}

/** Also what `schedule run` does. */
export async function runJob(
  context: CommandContext,
  job: RunJobOptions,
  options: RunCommandOptions,
): Promise<ExitCode> {
  if (options.dryRun === true) return dryRun(context, job);
  if (options.install === true || options.onlyInstall === true) {
    const installed = await installForRun(context, job);
    if (installed !== EXIT.ok || options.onlyInstall === true) return installed;
  }
  const title = typeof job.job === 'string' ? job.job : job.job.join(' ');
  return watchRun(
    context,
    title,
    options,
    (say) => openControl(context, say),
    (control, progressEveryMs) => control.run({ options: job, startKey: createStartKey(), progressEveryMs }),
  );
}

/** Shows a run from its start, or from where it is, to its end. */
export async function watchRun(
  context: CommandContext,
  title: string,
  options: WatchOptions,
  open: (say: (message: string) => void) => Promise<OpenedControl>,
  start: (control: Control, progressEveryMs: number | null) => AsyncIterable<RunEvent>,
): Promise<ExitCode> {
  const display = createDisplay(context, title, options);
  const opened = await open(display.say.bind(display));
  try {
    if (options.detach === true && opened.kind === 'embedded') throw detachNeedsServer();
    const events = start(opened.control, options.detach === true ? null : display.progressEveryMs);
    return await follow(context, opened, events, display, options.detach === true);
  } finally {
    display.end();
    await opened.close();
  }
}

function createDisplay(context: CommandContext, title: string, options: WatchOptions): Display {
  const { stdout, stderr, env, globals } = context;
  const withProgress = options.progress !== false;
  if (globals.json === true) return createJsonDisplay(stdout, withProgress);
  const log = commandLog(context);
  if (log.structured) return createLogDisplay(log);
  if (withProgress && options.detach !== true && stderr.isTTY === true && env['TERM'] !== 'dumb') {
    return createLiveDisplay(stderr, { colors: colorsFor(stderr, env), title });
  }
  return createPlainDisplay(stderr, { withProgress });
}

/** Ctrl-C and SIGTERM steer the run while it is followed. */
async function follow(
  context: CommandContext,
  { control, kind }: OpenedControl,
  events: AsyncIterable<RunEvent>,
  display: Display,
  detach: boolean,
): Promise<ExitCode> {
  const run = new FollowedRun(control, display);
  const interrupts = new Interrupts({
    say: (message) => display.say(message),
    cancel: () => void run.cancel(),
    leave: () => run.leave(),
  });
  const stopListening = interrupts.listen();
  try {
    await run.watch(events, detach ? 'started' : 'ended');
    display.end();
    printEnd(context, run, kind);
    if (run.ended?.event === 'finished' || (detach && run.started !== null)) return EXIT.ok;
    const isOurs = run.ended === null || run.ended.code === 'Cancelled';
    return (isOurs ? interrupts.exitCode : null) ?? EXIT.failed;
  } finally {
    stopListening();
  }
}

function printEnd(
  context: CommandContext,
  { ended, started, progress }: FollowedRun,
  kind: OpenedControl['kind'],
): void {
  const { stdout, stderr, env, globals } = context;
  if (ended === null) return printLines(stderr, leftLines(started, kind));
  if (globals.json === true) return;
  const options = { colors: colorsFor(stdout, env), width: widthOf(stdout), uiUrl: started?.uiUrl ?? null };
  // A structured log has told it.
  if (ended.event === 'failed' && !commandLog(context).structured) printLines(stderr, failureLines(ended));
  if (ended.receipt !== null) printLines(stdout, receiptLines(ended.receipt, options));
  else printLines(stdout, progressTable(progress, options));
}

function detachNeedsServer(): Error {
  return usageError(
    '`--detach` needs a Temporal that stays when this command ends.',
    'Start `meltemi dev` in another terminal first, or name a server with `TEMPORAL_ADDRESS`.',
  );
}

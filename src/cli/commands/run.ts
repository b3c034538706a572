/** `meltemi run`: starts a run, shows it while it runs, and ends with its receipt. */
import { EXIT, usageError, viewError } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines, widthOf } from '../command-context';
import type { CommandContext } from '../command-context';
import type { Control, RunEvent } from '../control/control';
import { openControl } from '../open-control';
import type { OpenedControl } from '../open-control';
import { colorsFor } from '../output/colors';
import type { Display } from '../output/display';
import { createJsonDisplay } from '../output/json-display';
import { createLiveDisplay } from '../output/live-display';
import { createPlainDisplay } from '../output/plain-display';
import { receiptLines } from '../output/receipt';
import { Interrupts } from './interrupts';
import { createStartKey, runOptions } from './run-options';
import type { SelectionOptions } from './run-options';

export interface RunCommandOptions extends SelectionOptions {
  readonly detach?: boolean;
  /** False: `--no-progress`. */
  readonly progress?: boolean;
}

type Started = Extract<RunEvent, { event: 'started' }>;
type Ended = Extract<RunEvent, { event: 'finished' | 'failed' }>;

interface Followed {
  readonly started: Started | null;
  /** Null: the command left before the run's end. */
  readonly ended: Ended | null;
}

export async function runCommand(
  context: CommandContext,
  blocks: readonly string[],
  options: RunCommandOptions,
): Promise<ExitCode> {
  const display = createDisplay(context, blocks.join(' '), options);
  const opened = await openControl(context, display.say.bind(display));
  try {
    if (options.detach === true && opened.kind === 'embedded') throw detachNeedsServer();
    const request = {
      options: runOptions(context, blocks, options),
      startKey: createStartKey(),
      progressEveryMs: options.detach === true ? null : display.progressEveryMs,
    };
    return await follow(context, opened, opened.control.run(request), display, options.detach === true);
  } finally {
    display.end();
    await opened.close();
  }
}

function createDisplay(context: CommandContext, title: string, options: RunCommandOptions): Display {
  const { stdout, stderr, env, globals } = context;
  const withProgress = options.progress !== false;
  if (globals.json === true) return createJsonDisplay(stdout, withProgress);
  if (withProgress && options.detach !== true && stderr.isTTY === true && env['TERM'] !== 'dumb') {
    return createLiveDisplay(stderr, { colors: colorsFor(stderr, env), title });
  }
  return createPlainDisplay(stderr, { withProgress });
}

async function follow(
  context: CommandContext,
  opened: OpenedControl,
  events: AsyncIterable<RunEvent>,
  display: Display,
  detach: boolean,
): Promise<ExitCode> {
  let leave: () => void = () => undefined;
  const left = new Promise<null>((resolve) => (leave = () => resolve(null)));
  let started: Started | null = null;
  const interrupts = new Interrupts({
    say: (message) => display.say(message),
    cancel: () => void cancelRun(opened.control, () => started, display),
    leave: () => leave(),
  });
  const stopListening = interrupts.listen();
  try {
    const followed = await watch(events, left, (event) => {
      if (event.event === 'started') started = event;
      display.show(event);
      return detach && event.event === 'started';
    });
    display.end();
    if (followed.ended === null) {
      printLines(context.stderr, leftLines(followed.started, opened.kind));
      return detach ? EXIT.ok : (interrupts.exitCode ?? EXIT.interrupted);
    }
    printEnd(context, followed.ended, followed.started?.uiUrl ?? null);
    if (followed.ended.event === 'finished') return EXIT.ok;
    return followed.ended.code === 'Cancelled' ? (interrupts.exitCode ?? EXIT.failed) : EXIT.failed;
  } finally {
    stopListening();
  }
}

/** Passes events on until the run ends, `left` settles, or `show` answers that it has seen enough. */
async function watch(
  events: AsyncIterable<RunEvent>,
  left: Promise<null>,
  show: (event: RunEvent) => boolean,
): Promise<Followed> {
  const iterator = events[Symbol.asyncIterator]();
  let started: Started | null = null;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), left]);
      if (next === null || next.done === true) return { started, ended: null };
      const event = next.value;
      if (event.event === 'started') started = event;
      const enough = show(event);
      if (event.event === 'finished' || event.event === 'failed') return { started, ended: event };
      if (enough) return { started, ended: null };
    }
  } finally {
    // Not awaited: a generator first ends its pending step, and nobody needs its answer any more.
    void iterator.return?.()?.catch(() => undefined);
  }
}

async function cancelRun(control: Control, started: () => Started | null, display: Display): Promise<void> {
  try {
    for (let run = started(); ; run = started()) {
      if (run !== null) return void (await control.cancel(run.workflowId));
      await new Promise((resolve) => setTimeout(resolve, UNTIL_STARTED_MS));
    }
  } catch (error) {
    display.say(`The cancel did not arrive: ${viewError(error).reason}`);
  }
}

/** A run that is being started has no id yet. */
const UNTIL_STARTED_MS = 50;

function printEnd(context: CommandContext, ended: Ended, uiUrl: string | null): void {
  const { stdout, stderr, env, globals } = context;
  if (globals.json === true) return;
  const { receipt } = ended;
  const tellsError = receipt !== null && receipt.pipelines.some((pipeline) => pipeline.outcome !== 'completed');
  if (ended.event === 'failed' && !tellsError) printLines(stderr, [`${ended.code}: ${ended.message}`]);
  if (receipt !== null)
    printLines(stdout, receiptLines(receipt, { colors: colorsFor(stdout, env), width: widthOf(stdout), uiUrl }));
  else if (uiUrl !== null) printLines(stderr, [uiUrl]);
}

function leftLines(started: Started | null, kind: OpenedControl['kind']): readonly string[] {
  if (started === null) return ['Stopped before the run was started.'];
  const { workflowId, uiUrl } = started;
  return [
    kind === 'embedded'
      ? `Run ${workflowId} keeps its place in .meltemi; it goes on as soon as \`meltemi dev\` runs.`
      : `Run ${workflowId} goes on without this command.`,
    `Follow it with \`meltemi runs\`${uiUrl === null ? '' : `, at ${uiUrl},`} or \`temporal workflow show --workflow-id '${workflowId}'\`.`,
    `End it with \`meltemi cancel '${workflowId}'\`.`,
  ];
}

function detachNeedsServer(): Error {
  return usageError(
    '`--detach` needs a Temporal that stays when this command ends.',
    'Start `meltemi dev` in another terminal first, or name a server with `TEMPORAL_ADDRESS`.',
  );
}

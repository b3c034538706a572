/**
 * `syncStream`: moves one stream, page by page, from the tap to the target.
 *
 * prepare (raise the fence, learn what is loaded) → pages: extract, map, load, overlapped → finish (publish) → bookmarks.
 * A lost host, page or session starts again at the last loaded position under a new fence. A long stream continues as
 * new between pages. A cancel stops extraction, loads what was extracted, writes the bookmark and ends as cancelled.
 */
import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  continueAsNew,
  isCancellation,
  patched,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { StreamOutcome, StreamReceipt } from '../model/receipt';
import { MAX_RESTARTS_IN_VAIN, preparedState, restartDelayMs, restarted, type SyncState } from '../model/sync-state';
import { onHost, preparing } from './activity-options';
import { BookmarkWriter } from './bookmark-writer';
import { readFailure } from './failures';
import { pausedSignal, pauseUpdate, resumeUpdate, streamProgressQuery } from './messages';
import { movePages } from './move-pages';
import type { MoveEnd } from './move-pages';
import { StreamRun } from './stream-run';
import type { SyncStreamInput } from './stream-run';

export type { SyncStreamInput } from './stream-run';

/** Patch: a stream that starts over from its beginning is given up when it comes no further. Runs that began before it go on without. */
const COUNTS_THE_FURTHEST = 'restarts-count-the-furthest';

export async function syncStream(input: SyncStreamInput): Promise<StreamReceipt> {
  const run = new StreamRun(input);
  answerMessages(run);
  const end = await settle(run, () => work(run));
  if (end === 'continue-as-new') {
    await condition(allHandlersFinished);
    await continueAsNew<typeof syncStream>({ ...input, state: run.carried() });
  }
  return run.receipt('completed', null);
}

function answerMessages(run: StreamRun): void {
  setHandler(streamProgressQuery, () => run.view(), {
    description: 'Phase, rows, bytes, bookmark and restarts of this stream',
  });
  setHandler(pausedSignal, (paused) => run.setPaused(paused), { description: 'What the pipeline was asked for' });
  setHandler(pauseUpdate, () => run.setPaused(true), {
    description: 'Stop between pages until `resume`; survives restarts',
  });
  setHandler(resumeUpdate, () => run.setPaused(false), { description: 'Go on after `pause`' });
}

async function work(run: StreamRun): Promise<MoveEnd> {
  if (run.stateOrNull === null) await prepare(run, false);
  const bookmarks = new BookmarkWriter(run);
  for (;;) {
    try {
      const end = await movePages(run, bookmarks);
      if (end === 'end') await finish(run, 'completed');
      await bookmarks.flush();
      return end;
    } catch (error) {
      if (isCancellation(error)) throw error;
      await startOver(run, error);
    }
  }
}

/** Takes the stream back to what is loaded, or throws the error when that would not help. */
async function startOver(run: StreamRun, error: unknown): Promise<void> {
  const failure = readFailure(error);
  const note = `Started again from what was loaded: ${failure.message}`;
  if (!failure.restart || restartsInVain(run.state) >= MAX_RESTARTS_IN_VAIN) throw error;
  run.state = restarted(run.state, `${failure.code}: ${failure.message}`, note);
  run.setPhase('retrying');
  const delay = restartDelayMs(restartsInVain(run.state));
  if (delay > 0) await sleep(delay, { summary: `waiting before another start after ${failure.code}` });
  await prepare(run, !run.context.stream.resumable);
}

/** Where the two ways of counting come to the same, no patch has to be noted. */
function restartsInVain(state: SyncState): number {
  const { fruitlessRestarts, restartsInVain: inVain = 0 } = state;
  return inVain > fruitlessRestarts && patched(COUNTS_THE_FURTHEST) ? inVain : fruitlessRestarts;
}

async function prepare(run: StreamRun, restart: boolean): Promise<void> {
  const prepared = await preparing(run.tuning).prepareLoad.executeWithOptions({ summary: run.name }, [
    { ...run.context, known: run.known, restart },
  ]);
  run.state = preparedState(prepared, run.stateOrNull, Date.now());
}

async function finish(run: StreamRun, outcome: StreamOutcome): Promise<void> {
  run.setPhase('finishing');
  const { context, state, tuning, name } = run;
  const options = {
    summary: `${name} · ${outcome}`,
    // What ended badly should not wait for hours to be tidied up: the next run finds and tidies it.
    ...(outcome === 'completed' ? {} : { scheduleToCloseTimeout: '2 minutes' as const }),
  };
  await onHost(state.hostQueue, tuning).finish.finishLoad.executeWithOptions(options, [
    { ...context, epoch: state.epoch, outcome },
  ]);
}

/** Ends a stream in order whatever happens: published or tidied up, bookmark written, the receipt in the failure. */
async function settle(run: StreamRun, body: () => Promise<MoveEnd>): Promise<MoveEnd> {
  try {
    const end = await body();
    if (end === 'end') run.setPhase('completed');
    return end;
  } catch (error) {
    const outcome = isCancellation(error) ? 'cancelled' : 'failed';
    await CancellationScope.nonCancellable(() => tidyUp(run, outcome));
    run.setPhase(outcome);
    if (outcome === 'cancelled') {
      // A cancelled workflow cannot hand a result or details to its parent.
      await CancellationScope.nonCancellable(() => run.report());
      throw new CancelledFailure(`Stream ${run.name} was cancelled`);
    }
    const failure = readFailure(error);
    throw ApplicationFailure.create({
      type: failure.code,
      message: failure.message,
      nonRetryable: true,
      details: [run.receipt(outcome, failure)],
    });
  }
}

async function tidyUp(run: StreamRun, outcome: StreamOutcome): Promise<void> {
  if (run.stateOrNull === null) return;
  const steps = [() => finish(run, outcome), () => new BookmarkWriter(run).flush()];
  for (const step of steps) {
    // A step that fails must not hide why the stream ended, nor keep the other step from being tried.
    await step().catch(() => undefined);
  }
}

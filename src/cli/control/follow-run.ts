/**
 * Follows a run of `runJob` to its end: waits for its result and, meanwhile, reads its progress at a given rhythm.
 *
 * A server that does not answer is waited for: the run is durable, so it goes on when the server does. The wait has an
 * end, because a script should not hang on a server that somebody took away.
 */
import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobReceipt } from '../../model/receipt';
import type { RunEvent } from './control';
import { ProgressReader } from './read-progress';
import { failedEvent } from './run-failure';
import { isPassing } from './temporal-errors';

export interface RunSite {
  readonly client: Client;
  readonly taskQueue: string;
  readonly uiUrl: (workflowId: string, runId: string) => string | null;
}

/** Five minutes: a server's upgrade or a machine's restart fits in, a server that is gone does not keep a script for ever. */
const WAIT_FOR_SERVER_MS = 5 * 60_000;
const RETRY_SERVER_MS = 1000;

type EndEvent = Extract<RunEvent, { event: 'finished' | 'failed' }>;

/** Ending the iteration early leaves the run alone and cancels the pending requests. */
export async function* followRun(
  site: RunSite,
  run: { readonly workflowId: string; readonly runId?: string; readonly job: string },
  progressEveryMs: number | null,
): AsyncGenerator<RunEvent> {
  const { client } = site;
  const runId = run.runId ?? (await client.workflow.getHandle(run.workflowId).describe()).runId;
  yield { event: 'started', workflowId: run.workflowId, runId, uiUrl: site.uiUrl(run.workflowId, runId) };
  const abort = new AbortController();
  // Each request under way listens, and a look at many streams is many requests.
  setMaxListeners(0, abort.signal);
  const notices: string[] = [];
  const handle = client.workflow.getHandle<() => Promise<JobReceipt>>(run.workflowId, runId);
  const end = client.withAbortSignal(abort.signal, () =>
    awaitEnd(handle, abort.signal, (message) => notices.push(message)),
  );
  end.catch(() => undefined);
  const notice = (message: string): void => void notices.push(message);
  const { taskQueue } = site;
  const reader = new ProgressReader({ client, taskQueue, workflowId: run.workflowId, job: run.job, notice });
  try {
    for (;;) {
      const ended = await endWithin(end, progressEveryMs ?? NO_PROGRESS_TICK_MS);
      for (const message of notices.splice(0)) yield { event: 'notice', message };
      if (ended !== null) {
        // Temporal keeps no details of a cancel, so how far the streams came has to be asked.
        const last = ended.event === 'failed' && ended.receipt === null ? await reader.readEnd() : null;
        if (last !== null) yield last;
        yield ended;
        return;
      }
      const progress =
        progressEveryMs === null ? null : await client.withAbortSignal(abort.signal, () => reader.read());
      if (progress !== null) yield progress;
    }
  } finally {
    abort.abort();
  }
}

/** Without progress the loop only wakes to pass notices on. */
const NO_PROGRESS_TICK_MS = 5000;

async function endWithin(end: Promise<EndEvent>, ms: number): Promise<EndEvent | null> {
  const timer = new AbortController();
  const tick = sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined);
  try {
    return (await Promise.race([end, tick])) ?? null;
  } finally {
    timer.abort();
  }
}

async function awaitEnd(
  handle: WorkflowHandle<() => Promise<JobReceipt>>,
  signal: AbortSignal,
  notice: (message: string) => void,
): Promise<EndEvent> {
  for (let lostAt: number | null = null; ;) {
    try {
      return { event: 'finished', receipt: await handle.result() };
    } catch (error) {
      if (error instanceof WorkflowFailedError) return failedEvent(error);
      const now = Date.now();
      if (signal.aborted || !isPassing(error) || (lostAt !== null && now - lostAt > WAIT_FOR_SERVER_MS)) throw error;
      if (lostAt === null)
        notice('The Temporal server does not answer; the run goes on when it is back. Waiting for it.');
      lostAt ??= now;
      await sleep(RETRY_SERVER_MS);
    }
  }
}

/** Tells the workflow of an activity how far its streams are, as the streams of native plugins do. */
import { Context } from '@temporalio/activity';
import type { StreamProgressView } from '../model/progress';

const EVERY_MS = 5000;
/** Somebody who has just started a run wants to see that it moves. */
const FIRST_AFTER_MS = 1000;
/** A signal costs events of the workflow's history, so long runs report less often: some 600 times in a day. */
const PER_ELAPSED = 0.01;
/** Streams per report; others come with the next ones. */
const MAX_VIEWS = 20;

/** Gets all streams, as often as one likes. A report that does not arrive is none. */
export function progressReporter(): (views: readonly StreamProgressView[]) => void {
  const context = Context.current();
  const { workflowExecution } = context.info;
  const startedAtMs = Date.now();
  const told = new Map<string, number>();
  let toldAtMs = startedAtMs - EVERY_MS + FIRST_AFTER_MS;
  return (views) => {
    const now = Date.now();
    if (workflowExecution === undefined) return;
    if (now - toldAtMs < Math.max(EVERY_MS, PER_ELAPSED * (now - startedAtMs))) return;
    toldAtMs = now;
    const news = views.filter(({ stream, extractedRows }) => told.get(stream) !== extractedRows).slice(0, MAX_VIEWS);
    const handle = context.client.workflow.getHandle(workflowExecution.workflowId, workflowExecution.runId);
    for (const view of news) {
      told.set(view.stream, view.extractedRows);
      const seconds = (now - startedAtMs) / 1000;
      handle.signal('streamProgress', { ...view, seconds }).catch(() => undefined);
    }
  };
}

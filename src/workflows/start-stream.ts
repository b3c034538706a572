/** Starts a `syncStream` child and reads its end as a receipt, whichever way it ended. */
import {
  CancellationScope,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  ParentClosePolicy,
  ApplicationFailure,
  getExternalWorkflowHandle,
  isCancellation,
  patched,
  sleep,
  startChild,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { StreamReceipt } from '../model/receipt';
import { readFailure } from './failures';
import { pipelineAttributes } from './search-attributes';
import type { SyncStreamInput } from './stream-run';
import { syncStream } from './sync-stream';

/** A child that an ended pipeline left behind flushes and closes within its cancel grace; wait a little longer than that. */
const LEFTOVER_TRIES = 40;
const LEFTOVER_WAIT = '2s';
/** Patch: a cancel reaches a stream that has gone on in a new history. Runs that were cancelled before it are replayed without. */
const CANCELS_BY_NAME = 'cancel-stream-by-name';

export async function startStream(
  input: SyncStreamInput,
  names: { readonly job: string; readonly workflowId: string },
): Promise<StreamReceipt> {
  const handle = await start(input, names);
  const endWatch = cancelLaterRuns(names.workflowId);
  try {
    return await handle.result();
  } catch (error) {
    const receipt = receiptOf(error);
    if (receipt !== null) return receipt;
    if (isCancellation(error)) throw error;
    const failure = readFailure(error);
    return { ...emptyReceipt(input), outcome: 'failed', error: { code: failure.code, message: failure.message } };
  } finally {
    endWatch();
  }
}

/**
 * The server takes the cancel of a child for one of the run that the child began with, which is over once the stream has gone on in a new
 * history; a cancel by the name alone is for the run that goes on. Answers what ends the watch.
 */
function cancelLaterRuns(workflowId: string): () => void {
  let isOver = false;
  CancellationScope.current().cancelRequested.catch(() => {
    if (isOver || !patched(CANCELS_BY_NAME)) return;
    CancellationScope.nonCancellable(() => getExternalWorkflowHandle(workflowId).cancel()).catch(() => undefined); // ended meanwhile
  });
  return () => {
    isOver = true;
  };
}

async function start(input: SyncStreamInput, names: { readonly job: string; readonly workflowId: string }) {
  const { pipeline, stream } = input.context;
  for (let tries = 1; ; tries++) {
    try {
      return await startChild(syncStream, {
        workflowId: names.workflowId,
        args: [input],
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
        staticSummary: `${stream.name} → ${stream.output.name} · ${stream.replication.method.toLowerCase()} · ${stream.output.loadMode}`,
        ...(input.searchAttributes
          ? { typedSearchAttributes: pipelineAttributes(names.job, pipeline, stream.name) }
          : {}),
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError) || tries >= LEFTOVER_TRIES) throw error;
      await sleep(LEFTOVER_WAIT, { summary: `waiting for an earlier ${names.workflowId} to end` });
    }
  }
}

/** The receipt rides in the failure's details, so that a red child still says what it did. */
function receiptOf(error: unknown): StreamReceipt | null {
  if (!(error instanceof ChildWorkflowFailure)) return null;
  const detail = error.cause instanceof ApplicationFailure ? error.cause.details?.[0] : undefined;
  return isReceipt(detail) ? detail : null;
}

function isReceipt(value: unknown): value is StreamReceipt {
  return typeof value === 'object' && value !== null && 'stream' in value && 'outcome' in value && 'rows' in value;
}

function emptyReceipt(input: SyncStreamInput): StreamReceipt {
  const { stream } = input.context;
  return {
    stream: stream.name,
    outcome: 'failed',
    rows: 0,
    extractedRows: 0,
    bytes: 0,
    pages: 0,
    seconds: 0,
    bookmark: input.known?.bookmark ?? null,
    delivery: stream.output.delivery,
    restarts: 0,
    notes: [],
    hostQueue: null,
  };
}

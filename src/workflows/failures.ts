/** Failures: which error of ours an activity ended with, what the workflow does about it, and how a pipeline fails. */
import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/workflow';
import { RECOVERY } from '../model/errors';
import type { PipelineReceipt } from '../model/receipt';

export interface Failure {
  /** Our error code, or Temporal's kind of failure when it is none of ours. */
  readonly code: string;
  readonly message: string;
  /** The stream can start over from what is loaded. */
  readonly restart: boolean;
}

export function readFailure(error: unknown): Failure {
  const root = rootOf(error);
  if (root instanceof TimeoutFailure) {
    const lostHost = root.timeoutType === 'SCHEDULE_TO_START';
    return lostHost
      ? { code: 'HostLost', message: 'The worker that holds the pages did not answer.', restart: true }
      : { code: 'TimedOut', message: `An activity ran out of time (${root.timeoutType}).`, restart: false };
  }
  if (root instanceof ApplicationFailure) {
    const code = root.type ?? 'Error';
    return { code, message: root.message, restart: isOurs(code) && RECOVERY[code] === 'restart-stream' };
  }
  return { code: 'Error', message: root instanceof Error ? root.message : String(root), restart: false };
}

function isOurs(code: string): code is keyof typeof RECOVERY {
  return Object.prototype.hasOwnProperty.call(RECOVERY, code);
}

function rootOf(error: unknown): unknown {
  if ((error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) && error.cause !== undefined) {
    return rootOf(error.cause);
  }
  return error;
}

/** Of a pipeline that could not run as a whole. */
export function pipelineFailed(receipt: PipelineReceipt): ApplicationFailure {
  const { code = 'Error', message = 'It ended without saying why.' } = receipt.error ?? {};
  return ApplicationFailure.create({ type: code, message, nonRetryable: true, details: [receipt] });
}

/** Of a pipeline with streams that failed. */
export function streamsFailed(receipt: PipelineReceipt): ApplicationFailure {
  const failed = receipt.streams.filter((stream) => stream.outcome === 'failed');
  const names = failed.map((stream) => `${stream.stream} (${stream.error?.message ?? 'failed'})`);
  return ApplicationFailure.create({
    type: 'StreamsFailed',
    message: `${failed.length} of ${receipt.streamCount} streams failed: ${names.join('; ')}`,
    nonRetryable: true,
    details: [receipt],
  });
}

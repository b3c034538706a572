/** Reads how a `runJob` ended when it did not complete: code, message and, where it left one, its receipt. */
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/client';
import type { WorkflowFailedError } from '@temporalio/client';
import type { JobReceipt } from '../../model/receipt';
import type { RunEvent } from './control';

type FailedEvent = Extract<RunEvent, { event: 'failed' }>;

export function failedEvent(error: WorkflowFailedError): FailedEvent {
  const chain = causes(error.cause);
  const receipt = chain.map(receiptIn).find((found) => found !== null) ?? null;
  const root = chain.find((cause) => isTelling(cause)) ?? chain.at(-1) ?? error;
  return { event: 'failed', code: codeOf(root), message: root.message, receipt };
}

function causes(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}

/** Activity and child failures only say that something below them failed. */
function isTelling(error: Error): boolean {
  return (
    error instanceof ApplicationFailure ||
    error instanceof CancelledFailure ||
    error instanceof TerminatedFailure ||
    error instanceof TimeoutFailure
  );
}

function codeOf(error: Error): string {
  if (error instanceof ApplicationFailure) return error.type ?? 'Error';
  if (error instanceof CancelledFailure) return 'Cancelled';
  if (error instanceof TerminatedFailure) return 'Terminated';
  if (error instanceof TimeoutFailure) return 'TimedOut';
  return 'Error';
}

/** A failed or cancelled `runJob` carries its receipt in the failure's details. */
function receiptIn(error: Error): JobReceipt | null {
  const details = error instanceof ApplicationFailure || error instanceof CancelledFailure ? (error.details ?? []) : [];
  return details.find(isJobReceipt) ?? null;
}

function isJobReceipt(value: unknown): value is JobReceipt {
  return (
    typeof value === 'object' &&
    value !== null &&
    'job' in value &&
    'pipelines' in value &&
    Array.isArray(value.pipelines)
  );
}

/**
 * One attempt of an activity: heartbeats while it works, a signal that tells it to stop, errors turned into failures.
 * The heartbeat says that the worker lives and the event loop turns; a source or target that hangs is caught by the
 * timeouts of its own connection.
 */
import { Context } from '@temporalio/activity';
import { MeltemiError } from '../model/errors';
import type { Redactor } from '../model/redactor';
import { toFailure } from './failure';

export interface Attempt {
  /** Aborted on cancel, on a lost heartbeat and when the worker shuts down. */
  readonly signal: AbortSignal;
  /** Unique for this attempt of this activity: `<activity id>.<attempt>`. */
  readonly id: string;
  /** From 1. */
  readonly attempt: number;
}

/** Beats per heartbeat timeout: two may be lost before the server gives the attempt up. */
const BEATS_PER_TIMEOUT = 3;

/** `details`: what a next attempt should know of this one. */
export async function inAttempt<T>(
  redactor: Redactor,
  heartbeatTimeoutSeconds: number | null,
  body: (attempt: Attempt) => Promise<T>,
  details: () => unknown = () => undefined,
): Promise<T> {
  const context = Context.current();
  const { activityId, attempt } = context.info;
  const beat =
    heartbeatTimeoutSeconds === null
      ? null
      : setInterval(() => context.heartbeat(details()), (heartbeatTimeoutSeconds * 1000) / BEATS_PER_TIMEOUT);
  try {
    return await body({ signal: context.cancellationSignal, id: `${activityId}.${attempt}`, attempt });
  } catch (error) {
    // The server does not listen to an attempt that it has given up, so a refusal is only ever seen here.
    if (error instanceof MeltemiError && error.code === 'FencedOut') context.log.warn(`FencedOut: ${error.message}`);
    // A cancelled attempt fails in whatever way its driver fails; what counts is that it was cancelled.
    if (context.cancellationSignal.aborted) await context.cancelled;
    throw toFailure(error, redactor, attempt);
  } finally {
    if (beat !== null) clearInterval(beat);
  }
}

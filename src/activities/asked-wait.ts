/**
 * A wait that a service asked for is kept even when Temporal forgets it. A server that was killed repeats the last tasks of its journal,
 * and so may hand an activity out again before the retry that it has noted is due (seen with the development server, for a kill within
 * seconds of the refusal). Such an attempt fails again, for the same reason, with what is left of the wait.
 */
import { Context } from '@temporalio/activity';
import type { ErrorCode } from '../model/errors';
import { MeltemiError } from '../model/errors';
import type { Redactor } from '../model/redactor';

/** What a refused attempt leaves to the next one, as heartbeat details: wire format, and shown in the UI. */
export interface AskedWait {
  readonly refusal: { readonly code: ErrorCode; readonly reason: string; readonly instruction: string };
  /** How often an attempt that came early was sent back. */
  readonly sentBack: number;
}

/** An attempt counts as early from here on, in ms: more than the clocks of two hosts that keep time are apart. */
const EARLY_MS = 2000;

/** A worker whose clock lags behind the server's finds every attempt early; after so many it goes on, and the service may refuse it. */
const MAX_SENT_BACK = 3;

/** Runs `body`, an attempt of an activity that heartbeats; throws what it throws, or the earlier refusal when the wait is not over. */
export async function keepAskedWait<T>(redactor: Redactor, body: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const asked = context.info.heartbeatDetails as AskedWait | undefined;
  const leftMs = context.info.currentAttemptScheduledTimestampMs - Date.now();
  if (asked?.refusal !== undefined && leftMs > EARLY_MS && asked.sentBack < MAX_SENT_BACK) {
    const { code, reason, instruction } = asked.refusal;
    context.heartbeat({ ...asked, sentBack: asked.sentBack + 1 } satisfies AskedWait);
    throw new MeltemiError(code, reason, instruction, { retryAfterSeconds: Math.ceil(leftMs / 1000) });
  }
  try {
    return await body();
  } catch (error) {
    if (error instanceof MeltemiError && error.retryAfterSeconds !== undefined) {
      const refusal = {
        code: error.code,
        reason: redactor.text(error.reason),
        instruction: redactor.text(error.instruction),
      };
      context.heartbeat({ refusal, sentBack: 0 } satisfies AskedWait);
    }
    throw error;
  }
}

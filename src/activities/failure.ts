/** Our errors → Temporal's failures: the only place where the two meet. Nothing secret leaves here. */
import { CancelledFailure } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, TemporalFailure } from '@temporalio/common';
import { MeltemiError, type ErrorCode } from '../model/errors';
import type { Redactor } from '../model/redactor';

/** A bug of ours is tried a few times (it may be a passing state), then shown with its stack. */
const MAX_ATTEMPTS_FOR_BUGS = 5;

/**
 * A program that is killed time and again runs out of memory at the same place, which a person should look at. Ten: with the waits of
 * the retry policy that is about a minute, enough for a machine that was short of memory for a moment. One that hangs takes hours for it.
 */
const MAX_ATTEMPTS_IN_VAIN: Readonly<Partial<Record<ErrorCode, number>>> = { PluginKilled: 10, PluginSilent: 3 };
const WHAT_THEN: Readonly<Partial<Record<ErrorCode, string>>> = {
  PluginKilled: 'give it more memory, or less to do',
  PluginSilent: 'find out what it waits for',
};

/** A history keeps the whole message of a failure; nobody reads more than this. */
const MAX_MESSAGE_LENGTH = 2000;

/** Waiting for the other side is no alarm: these do not count as errors in logs and metrics. */
const BENIGN = new Set(['SourceRateLimited', 'PageStoreFull', 'LoadOutOfOrder']);

/** `attempt`: from 1; of those in a row that came no further, where that is known. */
export function toFailure(error: unknown, redactor: Redactor, attempt: number): unknown {
  if (error instanceof CancelledFailure || error instanceof TemporalFailure) return error;
  if (error instanceof MeltemiError) {
    const isInVain = attempt >= (MAX_ATTEMPTS_IN_VAIN[error.code] ?? Infinity);
    const last = isInVain
      ? ` This was the last of ${attempt} tries that came no further: ${WHAT_THEN[error.code] ?? 'look at it'}.`
      : '';
    return ApplicationFailure.create({
      type: error.code,
      message: clip(redactor.text(error.message)) + last,
      nonRetryable: error.recovery !== 'retry' || isInVain,
      ...(error.retryAfterSeconds === undefined ? {} : { nextRetryDelay: `${error.retryAfterSeconds}s` }),
      ...(BENIGN.has(error.code) ? { category: ApplicationFailureCategory.BENIGN } : {}),
    });
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return ApplicationFailure.create({
    type: 'InternalError',
    message: clip(redactor.text(`${text} (an error inside Meltemi; please report it)`)),
    nonRetryable: attempt >= MAX_ATTEMPTS_FOR_BUGS,
  });
}

function clip(text: string): string {
  return text.length <= MAX_MESSAGE_LENGTH ? text : `${text.slice(0, MAX_MESSAGE_LENGTH)} ...`;
}

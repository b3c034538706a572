/** What a token request that was not answered with a success means: try again, or look at the credentials. */
import { MeltemiError } from '../../model/errors';
import { isRetriable, RETRY_STATUSES, retryAfterSeconds } from '../http/retry';
import type { Response } from '../http/response';

/**
 * `SourceRateLimited` for 429 and `SourceUnavailable` from 500 on, with what `Retry-After` asks for; `CredentialsRejected` for the others:
 * RFC 6749 (5.2) has 400 and 401 for a client that is refused.
 */
export function tokenError(response: Response, nowMs: number): MeltemiError {
  const { status, path } = response;
  const what = `The token request for path ${path} was refused with status ${status}.`;
  if (!isRetriable(response, RETRY_STATUSES))
    return new MeltemiError('CredentialsRejected', what, 'Look at the OAuth settings of the tap.');
  const seconds = retryAfterSeconds(response, nowMs);
  return new MeltemiError(
    status === 429 ? 'SourceRateLimited' : 'SourceUnavailable',
    what,
    'It is tried again by itself; if it stays, look at the server of the tokens.',
    seconds === null ? {} : { retryAfterSeconds: seconds },
  );
}

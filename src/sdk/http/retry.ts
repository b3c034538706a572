/** Which failures of a request are tried again, and after how long: the Singer SDK's rules, and `Retry-After` beside them. */
import { MeltemiError } from '../../model/errors';
import { MAX_WAIT_ASKED_SECONDS } from '../limits/rate-limit';
import type { Response } from './response';

/** Tries of one request in all. */
export const MAX_TRIES = 5;
/** Statuses below 500 that are tried again. */
export const RETRY_STATUSES: readonly number[] = [429];

export interface RetryRules {
  readonly extraRetryStatuses: readonly number[];
  /** Whether the answer says that nothing more may be asked for now. */
  readonly isExhausted: boolean;
}

/** 2, 4, 8, 16 s, ... */
export function exponentialWait(tries: number): number {
  return 2 ** tries;
}

/** The seconds that `Retry-After` asks for, given as seconds or as a date; null without one that can be read. */
export function retryAfterSeconds(response: Response, nowMs: number): number | null {
  const value = response.header('retry-after')?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(value)) return Math.min(Number(value), MAX_WAIT_ASKED_SECONDS);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.min(Math.max(0, (date - nowMs) / 1000), MAX_WAIT_ASKED_SECONDS);
}

export function isRetriable({ status }: Response, extraRetryStatuses: readonly number[]): boolean {
  return status >= 500 || extraRetryStatuses.includes(status);
}

/** The error for an answer that is no success; null for one that is. */
export function statusError(response: Response, rules: RetryRules): MeltemiError | null {
  const { status, reason, path } = response;
  if (status < 400) return null;
  const kind = status < 500 ? 'Client' : 'Server';
  // A refusal by 403 is what GitHub and others have for too many requests.
  if (status === 403 && rules.isExhausted)
    return new MeltemiError(
      'SourceRateLimited',
      `403 Client Error: ${reason} for path: ${path}; no more requests are allowed for now.`,
      'It is tried again by itself.',
    );
  const what = `${status} ${kind} Error: ${reason} for path: ${path}`;
  if (isRetriable(response, rules.extraRetryStatuses)) {
    const code = status === 429 ? 'SourceRateLimited' : 'SourceUnavailable';
    return new MeltemiError(code, `${what}.`, 'It is tried again by itself; if it stays, look at the API.');
  }
  if (status === 401 || status === 403)
    return new MeltemiError(
      'CredentialsRejected',
      `${what}.`,
      "Look at the credentials in the tap's settings and at what they may read.",
    );
  return new MeltemiError(
    'SourceRejected',
    `${what}.`,
    'Look at the path, the parameters and the payload of the stream.',
  );
}

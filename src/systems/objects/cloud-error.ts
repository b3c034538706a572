/** What a cloud's client throws, as an error of ours: by HTTP status, with the client's own words. */
import { MeltemiError } from '../../model/errors';
import type { ErrorCode } from '../../model/errors';
import type { StoreWording } from './object-store';

/** Names of errors that say it better than the status, which is 400 or none. */
const BAD_CREDENTIALS: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidToken',
  'TokenRefreshRequired',
]);
/** Requests that are fine and may be tried again: timeouts, conflicts and limits. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 412, 425, 429]);

/** `doing`: `Reading \`dev:a/state.json\``. The status is null when no answer came. Aborts come back as they are. */
export function cloudError(
  doing: string,
  place: string,
  status: number | null,
  cause: unknown,
  wording: Pick<StoreWording, 'what' | 'placeSetting'>,
): Error {
  if (cause instanceof MeltemiError) return cause;
  if (cause instanceof Error && cause.name === 'AbortError') return cause;
  const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const [code, instruction] = meaningOf(status, cause instanceof Error ? cause.name : '', wording);
  const reason = `${doing} in ${wording.what} ${place} failed: ${why.replace(/\.?$/, '.')}`;
  return new MeltemiError(code, reason, instruction, { cause });
}

function meaningOf(
  status: number | null,
  name: string,
  { what, placeSetting }: Pick<StoreWording, 'what' | 'placeSetting'>,
): readonly [ErrorCode, string] {
  if (status === 401 || BAD_CREDENTIALS.has(name)) return ['CredentialsRejected', `Check the credentials of ${what}.`];
  if (status === 403) return ['PermissionDenied', `Check the credentials of ${what} and what they allow.`];
  if (status === 404) return ['ConfigInvalid', `Check that the bucket or container in \`${placeSetting}\` exists.`];
  if (status !== null && status >= 400 && status < 500 && !PASSING.has(status))
    return ['TargetRejected', `Check the settings of ${what}.`];
  return ['TargetUnavailable', 'Check that it can be reached from here.'];
}

/** HTTP status of an error of Azure's or Google's client; null when it has none. */
export function statusIn(error: unknown, property: 'statusCode' | 'code'): number | null {
  if (typeof error !== 'object' || error === null || !(property in error)) return null;
  const status = Number((error as Readonly<Record<string, unknown>>)[property]);
  return Number.isInteger(status) ? status : null;
}

/** What a cloud's client throws, as an error of ours: by HTTP status, with the client's own words. */
import { MeltemiError } from '../../model/errors';
import type { ErrorCode } from '../../model/errors';

/** `doing`: `Reading \`dev:a/state.json\``. The status is null when no answer came. */
export function cloudError(doing: string, place: string, status: number | null, cause: unknown): MeltemiError {
  if (cause instanceof MeltemiError) return cause;
  const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const [code, instruction] = meaningOf(status);
  return new MeltemiError(
    code,
    `${doing} in the state backend ${place} failed: ${why.replace(/\.?$/, '.')}`,
    instruction,
    { cause },
  );
}

function meaningOf(status: number | null): readonly [ErrorCode, string] {
  if (status === 401) return ['CredentialsRejected', 'Check the credentials of the state backend.'];
  if (status === 403) return ['PermissionDenied', 'Check the credentials of the state backend and what they allow.'];
  if (status === 404) return ['ConfigInvalid', 'Check that the bucket or container in `state_backend.uri` exists.'];
  return ['TargetUnavailable', 'Check that it can be reached from here.'];
}

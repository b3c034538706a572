/** What Temporal's client throws, said for people: a lost server, an unknown workflow, a refused update. */
import { isGrpcServiceError, ServiceError, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { failedError } from '../cli-error';

/** gRPC status codes after which the same call may succeed: unavailable, deadline exceeded, aborted, resource exhausted, internal. */
const PASSING_CODES = new Set([14, 4, 10, 8, 13]);

/** The server was not reached or had no time; whatever was asked may be asked again. */
export function isPassing(error: unknown): boolean {
  const code = grpcCode(error);
  return code !== null && PASSING_CODES.has(code);
}

/** Answers `error` itself when there is nothing better to say. */
export function tellTemporalError(error: unknown): unknown {
  if (error instanceof WorkflowUpdateFailedError) {
    return failedError(error.cause?.message ?? error.message, '', error);
  }
  if (error instanceof WorkflowNotFoundError) {
    return failedError(
      `Temporal knows no running workflow \`${error.workflowId}\`.`,
      'See `meltemi runs` for the runs there are.',
      error,
    );
  }
  const code = grpcCode(error);
  if (code === null) return error;
  const said =
    error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
  if (code === PERMISSION_DENIED || code === UNAUTHENTICATED) {
    return failedError(
      `The Temporal server refused access: ${said}.`,
      'Check `TEMPORAL_API_KEY`, the TLS certificate and `TEMPORAL_NAMESPACE`.',
      error,
    );
  }
  return failedError(
    `The Temporal server did not answer: ${said}.`,
    'Check that it runs and that `TEMPORAL_ADDRESS` (or the profile in `temporal.toml`) names it; runs keep their place meanwhile.',
    error,
  );
}

const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** The client wraps gRPC's own error in a `ServiceError`. */
function grpcCode(error: unknown): number | null {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof ServiceError && isGrpcServiceError(error.cause) ? error.cause.code : null;
}

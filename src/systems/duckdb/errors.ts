/**
 * What DuckDB's errors mean: its messages begin with their kind (`IO Error: ...`). They quote values of rows, so only the
 * kind is passed on, and the text of those that speak of files.
 */
import { MeltemiError } from '../../model/errors';

/** The words before ` Error:`, `Conversion` or `IO`; null for what is not DuckDB's. */
export function duckdbErrorKind(error: unknown): string | null {
  return /^(?:TransactionContext )?([A-Z][A-Za-z ]*?) Error: /.exec(duckdbMessage(error))?.[1] ?? null;
}

/** Empty for what is not DuckDB's. Its errors are made by native code, for which there may be another `Error` than here. */
export function duckdbMessage(error: unknown): string {
  if (typeof error !== 'object' || error === null || error instanceof MeltemiError) return '';
  return 'message' in error && typeof error.message === 'string' ? error.message : '';
}

/** `doing` is a clause: `writing a Parquet file`. Errors that are not DuckDB's come back as they are. */
export function duckdbError(error: unknown, doing: string): unknown {
  const kind = duckdbErrorKind(error);
  if (kind === null) return error;
  const failed = `DuckDB failed ${doing}`;
  switch (kind) {
    case 'IO':
      return new MeltemiError(
        'TargetUnavailable',
        `${failed}: ${firstLine(duckdbMessage(error))}`,
        'It is tried again; check that the disk has room and that the file is on it.',
      );
    case 'Out of Memory':
      return new MeltemiError(
        'TargetUnavailable',
        `${failed}: it needs more memory than it may take.`,
        'It is tried again; fewer columns need less.',
      );
    default:
      return new MeltemiError(
        'TargetRejected',
        `${failed} (${kind} error).`,
        'It will fail the same way again; leave columns out of the selection to find the one that it is about.',
      );
  }
}

function firstLine(message: string): string {
  return message.replace(/^[A-Za-z ]+: /, '').split('\n', 1)[0] ?? '';
}

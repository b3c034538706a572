/** What the disk says, as errors of the product. */
import { MeltemiError } from '../../model/errors';

/** `path`: as the settings have it. */
export function fileError(error: unknown, path: string): MeltemiError {
  if (error instanceof MeltemiError) return error;
  const code = String((error as NodeJS.ErrnoException).code ?? error);
  const what = `The file \`${path}\` cannot be read: ${code}.`;
  if (code === 'ENOENT')
    return new MeltemiError('SourceRejected', `There is no file \`${path}\`.`, 'Correct the path, or put it there.', {
      cause: error,
    });
  if (code === 'EACCES' || code === 'EPERM')
    return new MeltemiError('PermissionDenied', what, 'Let the user that Meltemi runs as read it.', { cause: error });
  if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR')
    return new MeltemiError(
      'RecordInvalid',
      `The file \`${path}\` is compressed with gzip and ${code === 'Z_BUF_ERROR' ? 'ends too early' : 'is damaged'}.`,
      'Put a whole copy there and run again.',
      { cause: error },
    );
  return new MeltemiError('SourceUnavailable', what, 'Check the disk or the network share; it is tried again.', {
    cause: error,
  });
}

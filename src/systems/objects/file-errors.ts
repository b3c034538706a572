/** What the file system's errors mean for those who keep files: path and remedy. */
import { MeltemiError } from '../../model/errors';

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** How messages name who works with the files, and the setting that says where they are. */
export interface FileWording {
  /** `target-jsonl`. */
  readonly who: string;
  /** `destination_path`. */
  readonly setting: string;
}

/** `doing` ends before the path: `writing`. Errors that are not the file system's come back as they are. */
export function fileError(error: unknown, doing: string, path: string, { who, setting }: FileWording): unknown {
  const failed = `${who} failed ${doing} \`${path}\``;
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new MeltemiError(
        'TargetUnavailable',
        `${failed}: the disk is full.`,
        'Free space; the load goes on by itself then.',
        {
          cause: error,
        },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new MeltemiError(
        'PermissionDenied',
        `${failed}: the worker's user may not.`,
        `Give that user the folder, or change \`${setting}\`.`,
        { cause: error },
      );
    case 'EEXIST':
    case 'ENOTDIR':
    case 'EISDIR':
      return new MeltemiError(
        'TargetRejected',
        `${failed}: a file stands where a folder is needed, or a folder where a file is.`,
        `Move it away, or change \`${setting}\`.`,
        { cause: error },
      );
    case 'EIO':
    case 'EMFILE':
    case 'ENFILE':
    case 'ESTALE':
      return new MeltemiError('TargetUnavailable', `${failed} (${errorCode(error)}).`, 'It is tried again.', {
        cause: error,
      });
    case 'ENOTSUP':
    case 'EOPNOTSUPP':
    case 'ENOSYS':
    case 'EMLINK':
      return new MeltemiError(
        'TargetRejected',
        `${failed}: this file system knows no hard links, which the manifest needs to be exact.`,
        `Set \`${setting}\` to a folder on a local disk.`,
        { cause: error },
      );
    default:
      return error;
  }
}

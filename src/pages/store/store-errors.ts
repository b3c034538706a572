/** What the file system's errors mean for the page store. */
import { MeltemiError } from '../../model/errors';

/** Loads free pages every few seconds, so that is when another try makes sense. */
const RETRY_AFTER_SECONDS = 5;

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The product's error for a failed file operation; errors that are none of the store's business come back as they are. */
export function storeError(error: unknown, doing: string, path: string): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new MeltemiError(
        'PageStoreFull',
        `The disk is full while ${doing} \`${path}\`.`,
        'Free space there, or point the page directory to a larger disk; extraction goes on by itself then.',
        { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new MeltemiError(
        'PermissionDenied',
        `The worker may not write while ${doing} \`${path}\`.`,
        "Give the worker's user the directory (`chown`), or point the page directory elsewhere.",
        { cause: error },
      );
    case 'EEXIST':
    case 'ENOTDIR':
      return new MeltemiError(
        'ConfigInvalid',
        `The page store cannot use \`${path}\`: a file stands where a directory should be.`,
        'Remove the file, or point the page directory elsewhere.',
        { cause: error },
      );
    case 'ENOENT':
      return pageMissing(path, 'it is gone');
    case 'ELOOP':
      return pageMissing(path, 'it is a symbolic link');
    case 'EIO':
      return pageMissing(path, 'the disk gives an error');
    default:
      return error;
  }
}

/** The store's own bound is reached. Sizes in bytes. */
export function storeFull(directory: string, used: number, bound: number): MeltemiError {
  return new MeltemiError(
    'PageStoreFull',
    `The page store \`${directory}\` holds ${binarySize(used)} of at most ${binarySize(bound)}.`,
    'Extraction goes on by itself when loads have freed pages; if it never does, raise the bound or look at why loads fail.',
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}

/** One page alone goes beyond the store's bound (bytes). */
export function pageTooLarge(directory: string, bound: number): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The page store \`${directory}\` may hold ${binarySize(bound)}, which is less than one page.`,
    'Set `MELTEMI_PAGE_STORE_BYTES` to several times `MELTEMI_PAGE_BYTES` (16 MiB when unset), or free space on that disk.',
  );
}

export function pageMissing(path: string, why: string): MeltemiError {
  return new MeltemiError(
    'PageMissing',
    `The page \`${path}\` cannot be read: ${why}.`,
    'The stream starts again behind its last loaded page by itself.',
  );
}

export function symlinkRefused(path: string): MeltemiError {
  return new MeltemiError(
    'PermissionDenied',
    `\`${path}\` in the page store is not a plain directory.`,
    'Remove it: the store follows no symbolic links, and nobody else should write there.',
  );
}

function binarySize(bytes: number): string {
  return bytes < 10 * 1_048_576 ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / 1_048_576).toFixed(0)} MiB`;
}

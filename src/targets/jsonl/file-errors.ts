/** What the file system's errors mean for target-jsonl. */
import { fileError as anyFileError, type FileWording } from '../../systems/objects/file-errors';

export { errorCode } from '../../systems/objects/file-errors';

export const WORDING: FileWording = { who: 'target-jsonl', setting: 'destination_path' };

/** `doing` ends before the path: `writing`. Errors that are not the file system's come back as they are. */
export function fileError(error: unknown, doing: string, path: string): unknown {
  return anyFileError(error, doing, path, WORDING);
}

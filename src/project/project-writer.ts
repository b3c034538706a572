/** The only file of the project folder that writes to the disk: one file at a time, as a whole or not at all. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { MeltemiError } from '../model/errors';

export interface Replacing {
  /** Mode of a file that is new. */
  readonly mode?: number;
  /** What the file held when it was read: text of somebody else's since then is not overwritten. */
  readonly expected?: string;
}

/**
 * Replaces or creates `path` below `root`: whoever reads it meanwhile gets the old text or the new one. A link stays a link, and an
 * existing file keeps its mode. Throws `ConfigInvalid` when the folder or the file cannot be written.
 */
export function writeProjectFile(root: string, path: string, text: string, replacing: Replacing = {}): void {
  const { mode = 0o644, expected } = replacing;
  const absolute = realPathOf(join(root, path));
  if (expected !== undefined && readFileSync(absolute, 'utf8').replace(/^\uFEFF/, '') !== expected) {
    const reason = `\`${path}\` was changed by somebody else while it was being edited.`;
    throw new MeltemiError('ConfigInvalid', reason, 'Look at it and run the command again. Nothing was changed.');
  }
  const scratch = `${absolute}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(dirname(absolute), { recursive: true });
    writeDurably(scratch, text, statSync(absolute, { throwIfNoEntry: false })?.mode ?? mode);
    renameSync(scratch, absolute);
  } catch (cause) {
    remove(scratch);
    const reason = `\`${path}\` cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`;
    throw new MeltemiError('ConfigInvalid', reason, 'Check who may write there. Nothing was changed.', { cause });
  }
}

function writeDurably(path: string, text: string, mode: number): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    fchmodSync(file, mode & 0o777);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // a file that is not there yet
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // it was never made
  }
}

/** The store's folders: made private, never followed through a symbolic link, measured and deleted. */
import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, storeError, symlinkRefused } from './store-errors';

/** Pages are records: nobody but the worker's user may read them. */
export const PRIVATE_DIRECTORY = 0o700;
export const PRIVATE_FILE = 0o600;

export interface TreeSize {
  readonly bytes: number;
  /** Newest change in the tree, in milliseconds since 1970. */
  readonly touchedMs: number;
}

/** Makes `root/parts...` where it does not exist and returns its path. Every part must be a plain directory. */
export async function makeDirectory(root: string, parts: readonly string[]): Promise<string> {
  let path = root;
  for (const part of parts) {
    path = join(path, part);
    try {
      await mkdir(path, { mode: PRIVATE_DIRECTORY });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw storeError(error, 'making the directory', path);
      if (!(await lstat(path)).isDirectory()) throw symlinkRefused(path);
    }
  }
  return path;
}

/** The path of `root/parts...` when it is there and each part is a plain directory, else null. */
export async function findDirectory(root: string, parts: readonly string[]): Promise<string | null> {
  let path = root;
  for (const part of parts) {
    path = join(path, part);
    const entry = await lstat(path).catch(() => null);
    if (entry === null || !entry.isDirectory()) return null;
  }
  return path;
}

/** Names of the plain directories inside; none when `path` is gone. */
export async function directoriesIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** Size and age of all below `path`. What disappears meanwhile counts nothing. */
export async function measureTree(path: string): Promise<TreeSize> {
  const own = await lstat(path).catch(() => null);
  if (own === null) return { bytes: 0, touchedMs: 0 };
  if (!own.isDirectory()) return { bytes: own.size, touchedMs: own.mtimeMs };
  let bytes = 0;
  let touchedMs = own.mtimeMs;
  for (const name of await readdir(path).catch(() => [])) {
    const inner = await measureTree(join(path, name));
    bytes += inner.bytes;
    touchedMs = Math.max(touchedMs, inner.touchedMs);
  }
  return { bytes, touchedMs };
}

/** Deletes `path` and all in it; links themselves, never what they point to. */
export async function deleteTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

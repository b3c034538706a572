/**
 * Objects as files in a folder of this machine: a key is a path below it. A small object that is written under conditions is a folder
 * of versions (`versioned-file.ts`), because a plain file has none.
 */
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { errorCode, fileError, type FileWording } from './file-errors';
import type { ObjectStore, StoredText, WriteCondition } from './object-store';
import { flushFolder, type Lineage, VersionedFile } from './versioned-file';

interface Content extends Lineage {
  readonly text: string | null;
}

const NOTHING: Content = { commitId: '', ancestors: [], text: null };
/** Names of version files and of those on their way: never objects of their own. */
const VERSION_PARTS = /\/(v\d+\.json|[0-9a-f-]+\.tmp)$/;

/** `folder`: absolute. `scratch`: a key below which nothing is an object. Does no I/O. */
export function openLocalObjects(folder: string, scratch: string, wording: FileWording): ObjectStore {
  return new LocalObjects(folder, join(folder, scratch), wording);
}

class LocalObjects implements ObjectStore {
  readonly place: string;

  constructor(
    private readonly folder: string,
    readonly scratchFolder: string,
    private readonly wording: FileWording,
  ) {
    this.place = `file://${folder}`;
  }

  async read(key: string): Promise<StoredText | null> {
    const { version, content } = await this.versionsOf(key).read();
    return content.text === null ? null : { text: content.text, version: String(version), modifiedAtMs: null };
  }

  async write(key: string, text: string, condition: WriteCondition): Promise<string | null> {
    const file = this.versionsOf(key);
    for (;;) {
      const newest = await file.read();
      if (condition === 'new' && newest.version !== 0) return null;
      if (typeof condition === 'object' && String(newest.version) !== condition.version) return null;
      const written = await file.replace(newest, { ...newest.content, text });
      if (written !== null) return String(written.version);
      if (condition !== 'always') return null;
    }
  }

  async upload(key: string, path: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.guard('writing', key, async (to) => {
      const file = await open(path, 'r');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      await moveDurably(path, to);
    });
  }

  async list(prefix: string): Promise<readonly string[]> {
    // Only the folder that the prefix is in: others may be large.
    const parent = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    return this.guard('listing', parent, async (path) => {
      const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') return [];
        throw error;
      });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => !file.startsWith(this.scratchFolder + sep))
        .map((file) => relative(this.folder, file).split(sep).join('/'))
        .filter((key) => key.startsWith(prefix) && !VERSION_PARTS.test(key))
        .sort();
    });
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.guard('deleting', key, async (path) => {
        await rm(path, { force: true, recursive: true });
        // A folder that held nothing else goes with it, as keys have no folders.
        for (let parent = dirname(path); parent.startsWith(this.folder + sep); parent = dirname(parent)) {
          const isGone = await rmdir(parent).then(
            () => true,
            () => false,
          );
          if (!isGone) break;
        }
      });
    }
  }

  async move(from: string, to: string): Promise<void> {
    await this.guard('moving', from, async (path) => {
      const target = join(this.folder, to);
      if (!(await exists(path)) && (await exists(target))) return;
      await moveDurably(path, target);
    });
  }

  async abortUploads(): Promise<void> {
    // A file is renamed into its place: there is nothing in parts.
  }

  private versionsOf(key: string): VersionedFile<Content> {
    return new VersionedFile(join(this.folder, key), NOTHING, this.wording);
  }

  private async guard<T>(doing: string, key: string, work: (path: string) => Promise<T>): Promise<T> {
    const path = join(this.folder, key);
    try {
      return await work(path);
    } catch (error) {
      throw fileError(error, doing, path, this.wording);
    }
  }
}

async function moveDurably(from: string, to: string): Promise<void> {
  const folder = dirname(to);
  const made = await mkdir(folder, { recursive: true });
  await rename(from, to);
  await flushFolder(folder);
  // The names of new folders are in those above them.
  for (
    let above = dirname(folder);
    made !== undefined && above.length >= dirname(made).length;
    above = dirname(above)
  ) {
    await flushFolder(above);
    if (above === dirname(above)) break;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
}

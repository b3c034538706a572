/**
 * Keeps a JSON document as numbered files `v<n>.json` in one folder; the highest number counts. Version n + 1 is made by a hard
 * link, which fails when that number is taken: compare-and-swap on a plain disk, so a process that fell asleep over version n
 * can never put its view over a later one. Each version is on disk (file and folder flushed) before `replace` returns.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { MeltemiError } from '../../model/errors';
import { nameAside, removeLeftBehind } from '../process/left-behind';
import { errorCode, fileError, type FileWording } from './file-errors';

/** Versions that a sleeper may be behind and still learn that its own version counted; a load is two versions. */
const ANCESTORS_KEPT = 64;
const VERSION_FILE = /^v(\d+)\.json$/;

/** Where a version comes from: every document has this beside its content. */
export interface Lineage {
  /** Random name of this version, and those of the versions that it was made of, newest last. */
  readonly commitId: string;
  readonly ancestors: readonly string[];
}

export interface Versioned<T> {
  readonly version: number;
  readonly content: T;
}

/** Says that `next` was made of `from`. */
export function descended<T extends Lineage>(from: Lineage, next: T): T {
  const ancestors = [...from.ancestors, from.commitId].slice(-ANCESTORS_KEPT);
  return { ...next, commitId: randomUUID(), ancestors };
}

/** Whether `mine` is this version, or one that it was made of. */
export function countsIn(newest: Lineage, mine: Lineage): boolean {
  return newest.commitId === mine.commitId || newest.ancestors.includes(mine.commitId);
}

export class VersionedFile<T extends Lineage> {
  /** `empty`: the content before the first version. */
  constructor(
    readonly folder: string,
    private readonly empty: T,
    private readonly wording: FileWording,
  ) {}

  async read(): Promise<Versioned<T>> {
    for (;;) {
      const version = Math.max(0, ...(await this.versions()));
      if (version === 0) return { version, content: this.empty };
      const content = await this.readVersion(version);
      if (content !== null) return { version, content };
    }
  }

  /** Null: somebody else made the next version; read again. */
  async replace(from: Versioned<T>, next: T): Promise<Versioned<T> | null> {
    const content = descended(from.content, next);
    const version = from.version + 1;
    const made = await this.publish(version, JSON.stringify(content));
    if (!made) return null;
    // The number may have been free because it is long past: it counts only when the newest version descends from it.
    const newest = await this.read();
    if (!countsIn(newest.content, content)) return null;
    await this.forgetBefore(newest.version);
    return { version, content };
  }

  private async publish(version: number, text: string): Promise<boolean> {
    const temporary = join(this.folder, nameAside('tmp'));
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await writeDurably(temporary, text);
      await link(temporary, this.pathOf(version));
      await flushFolder(this.folder);
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST' && (await this.versions()).some((known) => known >= version)) return false;
      throw fileError(error, 'writing the manifest', this.pathOf(version), this.wording);
    } finally {
      await unlink(temporary).catch(() => undefined);
    }
  }

  private async readVersion(version: number): Promise<T | null> {
    const path = this.pathOf(version);
    try {
      return JSON.parse(await readFile(path, 'utf8')) as T;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      if (error instanceof SyntaxError || (error as Error).name === 'SyntaxError') {
        throw new MeltemiError(
          'TargetRejected',
          `The manifest \`${path}\` is damaged.`,
          'Delete it to fall back to the version before, or delete its folder and run with a full refresh.',
          { cause: error },
        );
      }
      throw fileError(error, 'reading the manifest', path, this.wording);
    }
  }

  private async versions(): Promise<readonly number[]> {
    const names = await readdir(this.folder).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return [];
      throw fileError(error, 'reading the manifest in', this.folder, this.wording);
    });
    return names.map((name) => Number(VERSION_FILE.exec(name)?.[1] ?? 0));
  }

  private async forgetBefore(version: number): Promise<void> {
    const old = (await this.versions()).filter((known) => known > 0 && known < version);
    await Promise.all(old.map((known) => unlink(this.pathOf(known)).catch(() => undefined)));
    await removeLeftBehind(this.folder, '.tmp');
  }

  private pathOf(version: number): string {
    return join(this.folder, `v${version}.json`);
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes names in a folder durable. */
export async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

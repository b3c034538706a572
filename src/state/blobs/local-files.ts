/** State files in a folder of this machine. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { MeltemiError } from '../../model/errors';
import type { FileStore } from '../file-backend';

/** `folder`: absolute; made when it is not there. */
export class LocalFiles implements FileStore {
  readonly place: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.place = `file://${folder}`;
  }

  async get(name: string): ReturnType<FileStore['get']> {
    const path = join(this.#folder, name);
    try {
      const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
      return { text, modifiedAtMs: mtimeMs };
    } catch (error) {
      if (isMissing(error)) return null;
      throw fileError('Reading', path, error);
    }
  }

  async put(name: string, text: string): Promise<void> {
    const path = join(this.#folder, name);
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw fileError('Writing', path, error);
    }
  }

  async remove(name: string): Promise<void> {
    const path = join(this.#folder, name);
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw fileError('Deleting', path, error);
    }
    // The folder of a state id goes with its last file; with others in it, it stays.
    await rmdir(dirname(path)).catch(() => undefined);
  }

  async list(): Promise<readonly string[]> {
    try {
      const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(this.#folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
    } catch (error) {
      if (isMissing(error)) return [];
      throw fileError('Listing', this.#folder, error);
    }
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function fileError(doing: string, path: string, cause: unknown): MeltemiError {
  const code = ['EACCES', 'EPERM', 'EROFS'].includes(codeOf(cause)) ? 'PermissionDenied' : 'TargetUnavailable';
  const why = cause instanceof Error ? cause.message : String(cause);
  return new MeltemiError(
    code,
    `${doing} the state file \`${path}\` failed: ${why}.`,
    'Check `state_backend.uri` and the rights there.',
    { cause },
  );
}

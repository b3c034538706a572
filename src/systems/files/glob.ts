/** Finds the files that a path means: one file, a folder with all below it, or a pattern with `*`, `?`, `[a-z]` and `**`. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from './file-errors';

const MAGIC = /[*?[]/;

/**
 * `endings`: which files of a folder count, such as `.csv`. Answers paths in the order of their bytes, so that it is the same everywhere.
 * A pattern and a folder may find nothing. Throws `SourceRejected` for a path that does not exist.
 */
export async function filesOf(path: string, endings: readonly string[]): Promise<readonly string[]> {
  const found = await findFiles(path, endings);
  return found.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}

async function findFiles(path: string, endings: readonly string[]): Promise<string[]> {
  try {
    if (MAGIC.test(path) && !(await exists(path))) return await matching(path);
    if (!(await stat(path)).isDirectory()) return [path];
    const ofKind = (name: string): boolean => endings.some((ending) => name.toLowerCase().endsWith(ending));
    return await below(path, ofKind);
  } catch (error) {
    throw fileError(error, path);
  }
}

/** A file may be called `a[1].csv`. */
async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function matching(pattern: string): Promise<string[]> {
  const parts = pattern.split('/');
  const fixed = parts.findIndex((part) => MAGIC.test(part));
  const root = parts.slice(0, fixed).join('/');
  const start = root === '' ? (pattern.startsWith('/') ? '/' : '.') : root;
  const paths = (await exists(start)) ? await walk(start, parts.slice(fixed)) : [];
  return start === '.' ? paths.map((path) => (path.startsWith('./') ? path.slice(2) : path)) : paths;
}

async function walk(folder: string, parts: readonly string[]): Promise<string[]> {
  const [part = '', ...rest] = parts;
  const entries = await entriesOf(folder);
  if (part === '**') {
    const deeper = await Promise.all(entries.filter(isFolder).map(({ name }) => walk(join(folder, name), parts)));
    return [...new Set([...(await walk(folder, rest.length === 0 ? ['*'] : rest)), ...deeper.flat()])];
  }
  const fits = segmentPattern(part);
  const hits = entries.filter(({ name }) => fits.test(name) && (!name.startsWith('.') || part.startsWith('.')));
  if (rest.length === 0) return (await Promise.all(hits.map((hit) => fileAt(folder, hit)))).flat();
  return (
    await Promise.all(hits.filter((hit) => !hit.isFile()).map(({ name }) => walk(join(folder, name), rest)))
  ).flat();
}

async function below(folder: string, fits: (name: string) => boolean): Promise<string[]> {
  const entries = (await entriesOf(folder)).filter(({ name }) => !name.startsWith('.'));
  const found = await Promise.all(
    entries.map((entry) => {
      if (isFolder(entry)) return below(join(folder, entry.name), fits);
      return fits(entry.name) ? fileAt(folder, entry) : Promise.resolve([]);
    }),
  );
  return found.flat();
}

/** Empty for what is no file; a link counts as what it leads to. */
async function fileAt(folder: string, entry: Dirent): Promise<string[]> {
  const path = join(folder, entry.name);
  if (entry.isFile()) return [path];
  return entry.isSymbolicLink() && (await stat(path)).isFile() ? [path] : [];
}

function isFolder(entry: Dirent): boolean {
  return entry.isDirectory();
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
    throw error;
  }
}

/** Of one name between slashes. */
function segmentPattern(part: string): RegExp {
  const source = part.replace(/\[!?[^\]]+\]|[*?]|[^*?[]+|\[/g, (token) => {
    if (token === '*') return '.*';
    if (token === '?') return '.';
    if (token.length > 2 && token.startsWith('[')) {
      const body = token.slice(1, -1).replace(/[\\\]^]/g, '\\$&');
      return body.startsWith('!') ? `[^${body.slice(1)}]` : `[${body}]`;
    }
    return token.replace(/[.+^${}()|\\[\]]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'su');
}

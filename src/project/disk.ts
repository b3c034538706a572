/** The only file of the project folder that touches the disk: reads files, matches globs, notices changes. */
import { readFile, realpath } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { glob, type GlobOptions } from 'tinyglobby';
import { configError, type Place } from './place';

export const PROJECT_FILE = 'meltano.yml';

/** Folders that hold no project files and may hold very many others: plugins' installations, our own files, git, packages. */
const NEVER_SEARCHED = ['.meltano', '.meltemi', '.git', 'node_modules'].flatMap((name) => [
  `**/${name}`,
  `**/${name}/**`,
]);

/** What was read, by absolute path, and how it looked just before; a later look tells whether anything changed. */
export type Stamps = Map<string, string>;

/** A file's text by its path below `root`; null when there is no such file. Throws `ConfigInvalid` for one that cannot be read. */
export async function readText(root: string, path: string, stamps: Stamps): Promise<string | null> {
  const absolute = resolve(root, path);
  stamps.set(absolute, stampOf(absolute));
  const start: Place = { file: path, line: 1, column: 1 };
  let bytes: Buffer;
  try {
    bytes = await readFile(absolute);
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw configError(
      start,
      `The file cannot be read: ${String(cause)}.`,
      'Check that it is a file and who may read it.',
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw configError(start, 'The file is not UTF-8 text.', 'Save it as UTF-8.');
  }
}

function isMissing(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT';
}

/**
 * The files that one pattern of `include_paths` matches, sorted, as paths below `root`. `*`, `?`, `[...]` and `**` mean what they
 * mean to Python's `Path.glob`; hidden files match. `place` is the pattern's own, for errors.
 */
export async function matchInclude(
  root: string,
  pattern: string,
  place: Place,
  stamps: Stamps,
): Promise<readonly string[]> {
  if (pattern.startsWith('/')) {
    throw configError(
      place,
      `The include path \`${pattern}\` is absolute.`,
      "Write it relative to the project's folder.",
    );
  }
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
  const options = { cwd: root, dot: true, expandDirectories: false, braceExpansion: false, extglob: false };
  const search: GlobSearch = { ...options, ignore: NEVER_SEARCHED };
  for (const folder of await foldersSearched(segments, search)) {
    const absolute = resolve(root, folder);
    stamps.set(absolute, stampOf(absolute));
  }
  const matches = await glob(globPattern(segments), { ...search, onlyFiles: false });
  const realRoot = await realpath(root);
  const paths = await Promise.all(matches.map((match) => pathInside(root, realRoot, match, pattern, place)));
  return [...new Set(paths)].sort();
}

type GlobSearch = Omit<GlobOptions, 'patterns'>;

/** The folders whose list of files decides what a pattern matches. */
async function foldersSearched(segments: readonly string[], search: GlobSearch): Promise<readonly string[]> {
  const firstMagic = segments.findIndex((segment) => /[*?[]/.test(segment));
  const fixed = firstMagic === -1 ? segments.slice(0, -1) : segments.slice(0, firstMagic);
  const folders = [fixed.join('/') || '.'];
  for (let end = firstMagic + 1; firstMagic !== -1 && end < segments.length; end++) {
    folders.push(...(await glob(globPattern(segments.slice(0, end)), { ...search, onlyDirectories: true })));
  }
  return folders;
}

/** `!` in front would negate the whole pattern; Python knows no such thing. */
function globPattern(segments: readonly string[]): string {
  return segments.join('/').replace(/^!/, '\\!');
}

async function pathInside(
  root: string,
  realRoot: string,
  match: string,
  pattern: string,
  place: Place,
): Promise<string> {
  const absolute = resolve(root, match);
  if (statSync(absolute, { throwIfNoEntry: false })?.isFile() !== true) {
    throw configError(
      place,
      `The include path \`${pattern}\` matches \`${match.replace(/\/$/, '')}\`, which is not a file.`,
      'Narrow the pattern, for example with `/*.yml` at its end.',
    );
  }
  // The real path is the file's identity: reached through a link as well, it still counts once.
  const path = relative(realRoot, await realpath(absolute)).split(sep);
  if (path[0] === '..') {
    const reason = `The include path \`${pattern}\` matches \`${match}\`, which is outside the project.`;
    throw configError(place, reason, "Move the file into the project's folder.");
  }
  return path.join('/');
}

/** Whether all that was read still looks as it did. Synchronous and cheap (a few microseconds a file): it is asked for every page. */
export function isUnchanged(stamps: ReadonlyMap<string, string>): boolean {
  for (const [path, stamp] of stamps) if (stampOf(path) !== stamp) return false;
  return true;
}

/** The times and the size of a file or folder, or `-` for none. */
function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '-' : `${stat.mtimeMs} ${stat.ctimeMs} ${stat.size} ${stat.ino}`;
}

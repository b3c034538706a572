/** The only file of the project folder that touches the disk: reads files, matches globs, notices changes. */
import { isUtf8 } from 'node:buffer';
import { readdirSync, statSync, type Stats } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { climbsOut, globPaths, segmentsOf, type FolderEntry, type FolderView } from './glob';
import { configError, type Place } from './place';

export const PROJECT_FILE = 'meltano.yml';

/** A project file is written by people: the largest seen have a few hundred KiB, and this many are read in well under a second. */
const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** What was read, by absolute path, and how it looked just before; a later look tells whether anything changed. */
export type Stamps = Map<string, string>;

/** A file's text by its path below `root`; null when there is no such file. Throws `ConfigInvalid` for one that cannot be read. */
export async function readText(root: string, path: string, stamps: Stamps): Promise<string | null> {
  const absolute = resolve(root, path);
  stamps.set(absolute, stampOf(absolute));
  const start: Place = { file: path, line: 1, column: 1 };
  let bytes: Buffer;
  try {
    // Asked before it is opened: a pipe would be waited for.
    const stat = statSync(absolute, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    if (!stat.isFile()) throw notAFile(start, stat);
    if (stat.size > MAX_FILE_BYTES) throw tooLarge(start, stat.size);
    bytes = await readFile(absolute);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === null) throw cause;
    if (code === 'ENOENT') return null;
    throw configError(start, `The file cannot be read: ${WHY[code] ?? code}.`, 'Correct that, or delete the file.');
  }
  if (!isUtf8(bytes)) {
    throw configError(firstBadLine(path, bytes), 'The file is not UTF-8 text.', 'Save it as UTF-8.');
  }
  return new TextDecoder('utf-8').decode(bytes);
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'you have no right to read it (EACCES)',
  EPERM: 'you have no right to read it (EPERM)',
  ELOOP: 'its links go in a circle (ELOOP)',
  ENAMETOOLONG: 'its name is too long (ENAMETOOLONG)',
};

/** Of an error of the system; null for any other. */
function codeOf(cause: unknown): string | null {
  const isSystem = typeof cause === 'object' && cause !== null && 'syscall' in cause && 'code' in cause;
  return isSystem ? String(cause.code) : null;
}

function notAFile(place: Place, stat: Stats): Error {
  const what = stat.isDirectory() ? 'a folder' : 'no ordinary file';
  return configError(place, `This is ${what}; a project file must be text.`, 'Rename or delete it.');
}

function tooLarge(place: Place, bytes: number): Error {
  const mebibytes = (count: number): string => `${(count / 1024 / 1024).toFixed(1)} MiB`;
  const reason = `The file has ${mebibytes(bytes)}; a project file has at most ${mebibytes(MAX_FILE_BYTES)}.`;
  return configError(place, reason, 'Split it, or keep data out of `include_paths`.');
}

/** No byte of a longer UTF-8 sequence looks like a line feed, so each line can be asked by itself. */
function firstBadLine(file: string, bytes: Buffer): Place {
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return { file, line, column: 1 };
    start = end + 1;
  }
}

/** The files below one project folder that patterns of `include_paths` match. Looks at each folder once. */
export class IncludeSearch {
  readonly #root: string;
  readonly #stamps: Stamps;
  readonly #view: FolderView;
  #realRoot: string | null = null;

  constructor(root: string, stamps: Stamps) {
    this.#root = root;
    this.#stamps = stamps;
    const folders = new Map<string, readonly FolderEntry[]>();
    this.#view = {
      list: (folder) => {
        const entries = folders.get(folder) ?? this.#list(folder);
        folders.set(folder, entries);
        return entries;
      },
      exists: (path) => this.#look(path) !== undefined,
    };
  }

  /** Sorted, as paths below the project's folder. `place` is the pattern's own, for errors. Throws `ConfigInvalid`. */
  async match(pattern: string, place: Place): Promise<readonly string[]> {
    const remedy = "Write it relative to the project's folder, and move what it is to match there.";
    if (pattern.startsWith('/'))
      throw configError(place, `The include path \`${short(pattern)}\` is absolute.`, remedy);
    const segments = segmentsOf(pattern);
    // A search at any depth above the project might take the whole disk; elsewhere only what is found there is refused.
    if (climbsOut(segments) && segments.includes('**'))
      throw configError(place, `The include path \`${short(pattern)}\` leads outside the project.`, remedy);
    const matches = globPaths(segments, this.#view);
    const paths = await Promise.all(matches.map((match) => this.#inside(match, pattern, place)));
    return [...new Set(paths)].sort();
  }

  #list(folder: string): readonly FolderEntry[] {
    if (this.#look(folder)?.isDirectory() !== true) return [];
    return readdirSync(join(this.#root, folder), { withFileTypes: true }).map((entry) => {
      const isLink = entry.isSymbolicLink();
      const isFolder = isLink
        ? lookAt(join(this.#root, folder, entry.name))?.isDirectory() === true
        : entry.isDirectory();
      return { name: entry.name, isFolder, isLink };
    });
  }

  /** What a pattern matches may change with this folder or file. */
  #look(path: string): Stats | undefined {
    const absolute = resolve(this.#root, path);
    const stat = lookAt(absolute);
    this.#stamps.set(absolute, stampText(stat));
    return stat;
  }

  async #inside(match: string, pattern: string, place: Place): Promise<string> {
    const absolute = resolve(this.#root, match);
    if (lookAt(absolute)?.isFile() !== true) {
      throw configError(
        place,
        `The include path \`${short(pattern)}\` matches \`${short(match)}\`, which is not a file.`,
        'Narrow the pattern, for example with `/*.yml` at its end.',
      );
    }
    // The real path is the file's identity: reached through a link as well, it still counts once.
    this.#realRoot ??= await realpath(this.#root);
    const path = relative(this.#realRoot, await realpath(absolute)).split(sep);
    if (path[0] === '..') {
      const reason = `The include path \`${short(pattern)}\` matches \`${short(match)}\`, which is outside the project.`;
      throw configError(place, reason, "Move the file into the project's folder.");
    }
    return path.join('/');
  }
}

/** As much of a path as a message can take. */
function short(path: string): string {
  return path.length > 200 ? `${path.slice(0, 200)}…` : path;
}

/** Whether all that was read still looks as it did. Synchronous and cheap (a few microseconds a file): it is asked for every page. */
export function isUnchanged(stamps: ReadonlyMap<string, string>): boolean {
  for (const [path, stamp] of stamps) if (stampOf(path) !== stamp) return false;
  return true;
}

function stampOf(path: string): string {
  return stampText(lookAt(path));
}

/** Undefined: there is nothing, or nothing that can be reached (links in a circle, no right to look). */
function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The times and the size of a file or folder, or `-` for none. */
function stampText(stat: Stats | undefined): string {
  return stat === undefined ? '-' : `${stat.mtimeMs} ${stat.ctimeMs} ${stat.size} ${stat.ino}`;
}

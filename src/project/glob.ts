/** Patterns of `include_paths` as Python's `Path.glob` reads them: `*`, `?`, `[...]` inside a name, `**` for any depth; hidden names match. */
import { fnmatch } from './fnmatch';

export interface FolderEntry {
  readonly name: string;
  /** A link to a folder is one. */
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

/** What a search sees of the disk; paths are relative, `/` between their parts, and `''` is where the search starts. */
export interface FolderView {
  /** Empty for what is no folder. */
  readonly list: (folder: string) => readonly FolderEntry[];
  readonly exists: (path: string) => boolean;
}

/** Folders that hold no project files and may hold very many others: plugins' installations, our own files, git, packages. */
const NEVER_SEARCHED: ReadonlySet<string> = new Set(['.meltano', '.meltemi', '.git', 'node_modules']);

/** The parts of a pattern; `.` and doubled slashes say nothing. */
export function segmentsOf(pattern: string): readonly string[] {
  return pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/** Whether `..` climbs above the start, wherever the wildcards before it lead. */
export function climbsOut(segments: readonly string[]): boolean {
  let depth = 0;
  for (const segment of segments) {
    if (segment === '..') depth--;
    else if (segment !== '**') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** Files and folders that match, in no order, each once. */
export function globPaths(segments: readonly string[], view: FolderView): readonly string[] {
  let found: ReadonlySet<string> = new Set(['']);
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    found = new Set([...found].flatMap((folder) => [...step(folder, segment, isLast, view)]));
  }
  return [...found].filter((path) => path !== '');
}

function* step(folder: string, segment: string, isLast: boolean, view: FolderView): Generator<string> {
  if (segment === '**') {
    yield* foldersBelow(folder, view);
    return;
  }
  if (!/[*?[]/.test(segment)) {
    const path = joined(folder, segment);
    if (!isLast || view.exists(path)) yield path;
    return;
  }
  const matches = fnmatch(segment);
  for (const { name, isFolder } of view.list(folder)) {
    if (!NEVER_SEARCHED.has(name) && (isLast || isFolder) && matches(name)) yield joined(folder, name);
  }
}

/** The folder itself and all below it; links are not followed, so no circle of them can be. */
function* foldersBelow(folder: string, view: FolderView): Generator<string> {
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (const { name, isFolder, isLink } of view.list(next)) {
      if (isFolder && !isLink && !NEVER_SEARCHED.has(name)) waiting.push(joined(next, name));
    }
  }
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/**
 * What in the project's own files a list of pip arguments depends on: folders that are installed, requirements and constraints files.
 * Their content is part of the fingerprint, so that an edit of a custom tap's `pyproject.toml` is noticed.
 */
import { createHash, type Hash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const FILE_OPTIONS: ReadonlySet<string> = new Set(['-r', '--requirement', '-c', '--constraint', '--overrides']);
const EDITABLE_OPTIONS: ReadonlySet<string> = new Set(['-e', '--editable']);
/** What decides how an editable package is installed; its code is read in place. */
const BUILD_FILES = ['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt'];
/** Folders of a package that are made by tools. */
const MADE_FOLDERS: ReadonlySet<string> = new Set(['.git', '.meltano', '.tox', '.venv', '__pycache__', 'node_modules']);

export interface LocalRequirement {
  readonly path: string;
  readonly editable: boolean;
}

/** `words`: arguments of `pip install`. Paths are as written, without extras such as `[s3]`. */
export function localRequirements(words: readonly string[]): readonly LocalRequirement[] {
  const found: LocalRequirement[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const [, option = word, joined] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
    const editable = EDITABLE_OPTIONS.has(option);
    if (editable || FILE_OPTIONS.has(option)) {
      const path = joined ?? words[++index] ?? '';
      if (!editable || !path.includes('://')) found.push({ path: withoutExtras(path), editable });
    } else if (isPath(word)) {
      found.push({ path: withoutExtras(word), editable: false });
    }
  }
  return found;
}

/** Null when no argument is a local path. `folder`: where relative paths start. */
export async function localDigest(words: readonly string[], folder: string): Promise<string | null> {
  const requirements = localRequirements(words);
  if (requirements.length === 0) return null;
  const hash = createHash('sha256');
  for (const { path, editable } of requirements) {
    const place = resolve(folder, path.replace(/^file:\/\//, ''));
    hash.update(`${path}\0`);
    if (!editable) await addAll(hash, place);
    else for (const name of BUILD_FILES) await addFile(hash, join(place, name));
  }
  return hash.digest('hex');
}

function isPath(word: string): boolean {
  return /^(\.{1,2}($|[/[])|\/|file:\/\/)/.test(word) || (/\//.test(word) && !/^-|:\/\/|@|[<>=!~;]/.test(word));
}

function withoutExtras(path: string): string {
  return path.replace(/\[[^\]/]*\]$/, '');
}

async function addAll(hash: Hash, path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() !== true) return addFile(hash, path);
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (MADE_FOLDERS.has(entry.name) || entry.name.endsWith('.egg-info')) continue;
    hash.update(`${entry.name}\0`);
    if (entry.isDirectory()) await addAll(hash, join(path, entry.name));
    else if (entry.isFile()) await addFile(hash, join(path, entry.name));
  }
}

/** A file that is not there counts as such: pip will say what is wrong. */
async function addFile(hash: Hash, path: string): Promise<void> {
  const bytes = await readFile(path).catch(() => null);
  hash.update(bytes === null ? '-\0' : createHash('sha256').update(bytes).digest());
}

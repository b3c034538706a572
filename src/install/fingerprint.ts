/**
 * Whether a virtual environment holds what is wanted. Meltano leaves a fingerprint of pip's arguments and the interpreter in each
 * environment; the same file is read and written here, so that both accept what the other has installed. A second file of our own
 * adds the content of local packages, which Meltano does not look at.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localDigest } from './local-requirements';

export interface Fingerprint {
  readonly meltano: string;
  /** Null: nothing local is installed. */
  readonly local: string | null;
}

const MELTANO_FILE = '.meltano_plugin_fingerprint';
const LOCAL_FILE = '.meltemi_local_fingerprint';

/** `python`: the interpreter that the project asks for, as written. `folder`: where relative paths start. */
export async function fingerprintOf(
  words: readonly string[],
  python: string | null,
  folder: string,
): Promise<Fingerprint> {
  const parts = [...new Set(words)].sort(byCodePoint);
  if (python !== null) parts.push(`python:${python}`);
  const meltano = createHash('sha256').update(parts.join(' ')).digest('hex');
  return { meltano, local: await localDigest(words, folder) };
}

/** As Python sorts texts; by UTF-16 units it would differ for characters beyond U+FFFF. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** `environment`: the folder of the virtual environment. */
export async function isInstalled(environment: string, wanted: Fingerprint): Promise<boolean> {
  // The link is dead when the interpreter behind it was removed.
  if (!existsSync(join(environment, 'bin', 'python'))) return false;
  if ((await textOf(join(environment, MELTANO_FILE))) !== wanted.meltano) return false;
  return wanted.local === null || (await textOf(join(environment, LOCAL_FILE))) === wanted.local;
}

/** To be called before anything is changed, so that an installation that is cut off counts as none. */
export async function forgetFingerprint(environment: string): Promise<void> {
  for (const name of [MELTANO_FILE, LOCAL_FILE]) await rm(join(environment, name), { force: true });
}

export async function writeFingerprint(environment: string, made: Fingerprint): Promise<void> {
  if (made.local !== null) await replace(join(environment, LOCAL_FILE), made.local);
  await replace(join(environment, MELTANO_FILE), made.meltano);
}

async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

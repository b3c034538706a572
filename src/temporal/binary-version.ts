/** Asks a `temporal` binary for its version, and keeps a database from a server that would not understand it. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { MeltemiError } from '../model/errors';
import { databaseFile } from './server-flags';
import { writeFileAtomically } from './write-file-atomically';

/** The binary is 150 MB: reading it for the first time from a slow disk takes seconds. */
const ANSWER_TIMEOUT_MS = 20_000;

/** `1.9.1`. Throws when the file is no `temporal` binary. */
export async function askVersion(binary: string): Promise<string> {
  const { stdout } = await promisify(execFile)(binary, ['--version'], { timeout: ANSWER_TIMEOUT_MS });
  const version = /version (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error('it does not say its version as `temporal --version` does');
  return version;
}

/** Whether `version` is at least `minimum`, both `major.minor.patch`. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [ours, theirs] = [version, minimum].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (ours?.[i] ?? 0) - (theirs?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * A development server makes the tables of its database when the file is new and never alters them: another minor version
 * starts on it and then hangs where a table is missing. So the version that made the file is kept beside it, and another one
 * is refused. Throws `ConfigInvalid`.
 */
export function checkDatabaseVersion(stateDir: string, version: string): void {
  const database = databaseFile(stateDir);
  const madeBy = existsSync(database) ? readVersion(versionFile(stateDir)) : null;
  if (madeBy === null) return writeFileAtomically(versionFile(stateDir), `${version}\n`);
  if (minorOf(madeBy) === minorOf(version)) return;
  throw new MeltemiError(
    'ConfigInvalid',
    `Starting the embedded Temporal server on \`${database}\`: the file was made by version ${madeBy}, and version ${version} cannot use it.`,
    `Set \`TEMPORAL_CLI_PATH\` to a \`temporal\` of version ${minorOf(madeBy)}, or move \`${database}\`* to another place: ` +
      'the targets know what is loaded, so the next run goes on from there, but the histories of earlier runs stay in the old file.',
  );
}

function versionFile(stateDir: string): string {
  return `${databaseFile(stateDir)}.version`;
}

function readVersion(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null; // made before versions were kept: it is taken as ours
  }
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

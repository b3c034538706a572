/** `.meltemi/dev.json`: which process runs the embedded Temporal of a project, and where it is; `dev.lock`: that it is one. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LockAttempt, tryLock } from './pid-lock';
import { isAlive, parseIdentity, type ProcessIdentity } from './process-identity';
import { stateDirectory } from './state-dir';
import { writeFileAtomically } from './write-file-atomically';

export interface DevFile {
  readonly supervisor: ProcessIdentity;
  readonly worker: ProcessIdentity | null;
  /** `host:port` of the Temporal server, whose namespace is `default`. */
  readonly address: string;
  readonly uiUrl: string;
}

/** One process at a time, a `meltemi dev` or a command with a worker of its own, runs the project's embedded Temporal. */
export function tryLockProject(projectRoot: string): LockAttempt {
  return tryLock(join(stateDirectory(projectRoot), 'dev.lock'));
}

/** What runs the embedded Temporal of a project, if its process lives. */
export function runningDev(projectRoot: string): DevFile | null {
  const file = readDevFile(projectRoot);
  return file !== null && isAlive(file.supervisor) ? file : null;
}

export function readDevFile(projectRoot: string): DevFile | null {
  try {
    return parse(JSON.parse(readFileSync(devFile(projectRoot), 'utf8')));
  } catch {
    return null; // none, or not ours: a new one replaces it
  }
}

export function writeDevFile(projectRoot: string, file: DevFile): void {
  writeFileAtomically(devFile(projectRoot), `${JSON.stringify(file, null, 2)}\n`);
}

export function removeDevFile(projectRoot: string): void {
  rmSync(devFile(projectRoot), { force: true });
}

function devFile(projectRoot: string): string {
  return join(stateDirectory(projectRoot), 'dev.json');
}

function parse(value: unknown): DevFile | null {
  const file = value as Partial<Record<keyof DevFile, unknown>> | null;
  const supervisor = parseIdentity(file?.supervisor);
  const { address, uiUrl } = file ?? {};
  if (supervisor === null || typeof address !== 'string' || typeof uiUrl !== 'string') return null;
  return { supervisor, worker: parseIdentity(file?.worker), address, uiUrl };
}

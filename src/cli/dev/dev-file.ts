/** `.meltemi/dev.json`: who runs the embedded Temporal of a project, and where. Also the lock: one `meltemi dev` per project. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MeltemiError } from '../../model/errors';
import { endProcess, identify, isAlive } from './process-identity';
import type { ProcessIdentity } from './process-identity';

export interface DevFile {
  readonly supervisor: ProcessIdentity;
  readonly server?: ProcessIdentity | null;
  readonly worker?: ProcessIdentity | null;
  readonly address?: string;
  readonly uiUrl?: string;
}

/** An orphaned server closes its database within this; an orphaned worker ends by itself. */
const ORPHAN_PATIENCE_MS = 5_000;

export function stateDirectory(projectRoot: string): string {
  return join(projectRoot, '.meltemi');
}

/** The recorded dev of a project if its supervisor lives. */
export function runningDev(projectRoot: string): DevFile | null {
  const file = readDevFile(projectRoot);
  return file !== null && isAlive(file.supervisor) ? file : null;
}

/**
 * Takes the project's lock for this process: refuses when another supervisor lives, ends what a killed one left behind.
 * Throws `LockHeld`.
 */
export async function takeLock(projectRoot: string, onLine: (line: string) => void): Promise<ProcessIdentity> {
  const before = readDevFile(projectRoot);
  if (before !== null && isAlive(before.supervisor) && before.supervisor.pid !== process.pid) {
    throw new MeltemiError(
      'LockHeld',
      `\`meltemi dev\` already runs for this project (pid ${before.supervisor.pid}${before.uiUrl === undefined ? '' : `, UI ${before.uiUrl}`}).`,
      'Use it, or end it first.',
    );
  }
  const me = identify(process.pid);
  if (me === null) throw new Error('this process cannot be identified');
  writeDevFile(projectRoot, { supervisor: me });
  for (const orphan of [before?.worker, before?.server]) {
    if (!isAlive(orphan)) continue;
    onLine(`Ending process ${orphan.pid}, which an earlier \`meltemi dev\` left behind.`);
    await endProcess(orphan, ORPHAN_PATIENCE_MS);
  }
  return me;
}

export function writeDevFile(projectRoot: string, file: DevFile): void {
  const directory = stateDirectory(projectRoot);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'dev.json');
  const scratch = `${path}.${process.pid}`;
  writeFileSync(scratch, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  renameSync(scratch, path);
}

export function removeDevFile(projectRoot: string): void {
  rmSync(join(stateDirectory(projectRoot), 'dev.json'), { force: true });
}

function readDevFile(projectRoot: string): DevFile | null {
  try {
    const file = JSON.parse(readFileSync(join(stateDirectory(projectRoot), 'dev.json'), 'utf8')) as DevFile;
    return typeof file.supervisor?.pid === 'number' ? file : null;
  } catch {
    return null; // none, or not ours: a new one replaces it
  }
}

/** Tells whether a recorded process still lives: a pid alone may belong to somebody else by now. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in whatever form the system gives it. */
  readonly startedAt: string;
}

/** Null: there is no such process. */
export function identify(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === 'linux' ? startTicks(pid) : startDate(pid);
  return startedAt === null ? null : { pid, startedAt };
}

export function isAlive(identity: ProcessIdentity | null | undefined): identity is ProcessIdentity {
  return identity !== null && identity !== undefined && identify(identity.pid)?.startedAt === identity.startedAt;
}

/** Field 22 of `/proc/<pid>/stat`; a zombie counts as gone. */
function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function startDate(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** Asks nicely, then insists. Resolves when the process is gone. */
export async function endProcess(identity: ProcessIdentity, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  signal(identity, 'SIGTERM');
  while (isAlive(identity)) {
    if (Date.now() > deadline) signal(identity, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function signal({ pid }: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone meanwhile
  }
}

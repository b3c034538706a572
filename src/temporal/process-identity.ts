/** Tells whether a recorded process still lives: a pid alone may belong to somebody else by now. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in whatever form the system gives it. */
  readonly startedAt: string;
}

/** Between two looks whether a process has ended. */
const LOOK_EVERY_MS = 20;

/** Null: there is no such process, or only its entry is left for a parent that does not look (a zombie). */
export function identify(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === 'linux' ? startTicks(pid) : startDate(pid);
  return startedAt === null ? null : { pid, startedAt };
}

export function identifySelf(): ProcessIdentity {
  const self = identify(process.pid);
  if (self === null) throw new Error('This process cannot find itself: is /proc mounted?');
  return self;
}

export function isAlive(identity: ProcessIdentity | null | undefined): identity is ProcessIdentity {
  return identity !== null && identity !== undefined && identify(identity.pid)?.startedAt === identity.startedAt;
}

/** What a record on the disk holds; null for anything else. */
export function parseIdentity(value: unknown): ProcessIdentity | null {
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('startedAt' in value)) return null;
  const { pid, startedAt } = value;
  return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : null;
}

/** Field 22 of `/proc/<pid>/stat`, counted behind the name, which may hold spaces and brackets. */
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
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}

/** Resolves when the process has ended. Looks often where a look is cheap. */
export async function untilEnded(identity: ProcessIdentity, signal?: AbortSignal): Promise<void> {
  const everyMs = process.platform === 'linux' ? LOOK_EVERY_MS * 5 : 1_000;
  while (isAlive(identity) && signal?.aborted !== true) await sleep(everyMs);
}

/** Asks nicely, then insists. Resolves when the process is gone. */
export async function endProcess(identity: ProcessIdentity, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  if (isAlive(identity)) sendSignal(identity, 'SIGTERM');
  while (isAlive(identity)) {
    if (Date.now() > deadline) sendSignal(identity, 'SIGKILL');
    await sleep(LOOK_EVERY_MS);
  }
}

export function sendSignal({ pid }: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone meanwhile
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

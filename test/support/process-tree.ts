/** Who started whom, from Linux's /proc: `ps` is missing in small images. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than the kernel needs for it on a busy machine. */
const GONE_WITHIN_MS = 10_000;

/** Whether a process ends, within some seconds. */
export async function isGone(pid: number): Promise<boolean> {
  for (const deadline = Date.now() + GONE_WITHIN_MS; Date.now() < deadline; await sleep(20))
    if (!parentsByPid().has(pid)) return true;
  return false;
}

/** Living processes (zombies left out) and their parents. */
export function parentsByPid(): ReadonlyMap<number, number> {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    try {
      // "<pid> (<name, may hold anything>) <state> <parent> ..."
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state !== 'Z') parents.set(pid, Number(parent));
    } catch {
      // It ended while we looked.
    }
  }
  return parents;
}

/** The words that a process was started with, by blanks; empty when it has ended. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
      .replaceAll('\0', ' ')
      .trim();
  } catch {
    return '';
  }
}

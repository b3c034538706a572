/** Tells whether the process that left something on the disk still lives: yes, no, or unknown from here. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  /** Host, boot and process namespace: where `pid` means something. */
  readonly place: string;
  readonly pid: number;
  /** Tells a process from a later one with the same number; empty where the system does not say. */
  readonly startedAt: string;
}

export const THIS_PROCESS: ProcessIdentity = {
  place: thisPlace(),
  pid: process.pid,
  startedAt: startOf(process.pid) ?? '',
};

/** True only when it is certain: the number is free here, or belongs to a later process. */
export function isDead(other: ProcessIdentity): boolean {
  if (other.place !== THIS_PROCESS.place) return false;
  if (other.startedAt !== '') return startOf(other.pid) !== other.startedAt;
  try {
    process.kill(other.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Containers share a boot but not their process numbers; a host keeps its name over a boot but not its processes. */
function thisPlace(): string {
  const parts = [hostname()];
  try {
    parts.push(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(), readlinkSync('/proc/self/ns/pid'));
  } catch {
    // Not Linux: the name must do; `isDead` is then certain only for numbers that are free.
  }
  return parts.join(' ');
}

/** Start time in clock ticks since the boot (field 22 of `/proc/<pid>/stat`); null when there is no such process. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name, may hold blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A process that is dead but not yet fetched by its parent changes no file any more.
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

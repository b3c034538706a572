/** What the end of a program means: how it is told, and whether the program is to blame for it. */
import type { ErrorCode } from '../model/errors';
import type { ProgramEnd } from './spawn-program';

/** What a shell or a container says of a program of theirs that SIGKILL ended: 128 and the signal's number, by POSIX's rule for shells. */
const KILLED_INSIDE = 137;

/** `exit code 3`, `signal SIGKILL (often: out of memory)`. */
export function describeEnd(end: ProgramEnd): string {
  const { exitCode, signal } = end;
  const how = signal === null ? `exit code ${exitCode ?? 0}` : `signal ${signal}`;
  return wasKilled(end) ? `${how} (often: out of memory)` : how;
}

/** By SIGKILL, which no program sends for a fault of its own: the kernel does when memory runs out, and people do. */
export function wasKilled({ exitCode, signal }: ProgramEnd): boolean {
  return signal === 'SIGKILL' || exitCode === KILLED_INSIDE;
}

/** The error code of a plugin that ended so: one that was killed is tried again, one that failed is not. */
export function failureCode(end: ProgramEnd): ErrorCode {
  return wasKilled(end) ? 'PluginKilled' : 'PluginFailed';
}

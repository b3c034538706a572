/** One program of a running pipe. */
import type { Socket } from 'node:net';
import type { Silence } from '../silence';
import type { ProgramEnd, RunningProgram } from '../spawn-program';
import type { PipePlugin } from './open-pipe';

export interface Member {
  readonly plugin: PipePlugin;
  readonly program: RunningProgram;
  readonly lastLines: readonly string[];
  /** How many came on stderr. */
  lines: number;
  /** The program before this one has said all that it had to say. */
  inputEnded: boolean;
  end: ProgramEnd | null;
  early: boolean;
  stopped: boolean;
  /** Null: it was not ended for that. */
  silence: Silence | null;
}

/** It has ended well, and something that it had started keeps its output open. */
export function isHeldOpen({ end, program: { stdout } }: Member): boolean {
  return end !== null && stdout !== null && !stdout.readableEnded && !stdout.destroyed && stdout.readableLength === 0;
}

/** Changes when anything moves between the programs. */
export function movement(members: readonly Member[]): number {
  let sum = 0;
  for (const { program, lines, end } of members) {
    const [stdin, stdout] = [program.stdin as Socket | null, program.stdout as Socket | null];
    sum += (stdout?.bytesRead ?? 0) + writtenOf(stdin) + lines + (end === null ? 0 : 1);
  }
  return sum;
}

/** Bytes that have left this process. */
function writtenOf(stdin: Socket | null): number {
  return stdin === null ? 0 : (stdin.bytesWritten ?? 0) - stdin.writableLength;
}

/** Whom a pipe waits for in which nothing moves: the last one that has something to read, or nothing more to wait for. */
export function whoIsWaitedFor(members: readonly Member[]): Member | null {
  for (const member of [...members].reverse()) {
    const { end, program, inputEnded } = member;
    if (isHeldOpen(member)) return member;
    if (end === null && (inputEnded || (program.stdin?.writableLength ?? 0) > 0)) return member;
  }
  return null;
}

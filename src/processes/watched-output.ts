/** A program whose output is read here: how both came to their end, also where it hangs and is ended for that. */
import type { Socket } from 'node:net';
import { finished, type Readable } from 'node:stream';
import { watchSilence, type Silence, type SilenceLimits } from './silence';
import type { ProgramEnd, RunningProgram } from './spawn-program';

export interface WatchedEnd {
  readonly end: ProgramEnd;
  readonly silence: Silence | null;
}

export interface WatchedOutput {
  /** Breaks when the program was ended for its silence, or by `stop`. */
  readonly stdout: Readable;
  /** Resolves when the program has ended and its output is read or broken. Never rejects. */
  readonly ended: Promise<WatchedEnd>;
  /** Resolves when the program has ended; idempotent. */
  stop(): Promise<void>;
}

/**
 * `program`: with a pipe as its stdout. `otherSigns`: changes when it shows life elsewhere, on stderr say. `signal`: stops it, and no
 * longer waits for its output.
 */
export function watchOutput(
  program: RunningProgram,
  otherSigns: () => number,
  limits: SilenceLimits,
  signal?: AbortSignal,
): WatchedOutput {
  const stdout = program.stdout as Socket | null;
  if (stdout === null) throw new Error('a pipe was asked for');
  let hasEnded = false;
  let silence: Silence | null = null;
  const stop = async (): Promise<void> => {
    await program.stop();
    // A process that has left the group may still hold it.
    stdout.destroy();
  };
  const unwatch = watchSilence(
    {
      movement: () => (stdout.readableLength > 0 ? null : stdout.bytesRead + otherSigns()),
      hasEnded: () => hasEnded,
    },
    limits,
    (ms) => {
      silence ??= { ms, afterItsEnd: hasEnded };
      void stop();
    },
  );
  const onAbort = (): void => void stop();
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  const outputEnded = new Promise<void>((resolve) => finished(stdout, { writable: false }, () => resolve()));
  const ended = (async (): Promise<WatchedEnd> => {
    const end = await program.ended;
    hasEnded = true;
    await outputEnded;
    unwatch();
    signal?.removeEventListener('abort', onAbort);
    return { end, silence };
  })();
  return { stdout, ended, stop };
}

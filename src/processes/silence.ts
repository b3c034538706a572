/**
 * Tells when a program hangs: nothing moves, in or out, for longer than anything honest takes. A program that has ended, while something
 * that it started keeps its output open, is given less: no work of its own is behind that.
 */

import { MeltemiError } from '../model/errors';

/** A query that sorts a very large table, or a warehouse that loads what it was given, may take this long without a word. */
const RUNNING_MS = 3 * 3_600_000;
/** A filter that a tap has left behind may have much to do with its last rows. */
const ENDED_MS = 5 * 60_000;
/** How often is looked, at most. */
const LOOK_EVERY_MS = 5_000;
const VARIABLE = 'MELTEMI_PROGRAM_SILENCE_SECONDS';

/** Milliseconds. */
export interface SilenceLimits {
  readonly runningMs: number;
  readonly endedMs: number;
}

/** Nobody knows what a command does, and how long it takes without a word; what it leaves behind is another matter. */
export const FOR_COMMANDS: SilenceLimits = { runningMs: Infinity, endedMs: ENDED_MS };

/** `MELTEMI_PROGRAM_SILENCE_SECONDS` bounds both. Throws `ConfigInvalid`. */
export function silenceLimitsFrom(environment: Readonly<Record<string, string | undefined>>): SilenceLimits {
  const text = environment[VARIABLE] ?? '';
  if (text === '') return { runningMs: RUNNING_MS, endedMs: ENDED_MS };
  const seconds = Number(text);
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    const reason = `Reading \`${VARIABLE}\`: expected a whole number of seconds of at least 1, got \`${text}\`.`;
    throw new MeltemiError('ConfigInvalid', reason, 'Set or unset it.');
  }
  return { runningMs: seconds * 1000, endedMs: Math.min(ENDED_MS, seconds * 1000) };
}

/** Nothing moved, and this program was the one that was waited for. */
export interface Silence {
  readonly ms: number;
  /** It had ended; only what it had left behind was still there. */
  readonly afterItsEnd: boolean;
}

export interface Watched {
  /** Changes when something moves; null: it is somebody else's turn, which is no silence. */
  movement(): number | null;
  /** The program has ended, and its output has not. */
  hasEnded(): boolean;
}

/** Calls `onSilent`, and again after another silence. Answers what ends the watch. */
export function watchSilence(watched: Watched, limits: SilenceLimits, onSilent: (limitMs: number) => void): () => void {
  let [since, before] = [Date.now(), watched.movement()];
  const timer = setInterval(look, Math.min(LOOK_EVERY_MS, limits.endedMs / 4)).unref();
  function look(): void {
    const now = watched.movement();
    if (now === null || now !== before) [since, before] = [Date.now(), now];
    const limitMs = watched.hasEnded() ? limits.endedMs : limits.runningMs;
    if (Date.now() - since < limitMs) return;
    since = Date.now();
    onSilent(limitMs);
  }
  return () => clearInterval(timer);
}

/** The error of a program that hung. `doing`: ``Reading stream `x` of `tap-x` ``. */
export function silenceError(doing: string, plugin: string, { ms, afterItsEnd }: Silence): MeltemiError {
  if (afterItsEnd) {
    const reason = `${doing}: it ended well, but something that it had started kept its output open and printed nothing for ${showSilence(ms)}.`;
    return new MeltemiError('PluginFailed', reason, 'Let it wait for what it starts.');
  }
  return new MeltemiError(
    'PluginSilent',
    `${doing}: it has printed nothing for ${showSilence(ms)}, and was ended.`,
    `Look at what it waits for: \`meltemi invoke ${plugin}\`; if it needs longer, set \`${VARIABLE}\` for the worker.`,
  );
}

/** `3 h`, `50 min`, `2 s`. */
export function showSilence(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds >= 7200) return `${String(Math.floor(seconds / 3600))} h`;
  return seconds >= 120 ? `${String(Math.floor(seconds / 60))} min` : `${String(seconds)} s`;
}

/** One JSON object per event and line, each with the time at which it was seen: for scripts. */
import type { RunEvent } from '../control/control';
import type { Display, Screen } from './display';

/** Often enough for a dashboard. */
const PROGRESS_EVERY_MS = 1000;

export function createJsonDisplay(screen: Screen, withProgress: boolean, now: () => Date = () => new Date()): Display {
  const print = (event: RunEvent): void =>
    void screen.write(`${JSON.stringify({ at: now().toISOString(), ...event })}\n`);
  return {
    progressEveryMs: withProgress ? PROGRESS_EVERY_MS : null,
    show: print,
    say: (message) => print({ event: 'notice', message }),
    end: () => undefined,
  };
}

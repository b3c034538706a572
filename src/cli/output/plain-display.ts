/**
 * A run as plain lines, for logs: one when a stream changes its phase or meets new trouble, and one every ten seconds for
 * each stream that is at work.
 */
import type { RunEvent } from '../control/control';
import type { Display, Screen } from './display';
import { formatBytes, formatClock, formatCount, formatRate } from './format';
import { otherTroubles, streamLines } from './stream-lines';
import type { StreamLine } from './stream-lines';
import { printable } from './text-width';

export interface PlainDisplayOptions {
  readonly withProgress: boolean;
  readonly now?: () => Date;
}

/** A log needs no finer grain, and each look costs the worker a query per stream. */
const PROGRESS_EVERY_MS = 2000;
const REPEAT_EVERY_MS = 10_000;

/** Phases in which nothing moves: they are said once. */
const STILL: ReadonlySet<string> = new Set(['waiting', 'paused', 'completed', 'failed', 'cancelled']);

export function createPlainDisplay(screen: Screen, options: PlainDisplayOptions): Display {
  const now = options.now ?? (() => new Date());
  const said = new Map<string, { readonly key: string; readonly atMs: number }>();
  const print = (text: string): void => void screen.write(`${formatClock(now())} ${printable(text)}\n`);

  const sayOnce = (name: string, key: string, repeats: boolean, text: string): void => {
    const before = said.get(name);
    const atMs = now().getTime();
    if (before?.key === key && (!repeats || atMs - before.atMs < REPEAT_EVERY_MS)) return;
    said.set(name, { key, atMs });
    print(text);
  };
  const showStream = (line: StreamLine): void => {
    if (line.phase === 'waiting') return;
    sayOnce(
      `${line.stateId} ${line.view.stream}`,
      `${line.phase} ${line.trouble}`,
      !STILL.has(line.phase) && !line.isWaiting,
      describe(line),
    );
  };
  const show = (event: RunEvent): void => {
    if (event.event === 'started') {
      if (options.withProgress) print(`Started ${event.workflowId}${event.uiUrl === null ? '' : ` (${event.uiUrl})`}`);
    } else if (event.event === 'notice') print(event.message);
    else if (event.event === 'progress') {
      streamLines(event.progress, event.retries).forEach(showStream);
      otherTroubles(event.retries).forEach((trouble) => sayOnce('', trouble, true, trouble));
    }
  };
  return { progressEveryMs: options.withProgress ? PROGRESS_EVERY_MS : null, show, say: print, end: () => undefined };
}

function describe({ view, phase, trouble }: StreamLine): string {
  const rate = formatRate(view.rows, view.seconds);
  const counts = `${formatCount(view.rows)} rows, ${formatBytes(view.bytes)}${rate === '' ? '' : `, ${rate} rows/s`}`;
  return `${view.stream} ${phase}: ${counts}${trouble === '' ? '' : ` (${trouble})`}`;
}

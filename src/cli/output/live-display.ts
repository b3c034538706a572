/** A run as a table that is drawn again in place, for terminals. It follows the terminal's size and never outgrows it. */
import { stripVTControlCharacters } from 'node:util';
import type { RunEvent } from '../control/control';
import type { Colors } from './colors';
import type { Display, Screen } from './display';
import { liveLines } from './live-lines';
import { RateMeter } from './rate-meter';
import { textWidth } from './text-width';

/** Fluent for an eye, and some per cent of one core at most for the worker. */
const PROGRESS_EVERY_MS = 500;

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_BELOW = '\u001b[J';

export interface LiveDisplayOptions {
  readonly colors: Colors;
  readonly title: string;
  readonly now?: () => number;
}

export function createLiveDisplay(screen: Screen, options: LiveDisplayOptions): Display {
  return new LiveDisplay(screen, options);
}

class LiveDisplay implements Display {
  readonly progressEveryMs = PROGRESS_EVERY_MS;
  private readonly meter = new RateMeter();
  private readonly now: () => number;
  private readonly startedAtMs: number;
  /** Widths of the lines on the screen, as they were written. */
  private drawn: readonly number[] = [];
  private progress: Extract<RunEvent, { event: 'progress' }> | null = null;
  private uiUrl: string | null = null;
  private message: string | null = null;
  private ended = false;

  constructor(
    private readonly screen: Screen,
    private readonly options: LiveDisplayOptions,
  ) {
    this.now = options.now ?? Date.now;
    this.startedAtMs = this.now();
  }

  show(event: RunEvent): void {
    if (event.event === 'started') this.uiUrl = event.uiUrl;
    else if (event.event === 'progress') this.progress = event;
    else if (event.event === 'notice') this.message = event.message;
    else return;
    // The first half second belongs to runs that are over before anybody could read a table.
    if (event.event !== 'started') this.draw();
  }

  say(message: string): void {
    this.message = message;
    this.draw();
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    if (this.drawn.length > 0) this.screen.write(`${this.back()}${CLEAR_BELOW}${SHOW_CURSOR}`);
    this.drawn = [];
  }

  private draw(): void {
    if (this.ended) return;
    const { colors, title } = this.options;
    const columns = this.screen.columns ?? 80;
    const lines = liveLines({
      title,
      nowMs: this.now(),
      startedAtMs: this.startedAtMs,
      progress: this.progress,
      message: this.message,
      uiUrl: this.uiUrl,
      // The last column and line stay free: a full line would wrap, a full screen would scroll.
      width: columns - 1,
      height: (this.screen.rows ?? 24) - 1,
      meter: this.meter,
      colors,
    });
    const first = this.drawn.length === 0 ? HIDE_CURSOR : '';
    this.screen.write(`${first}${this.back()}${CLEAR_BELOW}${lines.join('\n')}\n`);
    this.drawn = lines.map((line) => textWidth(stripVTControlCharacters(line)));
  }

  /** Moves to the first drawn line; a terminal that was made narrower has wrapped what is on it. */
  private back(): string {
    const columns = Math.max(1, this.screen.columns ?? 80);
    const rows = this.drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    return rows === 0 ? '' : `\u001b[${rows}A\r`;
  }
}

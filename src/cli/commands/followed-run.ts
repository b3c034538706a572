/** A run that a command watches: what was heard of it, and the orders that a person may give meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import { viewError } from '../cli-error';
import type { Control, RunEvent } from '../control/control';
import type { Display } from '../output/display';

export type Started = Extract<RunEvent, { event: 'started' }>;
export type Progress = Extract<RunEvent, { event: 'progress' }>;
export type Ended = Extract<RunEvent, { event: 'finished' | 'failed' }>;

/** A run that is being started has no id yet. */
const UNTIL_STARTED_MS = 50;

export class FollowedRun {
  started: Started | null = null;
  progress: Progress | null = null;
  /** Null: the command left before the run's end. */
  ended: Ended | null = null;
  /** Stops watching; the run goes on. */
  leave: () => void = () => undefined;
  private readonly left = new Promise<null>((resolve) => (this.leave = () => resolve(null)));

  constructor(
    private readonly control: Control,
    private readonly display: Display,
  ) {}

  /** Shows events until the run has come so far, or `leave` is called. */
  async watch(events: AsyncIterable<RunEvent>, until: 'started' | 'ended'): Promise<void> {
    const iterator = events[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await Promise.race([iterator.next(), this.left]);
        if (next === null || next.done === true) return;
        this.take(next.value);
        if (this.ended !== null || (until === 'started' && this.started !== null)) return;
      }
    } finally {
      // Not awaited: a generator first ends its pending step, and nobody needs its answer any more.
      void iterator.return?.()?.catch(() => undefined);
    }
  }

  /** Orders a cancel as soon as the run has an id; says when the order does not arrive. */
  async cancel(): Promise<void> {
    try {
      while (this.started === null) await sleep(UNTIL_STARTED_MS);
      await this.control.cancel(this.started.workflowId);
    } catch (error) {
      this.display.say(`The cancel did not arrive: ${viewError(error).reason}`);
    }
  }

  private take(event: RunEvent): void {
    if (event.event === 'started') this.started = event;
    else if (event.event === 'progress') this.progress = event;
    else if (event.event === 'finished' || event.event === 'failed') this.ended = event;
    this.display.show(event);
  }
}

/**
 * What Ctrl-C and SIGTERM do to a run that a command follows.
 *
 * First Ctrl-C: the run is cancelled, after a moment in which a second one takes that back and leaves the run going.
 * Once the cancel is sent, another Ctrl-C only stops watching. SIGTERM, which a scheduler sends, cancels at once; a
 * second one stops watching.
 */
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';

export interface InterruptHandlers {
  readonly say: (message: string) => void;
  readonly cancel: () => void;
  /** Stop watching. */
  readonly leave: () => void;
}

/** Long enough to press twice on purpose. */
const SECOND_THOUGHTS_MS = 1500;

const CANCELLING = 'Cancelling: what is extracted is loaded and the bookmarks are kept.';

export class Interrupts {
  /** What the command ends with once it was interrupted; null before. */
  exitCode: ExitCode | null = null;
  private timer: NodeJS.Timeout | null = null;
  private cancelled = false;

  constructor(
    private readonly handlers: InterruptHandlers,
    private readonly secondThoughtsMs: number = SECOND_THOUGHTS_MS,
  ) {}

  /** Listens on the process until the answered function is called. */
  listen(): () => void {
    const onInterrupt = (): void => this.interrupt();
    const onTerminate = (): void => this.terminate();
    process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
    return () => {
      if (this.timer !== null) clearTimeout(this.timer);
      process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
    };
  }

  interrupt(): void {
    this.exitCode ??= EXIT.interrupted;
    if (this.timer !== null || this.cancelled) {
      if (this.timer !== null) clearTimeout(this.timer);
      this.timer = null;
      this.handlers.leave();
      return;
    }
    this.handlers.say(`${CANCELLING} Press Ctrl-C again now to leave the run going instead.`);
    this.timer = setTimeout(() => this.cancel(`${CANCELLING} Ctrl-C again stops watching.`), this.secondThoughtsMs);
  }

  terminate(): void {
    this.exitCode ??= EXIT.terminated;
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.cancelled) this.handlers.leave();
    else this.cancel(CANCELLING);
  }

  private cancel(message: string): void {
    this.timer = null;
    this.cancelled = true;
    this.handlers.say(message);
    this.handlers.cancel();
  }
}

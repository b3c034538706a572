/** Where a run is shown while it runs: on a terminal, as lines, or as JSON. */
import type { RunEvent } from '../control/control';

export interface Display {
  /** Milliseconds between the progress events it wants; null for none. */
  readonly progressEveryMs: number | null;
  show(event: RunEvent): void;
  /** Something to be read now, e.g. what Ctrl-C did. */
  say(message: string): void;
  /** Leaves the terminal as a person expects it; after it only the receipt is printed. */
  end(): void;
}

/** What the displays need of a stream such as `process.stderr`. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

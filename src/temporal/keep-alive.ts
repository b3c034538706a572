/** Keeps a process running: starts it again at once when it ends, and slower when it keeps ending. */

export interface Running {
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

export interface KeepAliveOptions<T extends Running> {
  /** For the lines that people read: `worker`. */
  readonly name: string;
  readonly launch: () => Promise<T>;
  /** Told what runs now; null: nothing. */
  readonly onChange: (running: T | null) => void;
  readonly onLine: (line: string) => void;
}

/** A process that lived shorter than this did not really start. */
const SHORT_LIFE_MS = 1_000;
/** Doubled with each short life, from the second on. */
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 10_000;

export class KeptAlive<T extends Running> {
  private current: T | null = null;
  private shortLives = 0;
  private loop: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  constructor(private readonly options: KeepAliveOptions<T>) {}

  /** Starts it; throws when the very first start fails. */
  async start(): Promise<T> {
    const first = await this.options.launch();
    this.current = first;
    this.loop = this.watch(first);
    return first;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.current?.stop();
    await this.loop;
  }

  private async watch(first: T): Promise<void> {
    for (let running: T | null = first; running !== null; running = await this.restart()) {
      const startedAtMs = Date.now();
      this.current = running;
      this.options.onChange(running);
      // Stopped while it was started again: `stop` knew nothing of it.
      if (this.stopping.signal.aborted && running !== first) await running.stop();
      await running.exited;
      this.current = null;
      this.options.onChange(null);
      this.shortLives = Date.now() - startedAtMs < SHORT_LIFE_MS ? this.shortLives + 1 : 0;
    }
  }

  private async restart(): Promise<T | null> {
    while (!this.stopping.signal.aborted) {
      this.options.onLine(`The ${this.options.name} ended; starting it again.`);
      await this.pause(this.shortLives < 2 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (this.shortLives - 2)));
      if (this.stopping.signal.aborted) break;
      try {
        return await this.options.launch();
      } catch (error) {
        this.shortLives++;
        this.options.onLine(error instanceof Error ? error.message : String(error));
      }
    }
    return null;
  }

  private pause(ms: number): Promise<void> {
    const { signal } = this.stopping;
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    });
  }
}

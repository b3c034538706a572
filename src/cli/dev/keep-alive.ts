/** Keeps a child process running: starts it again when it ends, slower when it keeps ending. */

export interface Running {
  readonly pid: number;
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

/** A child that lived shorter than this did not really start. */
const SHORT_LIFE_MS = 2_000;
const MAX_DELAY_MS = 10_000;

export class KeptAlive<T extends Running> {
  private current: T | null = null;
  private stopping = false;
  private failures = 0;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly name: string,
    private readonly launch: () => Promise<T>,
    private readonly onChange: (running: T | null) => void,
    private readonly onLine: (line: string) => void,
  ) {}

  /** Starts it; throws when the very first start fails. */
  async start(): Promise<T> {
    const first = await this.launch();
    this.loop = this.watch(first);
    return first;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.current?.stop();
    await this.loop;
  }

  private async watch(first: T): Promise<void> {
    for (let running: T | null = first; running !== null; running = await this.restart()) {
      const startedAtMs = Date.now();
      this.current = running;
      this.onChange(running);
      await running.exited;
      this.current = null;
      this.onChange(null);
      this.failures = Date.now() - startedAtMs < SHORT_LIFE_MS ? this.failures + 1 : 0;
    }
  }

  private async restart(): Promise<T | null> {
    while (!this.stopping) {
      this.onLine(`The ${this.name} ended; starting it again.`);
      const delay = this.failures === 0 ? 0 : Math.min(MAX_DELAY_MS, 250 * 2 ** this.failures);
      await new Promise((resolve) => setTimeout(resolve, delay));
      if (this.stopping) break;
      try {
        return await this.launch();
      } catch (error) {
        this.failures++;
        this.onLine(error instanceof Error ? error.message : String(error));
      }
    }
    return null;
  }
}

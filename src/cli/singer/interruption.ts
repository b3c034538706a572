/** SIGINT and SIGTERM while a plugin runs as a Singer program. */
import { EXIT, type ExitCode } from '../cli-error';

/** The first SIGINT or SIGTERM ends the run in good order; the second is Node's. */
export class Interruption {
  /** Null: nobody has interrupted. */
  exitCode: ExitCode | null = null;
  readonly #stop = new AbortController();

  constructor() {
    process.once('SIGINT', this.#onInterrupt).once('SIGTERM', this.#onTerminate);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  release(): void {
    process.off('SIGINT', this.#onInterrupt).off('SIGTERM', this.#onTerminate);
  }

  readonly #onInterrupt = (): void => this.#end(EXIT.interrupted);
  readonly #onTerminate = (): void => this.#end(EXIT.terminated);

  #end(exitCode: ExitCode): void {
    this.exitCode ??= exitCode;
    this.#stop.abort(new Error('the command was interrupted'));
  }
}

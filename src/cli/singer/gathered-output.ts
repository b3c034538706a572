/** Messages of a tap on their way to a pipe: written together, but a STATE at once, with all that came before it. */
import type { Writable } from 'node:stream';
import type { LineOutput } from '../../sdk/singer/message-writer';

/** What a pipe takes at a time. */
const GATHERED_CHARACTERS = 64 * 1024;

export class GatheredOutput implements LineOutput {
  #lines: string[] = [];
  #characters = 0;

  constructor(private readonly output: Writable) {}

  write(lines: string, isState: boolean): Promise<void> | void {
    this.#lines.push(lines);
    this.#characters += lines.length;
    if (isState || this.#characters >= GATHERED_CHARACTERS) return this.flush();
  }

  /** Whole lines, behind what was gathered. They are the caller's again when it resolves. */
  async writeBytes(lines: Buffer): Promise<void> {
    await this.flush();
    if (lines.length > 0) await this.#send(lines);
  }

  /** Resolves when the program behind has taken everything; rejects with what the stream says (`EPIPE`: that program has ended). */
  async flush(): Promise<void> {
    if (this.#characters === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    this.#characters = 0;
    await this.#send(text);
  }

  #send(data: string | Buffer): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.output.write(data, (error) => (error ? reject(error) : resolve()));
    });
  }
}

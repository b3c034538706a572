/** Questions on the terminal; answers may be piped in, one on a line. */
import { createInterface } from 'node:readline';
import { printLines } from './command-context';
import type { Screen } from './output/display';

export interface Question {
  /** What stands in brackets before the answer: the name of the setting or of the option. */
  readonly title: string;
  readonly help: readonly string[];
  /** The answer that an empty line, or the end of the input, stands for. */
  readonly fallback: string;
}

export class Questions {
  readonly #terminal = createInterface({ input: process.stdin });
  readonly #lines = this.#terminal[Symbol.asyncIterator]();
  readonly #screen: Screen;

  /** `screen`: where the questions are printed. */
  constructor(screen: Screen) {
    this.#screen = screen;
  }

  async ask({ title, help, fallback }: Question): Promise<string> {
    printLines(this.#screen, ['', ...help]);
    this.#screen.write(`(${title})${fallback === '' ? '' : ` [${fallback}]`}: `);
    const line = await this.#lines.next();
    const text = line.done === true ? '' : line.value.trim();
    if (process.stdin.isTTY !== true) this.#screen.write('\n');
    return text === '' ? fallback : text;
  }

  close(): void {
    this.#terminal.close();
  }
}

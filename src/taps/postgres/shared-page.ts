/** One page that several readers fill side by side: rows of them in any order, each row whole. */
import type { RowSink } from './ordered-page';

export class SharedPage {
  /** The reader whose row is not over. */
  private writing: RowSink | null = null;
  private readonly waiting: (() => void)[] = [];
  private stopped: { readonly error: unknown } | null = null;

  constructor(private readonly page: RowSink) {}

  /** For one reader. A chunk that ends no row keeps the page for it until the row is over. */
  sink(): RowSink {
    const sink: RowSink = {
      write: async (chunk, rows) => {
        while (this.writing !== null && this.writing !== sink && this.stopped === null)
          await new Promise<void>((resolve) => this.waiting.push(resolve));
        if (this.stopped !== null) throw this.stopped.error;
        this.writing = sink;
        await this.page.write(chunk, rows);
        if (rows === 0) return;
        this.writing = null;
        this.waiting.shift()?.();
      },
    };
    return sink;
  }

  /** A reader failed, perhaps in the middle of a row: nobody writes any more, and who waits hears of it. */
  stop(error: unknown): void {
    this.stopped ??= { error };
    for (const wake of this.waiting.splice(0)) wake();
  }
}

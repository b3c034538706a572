/** Writes a page as JSON lines behind the end of a file: encodes into one buffer while the other is being written. */
import { MeltemiError } from '../../model/errors';
import { JsonLineEncoder } from '../../pages/encoding/json-lines';
import { RowSplitter } from '../../pages/encoding/row-splitter';
import type { PageReader } from '../../pages/page-store';
import type { DataFile } from './data-file';

/** Some two thousand lines: a write costs little beside its bytes, and encoding one holds the event loop for milliseconds only. */
const BUFFER_BYTES = 1024 * 1024;

/** Answers the file's length afterwards. Nothing is flushed. Throws `PageMissing` when the page does not hold what its ref says. */
export async function appendPage(
  file: DataFile,
  start: number,
  page: PageReader,
  signal: AbortSignal,
): Promise<number> {
  const writer = new LineWriter(file, start, new JsonLineEncoder(page.schema));
  const splitter = new RowSplitter();
  try {
    for await (const chunk of page.chunks(signal)) {
      for (const block of splitter.push(chunk)) await writer.write(block);
    }
    splitter.end();
    const end = await writer.end();
    if (writer.rows !== page.ref.rows) throw wrongCount(page, writer.rows);
    return end;
  } catch (error) {
    await writer.settle();
    throw error;
  }
}

class LineWriter {
  private filling = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  private spare = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  private filled = 0;
  private pending: Promise<void> = Promise.resolve();

  constructor(
    private readonly file: DataFile,
    private position: number,
    private readonly encoder: JsonLineEncoder,
  ) {}

  get rows(): number {
    return this.encoder.lines;
  }

  async write(block: Buffer): Promise<void> {
    this.encoder.begin(block);
    while (!this.encoder.done) {
      this.filled = this.encoder.fill(this.filling, this.filled);
      if (this.encoder.done) return;
      if (this.filled > 0) await this.flush();
      // A line longer than the buffer gets one of its own size, for this once.
      else this.filling = Buffer.allocUnsafeSlow(this.encoder.needed);
    }
  }

  async end(): Promise<number> {
    await this.flush();
    await this.pending;
    return this.position;
  }

  /** Waits for the write under way, so that the file may be cut and closed. */
  async settle(): Promise<void> {
    await this.pending.catch(() => undefined);
  }

  private async flush(): Promise<void> {
    await this.pending;
    const full = this.filling;
    this.pending = this.file.write(full.subarray(0, this.filled), this.position);
    this.pending.catch(() => undefined);
    this.position += this.filled;
    this.filled = 0;
    this.filling = this.spare;
    this.spare = full.length === BUFFER_BYTES ? full : Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }
}

function wrongCount(page: PageReader, rows: number): MeltemiError {
  return new MeltemiError(
    'PageMissing',
    `Page \`${page.ref.key}\` is said to hold ${page.ref.rows} rows, but ${rows} were found.`,
    'Nothing was loaded; the page is read again.',
  );
}

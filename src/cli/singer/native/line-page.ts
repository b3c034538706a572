/** A page that is nowhere kept: its rows become lines of RECORD messages as they come. */
import { MeltemiError } from '../../../model/errors';
import type { PageRef } from '../../../model/page-ref';
import type { StreamSchema } from '../../../model/stream';
import { JsonLineEncoder, type RecordForm } from '../../../pages/encoding/json-lines';
import { RowSplitter } from '../../../pages/encoding/row-splitter';
import type { PageWriter } from '../../../pages/page-store';

/** A pipe takes 64 KiB at a time; larger writes mean fewer turns. */
const BUFFER_BYTES = 512 * 1024;

/** Where lines go; they are lent until it resolves. */
export type TakeLines = (lines: Buffer) => Promise<void>;

export class LinePage implements PageWriter {
  bytes = 0;
  rows = 0;
  readonly #encoder: JsonLineEncoder;
  readonly #splitter = new RowSplitter();
  #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);

  /** `tail`: what stands between the record and the end of its line. */
  constructor(
    schema: StreamSchema,
    form: RecordForm,
    tail: string,
    private readonly take: TakeLines,
  ) {
    this.#encoder = new JsonLineEncoder(schema, Buffer.from(`}${tail}\n`), form);
  }

  /** Throws `RecordInvalid` for a value that the form cannot hold, behind all records before it. */
  async write(chunk: Buffer, rows: number): Promise<void> {
    this.bytes += chunk.length;
    this.rows += rows;
    for (const block of this.#splitter.push(chunk)) await this.#encode(block);
  }

  /** Behind the last chunk. Throws `RecordInvalid` when a row has no end. */
  end(): void {
    this.#splitter.end();
  }

  commit(): Promise<PageRef> {
    throw new MeltemiError('Unsupported', 'A page of lines is not kept.', 'Report it with the name of the tap.');
  }

  abort(): Promise<void> {
    return Promise.resolve();
  }

  async #encode(block: Buffer): Promise<void> {
    const encoder = this.#encoder;
    encoder.begin(block);
    while (!encoder.done) {
      const filled = await this.#fill();
      if (filled > 0) await this.take(this.#buffer.subarray(0, filled));
      else this.#buffer = Buffer.allocUnsafeSlow(encoder.needed);
    }
  }

  async #fill(): Promise<number> {
    try {
      return this.#encoder.fill(this.#buffer, 0);
    } catch (error) {
      await this.take(this.#buffer.subarray(0, this.#encoder.wholeLines));
      throw error;
    }
  }
}

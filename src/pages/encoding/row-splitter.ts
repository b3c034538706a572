/**
 * Cuts a stream of chunks into blocks of whole lines. A line that lies inside a chunk is never copied: a block is a view of
 * the chunk; only the line that crosses a border is put together.
 */
import { MeltemiError } from '../../model/errors';
import { NEWLINE } from './text';

export class RowSplitter {
  private rest: Buffer[] = [];

  /**
   * Takes the next chunk and gives the blocks that it completes, in order: at most two (the line that began in an earlier
   * chunk, then the whole lines of this one). Every block ends with a newline. Blocks share memory with the chunk; nothing of
   * it is looked at any more with the next call.
   */
  push(chunk: Buffer): readonly Buffer[] {
    const last = chunk.lastIndexOf(NEWLINE);
    if (last < 0) {
      if (chunk.length > 0) this.rest.push(Buffer.from(chunk));
      return [];
    }
    const blocks: Buffer[] = [];
    let from = 0;
    if (this.rest.length > 0) {
      from = chunk.indexOf(NEWLINE) + 1;
      blocks.push(Buffer.concat([...this.rest, chunk.subarray(0, from)]));
      this.rest = [];
    }
    if (from <= last) blocks.push(chunk.subarray(from, last + 1));
    if (last + 1 < chunk.length) this.rest.push(Buffer.from(chunk.subarray(last + 1)));
    return blocks;
  }

  /** Call behind the last chunk. Throws `RecordInvalid` when the last line has no end. */
  end(): void {
    if (this.rest.length === 0) return;
    throw new MeltemiError(
      'RecordInvalid',
      'A page ends in the middle of a line.',
      'Run the stream again; if it stays, report it with the names of tap and stream.',
    );
  }
}

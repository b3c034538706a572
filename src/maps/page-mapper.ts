/** Runs a compiled map over the chunks of a page; lines that cross the border of two chunks are put together. */
import { RowSplitter } from '../pages/encoding/row-splitter';
import type { CompiledMap } from './compile-stream-map';

export interface MappedChunk {
  /** Place in `CompiledMap.outputs`. */
  readonly output: number;
  /** Whole lines, lent until the next chunk is asked for; a view of the incoming chunk where nothing had to be changed. */
  readonly chunk: Buffer;
  readonly rows: number;
}

/** Chunks without a record are left out. Throws `MapFailed`; `RecordInvalid` when the page ends in the middle of a line. */
export async function* mapChunks(chunks: AsyncIterable<Buffer>, compiled: CompiledMap): AsyncGenerator<MappedChunk> {
  const splitter = new RowSplitter();
  let row = 1;
  for await (const chunk of chunks) {
    for (const lines of splitter.push(chunk)) {
      let read = 0;
      for (const [output, { mapRows }] of compiled.outputs.entries()) {
        const mapped = mapRows(lines, row);
        read = mapped.rowsRead;
        if (mapped.rows > 0) yield { output, chunk: mapped.bytes, rows: mapped.rows };
      }
      row += read;
    }
  }
  splitter.end();
}

/** Runs a compiled map over the chunks of a page; lines that cross the border of two chunks are put together. */
import { RowSplitter } from '../pages/encoding/row-splitter';
import type { CompiledMap } from './compile-stream-map';
import type { MapFaults } from '../model/map-faults';

export interface MappedChunk {
  /** Place in `CompiledMap.outputs`. */
  readonly output: number;
  /** Whole lines, lent until the next chunk is asked for; a view of the incoming chunk where nothing had to be changed. */
  readonly chunk: Buffer;
  readonly rows: number;
  readonly faults: MapFaults | null;
}

/** Chunks without a record come only when there is something to count. Throws `MapFailed`; `RecordInvalid` when the page ends in the middle of a line. */
export async function* mapChunks(
  chunks: AsyncIterable<Buffer>,
  { outputs }: Pick<CompiledMap, 'outputs'>,
): AsyncGenerator<MappedChunk> {
  const splitter = new RowSplitter();
  let row = 1;
  for await (const chunk of chunks) {
    for (const lines of splitter.push(chunk)) {
      let read = 0;
      for (const [output, { mapRows }] of outputs.entries()) {
        const mapped = mapRows(lines, row);
        read = mapped.rowsRead;
        const { bytes, rows, faults } = mapped;
        if (rows > 0 || faults !== null) yield { output, chunk: bytes, rows, faults };
      }
      row += read;
    }
  }
  splitter.end();
}

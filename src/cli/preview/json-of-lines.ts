/** Page lines as JSON texts, one for each record. */
import type { StreamSchema } from '../../model/stream';
import { JsonLineEncoder } from '../../pages/encoding/json-lines';
import { RowSplitter } from '../../pages/encoding/row-splitter';

/** A record longer than this is cut by nobody: the buffer grows with it. */
const LINE_BYTES = 64 * 1024;

export function jsonLines(chunks: readonly Buffer[], schema: StreamSchema, limit: number): readonly string[] {
  const encoder = new JsonLineEncoder(schema);
  const splitter = new RowSplitter();
  const lines: string[] = [];
  for (const block of chunks.flatMap((chunk) => [...splitter.push(chunk)])) {
    encoder.begin(block);
    while (!encoder.done && lines.length < limit) {
      const out = Buffer.alloc(Math.max(LINE_BYTES, encoder.needed));
      const text = out.toString('utf8', 0, encoder.fill(out, 0));
      lines.push(...text.split('\n').filter((line) => line !== ''));
    }
  }
  return lines.slice(0, limit);
}

/** Writes a page line by line through an encoder into a file, with gzip when asked for. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { RowSplitter } from '../../pages/encoding/row-splitter';
import type { PageReader } from '../../pages/page-store';
import type { WrittenFile } from './file-format';
import { wrongCount } from './page-rows';

/** Some two thousand lines: a write costs little beside its bytes, and encoding one holds the event loop for milliseconds only. */
const BUFFER_BYTES = 1024 * 1024;
/** zlib's own default; said here because the bytes of a file depend on it. */
const GZIP_LEVEL = 6;

/** Turns blocks of whole lines of a page into lines of a file. `JsonLineEncoder` is one. */
export interface LineEncoder {
  /** Lines written so far. */
  readonly lines: number;
  readonly done: boolean;
  /** Room in bytes that is enough for the next line. */
  readonly needed: number;
  begin(block: Buffer): void;
  fill(out: Buffer, at: number): number;
}

export interface LineFile {
  readonly encoder: LineEncoder;
  /** Before the first line, and behind the last one. */
  readonly head: Buffer;
  readonly tail: Buffer;
  /** Bytes at the end of the last line that are left out: what only stands between lines. */
  readonly dropped: number;
  readonly gzip: boolean;
}

export async function writeLineFile(
  file: LineFile,
  page: PageReader,
  path: string,
  signal: AbortSignal,
): Promise<WrittenFile> {
  const out = createWriteStream(path, { flags: 'wx' });
  const blocks = withEnds(file, encoded(file.encoder, page, signal));
  if (file.gzip) await pipeline(blocks, createGzip({ level: GZIP_LEVEL }), out, { signal });
  else await pipeline(blocks, out, { signal });
  if (file.encoder.lines !== page.ref.rows) throw wrongCount(page, file.encoder.lines);
  return { rows: file.encoder.lines, bytes: out.bytesWritten };
}

/** A block at a time, each in memory of its own: the stream behind may hold several. */
async function* encoded(encoder: LineEncoder, page: PageReader, signal: AbortSignal): AsyncGenerator<Buffer> {
  const splitter = new RowSplitter();
  let filling = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  let filled = 0;
  for await (const chunk of page.chunks(signal)) {
    for (const block of splitter.push(chunk)) {
      encoder.begin(block);
      for (;;) {
        filled = encoder.fill(filling, filled);
        if (encoder.done) break;
        if (filled > 0) yield filling.subarray(0, filled);
        // A line longer than the buffer gets one of its own size.
        filling = Buffer.allocUnsafeSlow(Math.max(BUFFER_BYTES, encoder.needed));
        filled = 0;
      }
    }
  }
  splitter.end();
  if (filled > 0) yield filling.subarray(0, filled);
}

async function* withEnds({ head, tail, dropped }: LineFile, blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer | null = null;
  if (head.length > 0) yield head;
  for await (const block of blocks) {
    if (held !== null) yield held;
    held = block;
  }
  if (held !== null) yield held.subarray(0, held.length - dropped);
  if (tail.length > 0) yield tail;
}

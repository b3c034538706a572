/** The bytes of a file from a place on, decompressed when the file is gzip, whatever its name. */
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Read at a time: large enough for few turns, small enough that a page that ends early has read little for nothing. */
const CHUNK_BYTES = 256 * 1024;

async function isGzip(file: FileHandle): Promise<boolean> {
  const magic = Buffer.alloc(2);
  await file.read(magic, 0, 2, 0);
  return magic[0] === 0x1f && magic[1] === 0x8b;
}

/** The first bytes of the content, fewer at the end of a short file. */
export async function headOf(file: FileHandle, bytes: number): Promise<Buffer> {
  for await (const chunk of bytesFrom(file, 0)) {
    // A compressed file may begin with a very short chunk; then its mark is not seen, which only the smallest files do.
    return chunk.subarray(0, bytes);
  }
  return Buffer.alloc(0);
}

/** `offset`: in the content, so that a compressed file is read and thrown away up to there. Each chunk is lent until the next one. */
export async function* bytesFrom(file: FileHandle, offset: number): AsyncGenerator<Buffer, void, undefined> {
  yield* (await isGzip(file)) ? unpacked(file, offset) : plain(file, offset);
}

async function* plain(file: FileHandle, offset: number): AsyncGenerator<Buffer, void, undefined> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let at = offset; ;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* unpacked(file: FileHandle, offset: number): AsyncGenerator<Buffer, void, undefined> {
  // Not a stream of the file itself, which would close it at its end.
  const packed = Readable.from(copies(file));
  const content = packed.pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
  packed.once('error', (error) => content.destroy(error));
  let before = 0;
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      const skipped = Math.min(Math.max(offset - before, 0), chunk.length);
      before += chunk.length;
      if (skipped < chunk.length) yield chunk.subarray(skipped);
    }
  } finally {
    packed.destroy();
    content.destroy();
  }
}

/** The next chunk is asked for while the one before is unpacked. */
async function* copies(file: FileHandle): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of plain(file, 0)) yield Buffer.from(chunk);
}

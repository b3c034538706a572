/** Reads one page in chunks, one chunk ahead of its consumer, and verifies length and checksum. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { PageRef } from '../../model/page-ref';
import type { StreamSchema } from '../../model/stream';
import type { PageReader } from '../page-store';
import { pageMissing, storeError } from './store-errors';

/** As in the contract: large enough for speed, small enough that a chunk's work does not hold up the event loop. */
const CHUNK_BYTES = 256 * 1024;

/** Opens a file of the store for reading; a symbolic link in its place is refused. Throws `PageMissing` when it is not there. */
export async function openPlainFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    throw storeError(error, 'opening', path);
  }
}

export class PageFileReader implements PageReader {
  constructor(
    readonly ref: PageRef,
    readonly schema: StreamSchema,
    private readonly path: string,
  ) {}

  async *chunks(signal: AbortSignal): AsyncGenerator<Buffer> {
    const file = await openPlainFile(this.path);
    let ahead: Promise<Buffer> | null = null;
    // One is the consumer's while the other is read into: a page costs this much memory however long it is.
    let [reading, lent] = [this.memory(), this.memory()];
    try {
      let checksum = 0;
      let position = 0;
      ahead = this.readAhead(file, reading, 0);
      while (position < this.ref.bytes) {
        const chunk: Buffer = await ahead;
        signal.throwIfAborted();
        checksum = crc32(chunk, checksum);
        position += chunk.length;
        [reading, lent] = [lent, reading];
        ahead = this.readAhead(file, reading, position);
        if (position === this.ref.bytes) this.verify(checksum);
        yield chunk;
      }
      this.verify(checksum);
    } finally {
      await ahead?.catch(() => undefined);
      await file.close();
    }
  }

  /** Whoever awaits the chunk sees its failure; until then it must not count as unhandled. */
  private readAhead(file: FileHandle, memory: Buffer, position: number): Promise<Buffer> {
    const chunk = this.read(file, memory, position);
    chunk.catch(() => undefined);
    return chunk;
  }

  private memory(): Buffer {
    return Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, this.ref.bytes));
  }

  private async read(file: FileHandle, memory: Buffer, position: number): Promise<Buffer> {
    const length = Math.min(memory.length, this.ref.bytes - position);
    const buffer = memory.subarray(0, length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
      if (bytesRead === 0) throw pageMissing(this.path, 'it is shorter than its reference says');
      filled += bytesRead;
    }
    return buffer;
  }

  private verify(checksum: number): void {
    if (checksum.toString(16).padStart(8, '0') !== this.ref.checksum) {
      throw pageMissing(this.path, 'its checksum is wrong');
    }
  }
}

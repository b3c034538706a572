/**
 * Writes one page: gathers chunks in a buffer, writes buffers in order while the next one fills, makes the file visible by
 * a rename. There is no fsync: a page that a power cut takes is read again from the source, which costs less than a
 * flush for every page; the checksum tells.
 */
import { type FileHandle, rename, unlink } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { PageRef } from '../../model/page-ref';
import type { PageWriter } from '../page-store';
import { storeError } from './store-errors';
import type { StoreSpace } from './store-space';

/** Large enough that a write costs little beside its bytes, small enough that fifty open pages stay below 100 MB. */
const BUFFER_BYTES = 512 * 1024;
/** One is filled, two are being written: memory per page ends at three buffers, which is the back-pressure. */
const MAX_IN_FLIGHT = 2;

const READY = Promise.resolve();

export interface PageFile {
  readonly key: string;
  /** Path while it is written, open for writing as `handle`. */
  readonly temporaryPath: string;
  readonly path: string;
  readonly handle: FileHandle;
}

export class PageFileWriter implements PageWriter {
  bytes = 0;
  rows = 0;
  private state: 'open' | 'committed' | 'aborted' = 'open';
  private checksum = 0;
  private position = 0;
  private filled = 0;
  private buffer: Buffer;
  private readonly spare: Buffer[] = [];
  private readonly inFlight: Promise<void>[] = [];
  private failure: { readonly error: unknown } | null = null;

  constructor(
    private readonly file: PageFile,
    private readonly space: StoreSpace,
    private readonly about: Pick<PageRef, 'encoding' | 'schemaHash'>,
    private readonly afterRename: () => void,
  ) {
    this.buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }

  write(chunk: Buffer, rows: number): Promise<void> {
    try {
      this.throwFailure();
      if (this.state !== 'open') throw new Error(`Page \`${this.file.key}\` is closed.`);
      this.space.take(chunk.length, this.bytes);
    } catch (error) {
      return rejected(error);
    }
    this.bytes += chunk.length;
    this.rows += rows;
    if (this.filled + chunk.length >= BUFFER_BYTES) return this.writeThrough(chunk);
    this.filled += chunk.copy(this.buffer, this.filled);
    return READY;
  }

  async commit(): Promise<PageRef> {
    if (this.state !== 'open') throw new Error(`Page \`${this.file.key}\` is closed.`);
    await this.flush();
    await Promise.all(this.inFlight);
    this.throwFailure();
    try {
      await this.file.handle.close();
      await rename(this.file.temporaryPath, this.file.path);
    } catch (error) {
      throw storeError(error, 'closing the page', this.file.path);
    }
    this.state = 'committed';
    this.afterRename();
    return {
      key: this.file.key,
      ...this.about,
      rows: this.rows,
      bytes: this.bytes,
      checksum: this.checksum.toString(16).padStart(8, '0'),
    };
  }

  async abort(): Promise<void> {
    if (this.state !== 'open') return;
    this.state = 'aborted';
    await Promise.allSettled(this.inFlight);
    await this.file.handle.close().catch(() => undefined);
    await unlink(this.file.temporaryPath).catch(() => undefined);
    this.space.give(this.bytes);
  }

  private async writeThrough(chunk: Buffer): Promise<void> {
    let from = 0;
    while (from < chunk.length) {
      const copied = chunk.copy(this.buffer, this.filled, from);
      this.filled += copied;
      from += copied;
      if (this.filled === BUFFER_BYTES) await this.flush();
    }
  }

  /** Sends the buffer on its way; waits only when two are on theirs already. */
  private async flush(): Promise<void> {
    this.throwFailure();
    if (this.filled === 0) return;
    const full = this.buffer;
    const part = full.subarray(0, this.filled);
    this.checksum = crc32(part, this.checksum);
    const previous = this.inFlight.at(-1) ?? READY;
    this.inFlight.push(this.writePart(previous, part, this.position).then(() => void this.spare.push(full)));
    this.position += part.length;
    this.filled = 0;
    if (this.inFlight.length > MAX_IN_FLIGHT) await this.inFlight.shift();
    this.throwFailure();
    this.buffer = this.spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }

  /** Never rejects: the failure is kept and thrown to whoever writes next. */
  private async writePart(previous: Promise<void>, part: Buffer, position: number): Promise<void> {
    await previous;
    try {
      let done = 0;
      while (done < part.length && this.failure === null) {
        const { bytesWritten } = await this.file.handle.write(part, done, part.length - done, position + done);
        done += bytesWritten;
      }
    } catch (error) {
      this.failure ??= { error: storeError(error, 'writing the page', this.file.temporaryPath) };
    }
  }

  private throwFailure(): void {
    if (this.failure !== null) throw this.failure.error;
  }
}

/** `write` itself is not async: almost all of its calls only copy a few bytes. */
function rejected(error: unknown): Promise<never> {
  return READY.then(() => {
    throw error;
  });
}

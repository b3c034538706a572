/**
 * `COPY ... FROM STDIN` from a stream of page chunks, written straight to the connection's socket with back-pressure:
 * one CopyData message per chunk, no copy of the bytes. (PostgreSQL documentation, "Message Formats" and "COPY", file formats.)
 */
import type { Duplex } from 'node:stream';
import type { Client, Connection, Submittable } from 'pg';
import type { PageEncoding } from '../../model/page-ref';

/** Signature, flags (none) and the length of the header's extension (none). */
const BINARY_HEADER = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
/** A field count of -1. */
const BINARY_TRAILER = Buffer.from([0xff, 0xff]);
const COPY_DATA = 0x64;
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);
const COPY_FAIL = 0x66;

export interface CopyInRequest {
  /** The whole statement, e.g. `copy t (a, b) from stdin (format binary)`; must agree with `encoding`. */
  readonly statement: string;
  /** `binary`: the header and the trailer are added here. */
  readonly encoding: PageEncoding;
  /**
   * Lent chunks (`PageReader.chunks`): the next one is asked for when the socket has sent the last one; only the very last, which
   * nothing follows, may be small enough to wait in it. A failure of the iteration ends the COPY with CopyFail: nothing of it stays.
   */
  readonly chunks: AsyncIterable<Buffer>;
}

/**
 * Resolves to the number of rows that the server took. Rejects with the server's error, or with the iteration's own; the
 * connection can be used again then, but an open transaction is aborted. CopyDone is sent only after the iteration ended
 * without a failure, since a page's checksum is verified at its very end.
 */
export async function copyIn(client: Client, request: CopyInRequest): Promise<number> {
  const copy = client.query(new CopyIn(request.statement));
  await Promise.race([copy.ready, copy.done]);
  try {
    if (request.encoding === 'binary') await copy.send(BINARY_HEADER);
    for await (const chunk of request.chunks) {
      await copy.send(chunk);
      if (copy.ended) break;
    }
    if (request.encoding === 'binary') await copy.send(BINARY_TRAILER);
  } catch (error) {
    if (copy.ended) return await copy.done;
    copy.fail();
    await copy.done.catch(() => undefined);
    throw error;
  }
  copy.finish();
  return await copy.done;
}

class CopyIn implements Submittable {
  /** Settles when the server asks for data. */
  readonly ready: Promise<void>;
  /** Settles when the server has answered: the number of rows. */
  readonly done: Promise<number>;
  /** The server has answered already, with an error: what is sent now is thrown away. */
  ended = false;

  private stream: Duplex | null = null;
  private rows = 0;
  private markReady: () => void = () => undefined;
  private resolve: (rows: number) => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;
  private wake: () => void = () => undefined;

  constructor(private readonly statement: string) {
    this.ready = new Promise((resolve) => (this.markReady = resolve));
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // It is awaited later; a connection that breaks before must not count as unhandled.
    this.done.catch(() => undefined);
  }

  /** Resolves when more may be sent, or when the server has answered. */
  async send(data: Buffer): Promise<void> {
    const { stream } = this;
    if (stream === null || this.ended || data.length === 0) return;
    const header = Buffer.allocUnsafe(5);
    header.writeUInt8(COPY_DATA, 0);
    header.writeUInt32BE(data.length + 4, 1);
    stream.cork();
    stream.write(header);
    const hasRoom = stream.write(data);
    stream.uncork();
    if (!hasRoom) await this.drained(stream);
  }

  finish(): void {
    if (!this.ended) this.stream?.write(COPY_DONE);
  }

  fail(): void {
    const reason = Buffer.from('the page could not be read\0');
    const header = Buffer.allocUnsafe(5);
    header.writeUInt8(COPY_FAIL, 0);
    header.writeUInt32BE(reason.length + 4, 1);
    this.stream?.write(Buffer.concat([header, reason]));
  }

  private drained(stream: Duplex): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        stream.removeListener('drain', go);
        this.wake = () => undefined;
        resolve();
      };
      stream.once('drain', go);
      this.wake = go;
    });
  }

  private end(): void {
    this.ended = true;
    this.wake();
  }

  // What follows is the interface that pg calls.

  submit(connection: Connection): void {
    this.stream = connection.stream;
    connection.query(this.statement);
  }

  handleCopyInResponse(): void {
    this.markReady();
  }

  handleCommandComplete(message: { readonly text: string }): void {
    this.rows = Number(/^COPY (\d+)/.exec(message.text)?.[1] ?? 0);
  }

  handleReadyForQuery(): void {
    this.end();
    this.resolve(this.rows);
  }

  handleError(error: unknown): void {
    this.end();
    this.reject(error);
  }
}

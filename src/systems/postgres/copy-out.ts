/**
 * Reads `COPY ... TO STDOUT` straight from the connection's socket: rows leave in pieces of some 256 KiB without being
 * looked at one by one, and the connection is an ordinary one again afterwards.
 */
import type { Duplex } from 'node:stream';
import type { Client, Connection, Submittable } from 'pg';
import type { PageEncoding } from '../../model/page-ref';
import { CopyFrames } from './copy-frames';
import { CopyPieces, type CopyPiece } from './copy-pieces';
import { lendChunks } from './read-socket';

/** Pieces kept ready for the reader; more are left in the socket, which is the back-pressure on the server. */
const PIECES_READY = 2;
/**
 * PostgreSQL sends in portions of 8 KiB, and each wakes Node for about 20 µs. Leaving the socket alone for 2 ms after
 * each look lets the kernel gather them: half the processor time for the same throughput (measured on loopback at
 * 120 MB/s; a receive buffer holds more than 2 ms of data).
 */
const GATHER_MS = 2;
/** The first bytes are taken as they come, so that a small answer is not delayed. */
const UNDELAYED_BYTES = 64 * 1024;

type Listener = (chunk: Buffer) => void;

interface Waiting {
  readonly resolve: (piece: CopyPiece | null) => void;
  readonly reject: (error: unknown) => void;
}

export class CopyOut implements Submittable {
  private readonly frames: CopyFrames;
  private readonly pieces = new CopyPieces();
  private readonly ready: CopyPiece[] = [];
  /** The piece that the caller has. */
  private lent: CopyPiece | null = null;
  private waiting: Waiting | null = null;
  private socket: Duplex | null = null;
  private driverListeners: readonly Listener[] = [];
  private seenBytes = 0;
  private lookScheduled = false;
  private gathering: NodeJS.Timeout | null = null;
  private failure: { readonly error: unknown } | null = null;
  private finished = false;

  private constructor(
    private readonly sql: string,
    encoding: PageEncoding,
  ) {
    this.frames = new CopyFrames(encoding);
  }

  /** `sql` must be a `COPY ... TO STDOUT` in the format of `encoding`; nothing else may use `client` until the end. */
  static start(client: Client, sql: string, encoding: PageEncoding): CopyOut {
    return client.query(new CopyOut(sql, encoding));
  }

  /**
   * The next rows, lent until the next call; null at the end, when the connection is free again. Throws what the server or
   * the network said.
   */
  async read(): Promise<CopyPiece | null> {
    if (this.lent !== null) this.pieces.takeBack(this.lent);
    this.lent = null;
    this.lent = await this.next();
    return this.lent;
  }

  private next(): CopyPiece | null | Promise<CopyPiece | null> {
    const piece = this.ready.shift();
    if (piece !== undefined) {
      this.flow();
      return piece;
    }
    if (this.failure !== null) throw this.failure.error;
    if (this.finished) return null;
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.flow();
    });
  }

  /** Ends it before its time, and the connection with it: what the server still sends would have to be read first. */
  abandon(): void {
    this.failure = { error: new Error('Connection terminated: its COPY was abandoned.') };
    this.socket?.destroy();
  }

  /** Called by pg when the connection is this query's: the socket's data come here until the rows are over. */
  submit(connection: Connection): void {
    this.socket = connection.stream;
    this.driverListeners = this.socket.listeners('data').filter(isListener);
    this.socket.removeAllListeners('data');
    this.socket.on('data', this.onData);
    // Everything that outlives `onData` is a copy: pieces are gathered in buffers of their own.
    lendChunks(this.socket, true);
    connection.query(this.sql);
  }

  /** Called by pg for an error message of the server and when the connection breaks. */
  handleError(error: unknown): void {
    this.failure = { error };
    this.waiting?.reject(error);
    this.waiting = null;
    this.flow();
  }

  /** Called by pg. */
  handleReadyForQuery(): void {
    this.finished = true;
    this.waiting?.resolve(null);
    this.waiting = null;
  }

  /** Called by pg; the command tag repeats the count that the messages gave already. */
  handleCommandComplete(): void {
    // Nothing to add.
  }

  private readonly onData = (chunk: Buffer): void => {
    const part = this.frames.take(chunk);
    this.seenBytes += part.length;
    this.offer(this.pieces.add(part));
    if (part.rest !== null) {
      this.offer(this.pieces.finish());
      this.handBack(part.rest);
    } else if (this.ready.length >= PIECES_READY) {
      this.socket?.pause();
    } else if (this.seenBytes > UNDELAYED_BYTES && !this.lookScheduled) {
      this.lookScheduled = true;
      // Behind this round of the event loop, so that everything that lies ready (many TLS records, say) is taken first.
      setImmediate(this.gather);
    }
  };

  private readonly gather = (): void => {
    this.lookScheduled = false;
    if (this.driverListeners.length === 0 || this.gathering !== null) return;
    this.socket?.pause();
    this.gathering = setTimeout(() => {
      this.gathering = null;
      this.flow();
    }, GATHER_MS);
  };

  private flow(): void {
    if (this.gathering === null && this.ready.length < PIECES_READY) this.socket?.resume();
  }

  private offer(piece: CopyPiece | null): void {
    if (piece === null) return;
    if (this.waiting === null) {
      this.ready.push(piece);
    } else {
      this.waiting.resolve(piece);
      this.waiting = null;
    }
  }

  private handBack(rest: Buffer): void {
    const { socket, driverListeners } = this;
    if (socket === null) return;
    lendChunks(socket, false);
    socket.off('data', this.onData);
    for (const listener of driverListeners) socket.on('data', listener);
    this.driverListeners = [];
    if (this.gathering !== null) clearTimeout(this.gathering);
    this.gathering = null;
    socket.resume();
    for (const listener of driverListeners) listener.call(socket, Buffer.from(rest));
  }
}

// `listeners` is declared to return any functions; those of 'data' take a buffer.
function isListener(listener: unknown): listener is Listener {
  return typeof listener === 'function';
}

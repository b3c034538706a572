/** Gathers the small parts that a socket gives into pieces of a good size for writing, cut between rows. */
import type { CopyPart } from './copy-frames';

/**
 * Its memory is lent: it is used again after `CopyPieces.takeBack`. Bytes of whole rows; only a row longer than a piece is cut, and then `rows` counts it
 * with the piece that ends it.
 */
export interface CopyPiece {
  readonly chunk: Buffer;
  readonly rows: number;
  /** False: the last row goes on in the next piece. */
  readonly endsRow: boolean;
  /** Bytes at its start that belong to a row that began in an earlier piece. */
  readonly begunBytes: number;
  /** The last row that ends in it; null when none does or when it began in an earlier piece. */
  readonly lastRow: Buffer | null;
}

/** Large enough that a write to disk or to another server costs little per byte, small enough to stay in the cache. */
const PIECE_BYTES = 256 * 1024;
/** A piece is given out when it is full, so it needs room for the part that fills it; a larger one makes room. */
const PART_BYTES = 64 * 1024;

export class CopyPieces {
  private buffer: Buffer = Buffer.allocUnsafeSlow(PIECE_BYTES + PART_BYTES);
  /** Memory of pieces that were given back: without it a table of 10 GB would leave 10 GB to the garbage collector. */
  private readonly spare: Buffer[] = [];
  private length = 0;
  private rows = 0;
  /** Where the first row ends; -1 when none does. */
  private firstRowEnd = -1;
  /** Where the last whole row ends. */
  private cut = 0;
  /** Where that row starts; -1 when it began in an earlier piece. */
  private lastRowStart = -1;
  /** The row at the start of the buffer began in an earlier piece. */
  private startsInside = false;

  /** Copies `part`; answers a piece when one is full. */
  add(part: CopyPart): CopyPiece | null {
    if (part.length > 0) {
      this.makeRoom(part.length);
      part.buffer.copy(this.buffer, this.length, 0, part.length);
      if (part.lastRowEnd >= 0) {
        const beganBefore = this.startsInside && this.cut === 0 ? -1 : this.cut;
        if (this.firstRowEnd < 0) this.firstRowEnd = this.length + part.firstRowEnd;
        this.lastRowStart = part.previousRowEnd >= 0 ? this.length + part.previousRowEnd : beganBefore;
        this.cut = this.length + part.lastRowEnd;
      }
      this.length += part.length;
      this.rows += part.rows;
    }
    return this.length >= PIECE_BYTES ? this.take() : null;
  }

  /** What is left at the end of the rows. */
  finish(): CopyPiece | null {
    return this.length > 0 ? this.take() : null;
  }

  /** The piece and its rows are not looked at any more. */
  takeBack({ chunk }: CopyPiece): void {
    this.spare.push(Buffer.from(chunk.buffer));
  }

  private take(): CopyPiece {
    const endsRow = this.rows > 0;
    const at = endsRow ? this.cut : this.length;
    const firstEnd = endsRow ? this.firstRowEnd : at;
    const piece: CopyPiece = {
      chunk: this.buffer.subarray(0, at),
      rows: this.rows,
      endsRow,
      begunBytes: this.startsInside ? firstEnd : 0,
      lastRow: endsRow && this.lastRowStart >= 0 ? this.buffer.subarray(this.lastRowStart, at) : null,
    };
    const tail = this.buffer.subarray(at, this.length);
    this.buffer = this.memory(PIECE_BYTES + PART_BYTES + tail.length);
    tail.copy(this.buffer);
    this.length = tail.length;
    this.rows = 0;
    this.firstRowEnd = -1;
    this.cut = 0;
    this.lastRowStart = -1;
    this.startsInside = !endsRow;
    return piece;
  }

  private memory(bytes: number): Buffer {
    const spare = this.spare.pop();
    return spare !== undefined && spare.length >= bytes ? spare : Buffer.allocUnsafeSlow(bytes);
  }

  private makeRoom(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(this.length + bytes + PART_BYTES);
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

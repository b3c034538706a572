/**
 * The bytes of a mapped page. Copies from the source are joined: what lies side by side there, also over the border of two
 * records, becomes one copy; bytes that nothing changes are never looked at.
 */
import { MD5_HEX_BYTES, writeMd5 } from '../values/md5';

const EMPTY: Buffer = Buffer.alloc(0);
const TAB = 0x09;
const NEWLINE = 0x0a;
/** Texts up to this length are written by a loop, which is faster than a call while they are ASCII. */
const LOOP_CHARS = 16;
/** The same for copies. */
const LOOP_BYTES = 8;
/** A UTF-16 unit takes at most three bytes in UTF-8. */
const MAX_UNIT_BYTES = 3;

export interface OutputMark {
  /** Bytes that are written. */
  readonly length: number;
  /** The part of the source that waits to be copied. */
  readonly copyFrom: number;
  readonly copyTo: number;
}

export class LineOutput {
  private source = EMPTY;
  private target = EMPTY;
  private length = 0;
  /** The part of the source that is to be copied next; empty when both are equal. */
  private copyFrom = 0;
  private copyTo = 0;

  /** Begins a new output over other lines, in the memory of the one before. */
  begin(source: Buffer): void {
    this.source = source;
    this.length = 0;
    this.copyFrom = 0;
    this.copyTo = 0;
  }

  /** Where the output stands: what comes behind can be taken back. */
  mark(): OutputMark {
    return { length: this.length, copyFrom: this.copyFrom, copyTo: this.copyTo };
  }

  /** Takes back everything since `mark`. */
  rewind({ length, copyFrom, copyTo }: OutputMark): void {
    this.length = length;
    this.copyFrom = copyFrom;
    this.copyTo = copyTo;
  }

  /** Adds `source[from, to)`. */
  copy(from: number, to: number): void {
    if (from !== this.copyTo) {
      this.flush(0);
      this.copyFrom = from;
    }
    this.copyTo = to;
  }

  /** Adds a field's text, already escaped; null is `\N`. `first`: no tab before it. `last`: the line ends behind it. */
  field(field: string | null, first: boolean, last: boolean): void {
    const text = field ?? '\\N';
    this.flush(text.length * MAX_UNIT_BYTES + 2);
    if (!first) this.target[this.length++] = TAB;
    if (text.length > LOOP_CHARS || !this.writeAscii(text)) this.length += this.target.write(text, this.length, 'utf8');
    if (last) this.target[this.length++] = NEWLINE;
  }

  /** Adds a text as it is. */
  text(text: string): void {
    this.flush(text.length * MAX_UNIT_BYTES);
    if (text.length > LOOP_CHARS || !this.writeAscii(text)) this.length += this.target.write(text, this.length, 'utf8');
  }

  /** Adds the hex digits of the MD5 of `source[from, to)`. */
  md5(from: number, to: number): void {
    this.flush(MD5_HEX_BYTES);
    writeMd5(this.source, from, to, this.target, this.length);
    this.length += MD5_HEX_BYTES;
  }

  tab(): void {
    this.flush(1);
    this.target[this.length++] = TAB;
  }

  newline(): void {
    this.flush(1);
    this.target[this.length++] = NEWLINE;
  }

  /** The whole output, lent until the next `begin`; the source itself (a view) when it is copied in one piece. */
  finish(): Buffer {
    if (this.length === 0) return this.source.subarray(this.copyFrom, this.copyTo);
    this.flush(0);
    return this.target.subarray(0, this.length);
  }

  /** False, with nothing added, when a character is not ASCII. */
  private writeAscii(text: string): boolean {
    const { target } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return false;
      target[at++] = code;
    }
    this.length = at;
    return true;
  }

  /** Makes the copy that waits, and room for `more` bytes behind it. */
  private flush(more: number): void {
    const pending = this.copyTo - this.copyFrom;
    const needed = this.length + pending + more;
    if (needed > this.target.length) this.grow(needed);
    if (pending > LOOP_BYTES) {
      this.source.copy(this.target, this.length, this.copyFrom, this.copyTo);
      this.length += pending;
    } else {
      const { source, target, copyTo } = this;
      let at = this.length;
      for (let i = this.copyFrom; i < copyTo; i++) target[at++] = source[i] ?? 0;
      this.length = at;
    }
    // No copy can begin here, so the next one is never taken for a continuation.
    this.copyFrom = -1;
    this.copyTo = -1;
  }

  private grow(needed: number): void {
    const size = Math.max(needed, this.target.length * 2, this.source.length + (this.source.length >> 2));
    const larger = Buffer.allocUnsafeSlow(size);
    this.target.copy(larger, 0, 0, this.length);
    this.target = larger;
  }
}

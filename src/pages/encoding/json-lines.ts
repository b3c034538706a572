/**
 * Turns lines of encoding `text` into JSON lines, byte by byte: most columns go from page to output without ever being a
 * JavaScript string. What a column's values look like is decided by `values.ts`; the emitters here are its fast paths and
 * fall back to it for everything unusual, so both give the same JSON.
 */
import { MeltemiError } from '../../model/errors';
import type { StreamSchema } from '../../model/stream';
import { copyBytes, emitterFor, type Emitter, type JsonCursor, NULL_WORD } from './json-emitters';
import { NEWLINE, TAB } from './text';

/** A byte of page text becomes at most six of JSON (`\u0001`; `infinity` as a timestamp is 4.25 each). */
const MAX_GROWTH = 6;
/** Quotes, `null` for `\N`, an offset that the page leaves out. */
const FIELD_EXTRA = 32;

interface JsonColumn {
  /** `{"id":` or `,"name":`. */
  readonly prefix: Buffer;
  readonly emit: Emitter;
}

/** One record per line, keys in schema order, nulls written, UTF-8 unescaped, no blanks. */
export class JsonLineEncoder {
  /** Lines written so far. */
  lines = 0;
  private readonly columns: readonly JsonColumn[];
  /** Bytes that a line may take beside its values. */
  private readonly lineExtra: number;
  /** Most bytes that one byte of a page may become: a line has at least a tab or newline per column. */
  private readonly worstGrowth: number;
  private readonly cursor: JsonCursor;

  constructor(schema: StreamSchema) {
    this.columns = schema.columns.map((column, i) => ({
      prefix: Buffer.from(`${i === 0 ? '{' : ','}${JSON.stringify(column.name)}:`),
      emit: emitterFor(column),
    }));
    this.lineExtra = this.columns.reduce((sum, column) => sum + column.prefix.length + FIELD_EXTRA, FIELD_EXTRA);
    this.worstGrowth = MAX_GROWTH + this.lineExtra / Math.max(1, this.columns.length);
    this.cursor = { source: Buffer.alloc(0), position: 0, out: Buffer.alloc(0), at: 0 };
  }

  /** Takes a block of whole lines (`RowSplitter`); the one before must be done. */
  begin(block: Buffer): void {
    this.cursor.source = block;
    this.cursor.position = 0;
  }

  get done(): boolean {
    return this.cursor.position >= this.cursor.source.length;
  }

  /** Room in bytes that is enough for the next line, whatever is in it. */
  get needed(): number {
    const end = this.cursor.source.indexOf(NEWLINE, this.cursor.position);
    return this.lineExtra + MAX_GROWTH * (end - this.cursor.position);
  }

  /** Writes lines to `out` from `at` on, as many as fit; answers where it stopped. Throws `RecordInvalid` for a torn page. */
  fill(out: Buffer, at: number): number {
    const cursor = this.cursor;
    cursor.out = out;
    cursor.at = at;
    while (!this.done) {
      const end = this.safeEnd(out.length - cursor.at);
      if (end > cursor.position) {
        while (cursor.position < end) this.emitLine(cursor);
      } else {
        if (cursor.at + this.needed > out.length) break;
        this.emitLine(cursor);
      }
    }
    return cursor.at;
  }

  /** How far whole lines fit into `room` whatever is in them: looked at once for many lines, which a look at each would slow down. */
  private safeEnd(room: number): number {
    const { source, position } = this.cursor;
    const reach = position + Math.floor(room / this.worstGrowth);
    return source.lastIndexOf(NEWLINE, Math.min(reach, source.length) - 1) + 1;
  }

  private emitLine(cursor: JsonCursor): void {
    const last = this.columns.length - 1;
    for (let i = 0; i <= last; i++) {
      const column = this.columns[i];
      if (column === undefined) break;
      cursor.at = copyBytes(column.prefix, 0, column.prefix.length, cursor.out, cursor.at);
      emitField(column.emit, cursor);
      if (cursor.source[cursor.position] !== (i === last ? NEWLINE : TAB)) throw wrongWidth(this.columns.length);
      cursor.position++;
    }
    cursor.out[cursor.at++] = 0x7d;
    cursor.out[cursor.at++] = NEWLINE;
    this.lines++;
  }
}

function emitField(emit: Emitter, cursor: JsonCursor): void {
  const { source, position } = cursor;
  if (source[position] === 0x5c && source[position + 1] === 0x4e) {
    const behind = source[position + 2];
    if (behind === TAB || behind === NEWLINE) {
      cursor.position = position + 2;
      cursor.at = copyBytes(NULL_WORD, 0, NULL_WORD.length, cursor.out, cursor.at);
      return;
    }
  }
  emit(cursor);
}

function wrongWidth(columns: number): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `A line of a page does not have the ${columns} columns of its stream.`,
    'Run the stream again; if it stays, report it with the names of tap and stream.',
  );
}

/**
 * Turns lines of encoding `text` into JSON lines, byte by byte: most columns go from page to output without ever being a
 * JavaScript string. What a column's values look like is decided by `values.ts`; the emitters here are its fast paths and
 * fall back to it for everything unusual, so both give the same JSON.
 */
import { MeltemiError } from '../../model/errors';
import type { StreamSchema } from '../../model/stream';
import { emitterFor, type Emitter, type JsonCursor } from './json-emitters';
import { NEWLINE, TAB } from './text';

/** A byte of page text becomes at most six of JSON (`\u0001`; `infinity` as a timestamp is 4.25 each). */
const MAX_GROWTH = 6;
/** Quotes, `null` for `\N`, an offset that the page leaves out. */
const FIELD_EXTRA = 32;

interface JsonColumn {
  /** `{"id":` or `,"name":`. */
  readonly prefix: Uint8Array;
  readonly emit: Emitter;
}

/** One record per line, keys in schema order, nulls written, UTF-8 unescaped, no blanks. */
export class JsonLineEncoder {
  private readonly columns: readonly JsonColumn[];
  /** Bytes that a line may take beside its values. */
  private readonly lineExtra: number;
  private readonly cursor: JsonCursor;

  constructor(schema: StreamSchema) {
    this.columns = schema.columns.map((column, i) => ({
      prefix: Buffer.from(`${i === 0 ? '{' : ','}${JSON.stringify(column.name)}:`),
      emit: emitterFor(column),
    }));
    this.lineExtra = this.columns.reduce((sum, column) => sum + column.prefix.length + FIELD_EXTRA, FIELD_EXTRA);
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
    while (!this.done && cursor.at + this.needed <= out.length) this.emitLine(cursor);
    return cursor.at;
  }

  private emitLine(cursor: JsonCursor): void {
    const last = this.columns.length - 1;
    for (let i = 0; i <= last; i++) {
      const column = this.columns[i];
      if (column === undefined) break;
      copyPrefix(column.prefix, cursor);
      emitField(column.emit, cursor);
      if (cursor.source[cursor.position] !== (i === last ? NEWLINE : TAB)) throw wrongWidth(this.columns.length);
      cursor.position++;
    }
    cursor.out[cursor.at++] = 0x7d;
    cursor.out[cursor.at++] = NEWLINE;
  }
}

function copyPrefix(prefix: Uint8Array, cursor: JsonCursor): void {
  const out = cursor.out;
  let at = cursor.at;
  for (let i = 0; i < prefix.length; i++) out[at++] = prefix[i] ?? 0;
  cursor.at = at;
}

function emitField(emit: Emitter, cursor: JsonCursor): void {
  const { source, position } = cursor;
  if (source[position] === 0x5c && source[position + 1] === 0x4e) {
    const behind = source[position + 2];
    if (behind === TAB || behind === NEWLINE) {
      cursor.position = position + 2;
      cursor.at += cursor.out.write('null', cursor.at, 'latin1');
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

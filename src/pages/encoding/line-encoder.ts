/**
 * Turns lines of encoding `text` into lines of another text format, byte by byte: most columns go from page to output
 * without ever being a JavaScript string. How a field is written is its emitter's business.
 */
import { MeltemiError } from '../../model/errors';
import { copyBytes, type Emitter, type JsonCursor } from './json-emitters';
import { NEWLINE, TAB } from './text';

/** Quotes, the word for `\N`, an offset that the page leaves out. */
const FIELD_EXTRA = 32;

export interface LineForm {
  readonly columns: readonly {
    /** What stands before the field: `{"id":`, `,`. */
    readonly prefix: Buffer;
    readonly emit: Emitter;
    /** Stands for `\N` in this column. */
    readonly nullWord?: Buffer;
  }[];
  /** Stands for `\N`. */
  readonly nullWord: Buffer;
  readonly lineEnd: Buffer;
  /** Most bytes that a byte of page text may become. */
  readonly growth: number;
}

export class LineEncoder {
  /** Lines written so far. */
  lines = 0;
  private readonly columns: LineForm['columns'];
  /** Bytes that a line may take beside its values. */
  private readonly lineExtra: number;
  /** Most bytes that one byte of a page may become: a line has at least a tab or newline per column. */
  private readonly worstGrowth: number;
  private readonly cursor: JsonCursor;
  /** Where the line begins that is being written. */
  private lineStart = 0;

  constructor(private readonly form: LineForm) {
    this.columns = form.columns;
    this.lineExtra = this.columns.reduce(
      (sum, column) => sum + column.prefix.length + FIELD_EXTRA,
      form.lineEnd.length,
    );
    this.worstGrowth = form.growth + this.lineExtra / Math.max(1, this.columns.length);
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
    return this.lineExtra + this.form.growth * (end - this.cursor.position);
  }

  /** Where the whole lines end that `fill` wrote before it threw. */
  get wholeLines(): number {
    return this.lineStart;
  }

  /** Writes lines to `out` from `at` on, as many as fit; answers where it stopped. Throws `RecordInvalid` for a torn page. */
  fill(out: Buffer, at: number): number {
    const cursor = this.cursor;
    cursor.out = out;
    cursor.at = at;
    this.lineStart = at;
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
    this.lineStart = cursor.at;
    for (let i = 0; i <= last; i++) {
      const column = this.columns[i];
      if (column === undefined) break;
      cursor.at = copyBytes(column.prefix, 0, column.prefix.length, cursor.out, cursor.at);
      this.emitField(column.emit, column.nullWord ?? this.form.nullWord, cursor);
      if (cursor.source[cursor.position] !== (i === last ? NEWLINE : TAB)) throw wrongWidth(this.columns.length);
      cursor.position++;
    }
    const { lineEnd } = this.form;
    cursor.at = copyBytes(lineEnd, 0, lineEnd.length, cursor.out, cursor.at);
    this.lines++;
  }

  private emitField(emit: Emitter, nullWord: Buffer, cursor: JsonCursor): void {
    const { source, position } = cursor;
    if (source[position] === 0x5c && source[position + 1] === 0x4e) {
      const behind = source[position + 2];
      if (behind === TAB || behind === NEWLINE) {
        cursor.position = position + 2;
        cursor.at = copyBytes(nullWord, 0, nullWord.length, cursor.out, cursor.at);
        return;
      }
    }
    emit(cursor);
  }
}

function wrongWidth(columns: number): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `A line of a page does not have the ${columns} columns of its stream.`,
    'Run the stream again; if it stays, report it with the names of tap and stream.',
  );
}

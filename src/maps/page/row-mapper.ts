/** Maps whole lines of page text: the loop that every record of a mapped stream goes through. */
import { MeltemiError } from '../../model/errors';
import type { Column } from '../../model/stream';
import { columnKind } from '../../pages/encoding/column-kind';
import { BACKSLASH, NEWLINE } from '../../pages/encoding/text';
import { HashedColumn } from '../compile/compile-written';
import { Frame, type Row } from '../compile/frame';
import { shownAt, type SettingExpression } from '../plan/expression-source';
import type { NamedStream, OutputPlan } from '../plan/output-plan';
import { spendWork } from '../values/limits';
import { isTrue } from '../values/truth';
import { PythonError } from '../values/python-error';
import type { Value } from '../values/value';
import { columnReader, type ReadColumn } from './column-reader';
import { columnWriter, type WriteColumn } from './column-writer';
import { FieldFinder } from './field-finder';
import { LineOutput } from './line-output';

export interface MappedRows {
  /** Lent until the next call of `map`. */
  readonly bytes: Buffer;
  /** Records in `bytes`. */
  readonly rows: number;
  /** Records that came in. */
  readonly rowsRead: number;
}

/** A run of neighbouring source columns that is copied, or one column that is written. */
type Segment =
  | { readonly kind: 'copy'; readonly first: number; readonly last: number }
  | { readonly kind: 'write'; readonly expression: SettingExpression; readonly write: WriteColumn };

export class RowMapper implements Row {
  private readonly segments: readonly Segment[];
  private readonly filter: SettingExpression | null;
  private readonly finder: FieldFinder;
  private readonly readers: readonly ReadColumn[];
  private readonly frame: Frame;
  private readonly columns: readonly Column[];
  private readonly isText: readonly boolean[];
  private readonly values: Value[];
  /** The line that `values[i]` belongs to. */
  private readonly valueLine: Float64Array;
  private readonly output = new LineOutput();
  private line = 0;
  private buffer: Buffer = EMPTY;
  private start = 0;

  constructor(
    private readonly stream: NamedStream,
    plan: OutputPlan,
    now: () => number,
  ) {
    this.columns = stream.schema.columns;
    this.segments = segmentsOf(plan, this.columns.length);
    this.filter = plan.filter;
    this.finder = new FieldFinder(this.columns.length, neededEnds(plan, this.segments));
    this.readers = this.columns.map(columnReader);
    this.isText = this.columns.map((column) => columnKind(column).kind === 'string');
    this.values = this.columns.map(() => null);
    this.valueLine = new Float64Array(this.columns.length);
    this.frame = new Frame(
      this,
      this.columns.map((column) => column.name),
      now,
    );
  }

  /**
   * `lines`: whole lines. `firstRow`: number of the first one in its page, from 1, for messages. Throws `MapFailed` naming
   * the expression, never a value; `RecordInvalid` for a line that does not fit the stream.
   */
  map(lines: Buffer, firstRow: number): MappedRows {
    const { output } = this;
    output.begin(lines);
    this.buffer = lines;
    let read = 0;
    let kept = 0;
    for (let start = 0; start < lines.length; read++) {
      const newline = lines.indexOf(NEWLINE, start);
      if (newline < 0) throw new Error('a block of lines without its last newline');
      this.line++;
      this.start = start;
      this.finder.find(lines, start, newline);
      if (this.keeps(firstRow + read)) {
        this.writeLine(output, firstRow + read);
        kept++;
      }
      start = newline + 1;
    }
    this.buffer = EMPTY;
    return { bytes: output.finish(), rows: kept, rowsRead: read };
  }

  column(index: number): Value {
    if (this.valueLine[index] === this.line) return this.values[index] ?? null;
    const { ends } = this.finder;
    const start = index === 0 ? this.start : (ends[index - 1] ?? 0) + 1;
    const value = this.readers[index]?.(this.buffer, start, ends[index] ?? 0) ?? null;
    this.values[index] = value;
    this.valueLine[index] = this.line;
    return value;
  }

  isPlainText(index: number): boolean {
    if (!this.isText[index]) return false;
    const { ends } = this.finder;
    const { buffer } = this;
    const start = index === 0 ? this.start : (ends[index - 1] ?? 0) + 1;
    const end = ends[index] ?? 0;
    // A null is `\N`, so it has a backslash as well.
    for (let at = start; at < end; at++) if (buffer[at] === BACKSLASH) return false;
    spendWork(end - start);
    return true;
  }

  private keeps(row: number): boolean {
    const { filter } = this;
    // Python's mapper drops a record without any property.
    if (this.segments.length === 0) return false;
    if (filter === null) return true;
    try {
      return isTrue(filter.evaluate(this.frame));
    } catch (error) {
      throw this.failure(error, filter, row);
    }
  }

  private writeLine(output: LineOutput, row: number): void {
    const { ends } = this.finder;
    const { segments } = this;
    const end = segments.length - 1;
    for (let i = 0; i <= end; i++) {
      const segment = segments[i];
      if (segment === undefined) continue;
      if (segment.kind === 'write') {
        const field = this.fieldOf(segment, row);
        if (field instanceof HashedColumn) this.writeHash(field, output, i === 0, i === end);
        else output.field(field, i === 0, i === end);
        continue;
      }
      // The tab before a run and the newline behind it are copied along where the source has them in the same place.
      const isTail = i === end && segment.last === this.columns.length - 1;
      if (i > 0 && segment.first === 0) output.tab();
      const behindTab = i === 0 ? 1 : 0;
      const from = segment.first === 0 ? this.start : (ends[segment.first - 1] ?? 0) + behindTab;
      output.copy(from, (ends[segment.last] ?? 0) + (isTail ? 1 : 0));
      if (i === end && !isTail) output.newline();
    }
  }

  private writeHash({ column }: HashedColumn, output: LineOutput, first: boolean, last: boolean): void {
    const { ends } = this.finder;
    if (!first) output.tab();
    output.md5(column === 0 ? this.start : (ends[column - 1] ?? 0) + 1, ends[column] ?? 0);
    if (last) output.newline();
  }

  private fieldOf(segment: Extract<Segment, { kind: 'write' }>, row: number): string | HashedColumn | null {
    try {
      const value = segment.expression.evaluate(this.frame);
      return value instanceof HashedColumn ? value : segment.write(value);
    } catch (error) {
      throw this.failure(error, segment.expression, row);
    }
  }

  private failure(error: unknown, { place, source }: SettingExpression, row: number): unknown {
    if (!(error instanceof PythonError)) return error;
    const keys = this.stream.schema.keyProperties;
    const key = keys.length > 0 ? ` (key: ${keys.map((name) => `\`${name}\``).join(', ')})` : '';
    return new MeltemiError(
      'MapFailed',
      `The expression \`${place.path}\` failed on stream \`${place.stream}\`, row ${row} of the page${key}: ${error.name}: ${error.message} At ${shownAt(source, error.span ?? { from: 0, to: source.length })}`,
      `Correct \`${place.path}\` so that it can take every record, or leave such records out with \`__filter__\`.`,
    );
  }
}

const EMPTY = Buffer.alloc(0);

function segmentsOf(plan: OutputPlan, columnCount: number): Segment[] {
  const segments: Segment[] = [];
  for (const output of plan.columns) {
    const last = segments.at(-1);
    if (output.kind === 'write') {
      segments.push({ kind: 'write', expression: output.expression, write: columnWriter(output.column) });
    } else if (last?.kind === 'copy' && last.last + 1 === output.from && output.from < columnCount) {
      segments[segments.length - 1] = { ...last, last: output.from };
    } else {
      segments.push({ kind: 'copy', first: output.from, last: output.from });
    }
  }
  return segments;
}

/** The fields whose ends a record's mapping has to know. */
function neededEnds(plan: OutputPlan, segments: readonly Segment[]): Set<number> {
  const needed = new Set<number>();
  const need = (first: number, last: number): void => {
    if (first > 0) needed.add(first - 1);
    needed.add(last);
  };
  for (const segment of segments) {
    if (segment.kind === 'copy') need(segment.first, segment.last);
    else for (const index of segment.expression.reads) need(index, index);
  }
  for (const index of plan.filter?.reads ?? []) need(index, index);
  return needed;
}

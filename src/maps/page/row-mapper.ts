/** Maps whole lines of page text: the loop that every record of a mapped stream goes through. */
import { MeltemiError } from '../../model/errors';
import { addFaults, type MapFaults } from '../../model/map-faults';
import type { Column } from '../../model/stream';
import { columnKind } from '../../pages/encoding/column-kind';
import { NEWLINE } from '../../pages/encoding/text';
import { HashedColumn } from '../compile/compile-written';
import { Frame, type Row } from '../compile/frame';
import { shownAt, type SettingExpression } from '../plan/expression-source';
import type { KeyColumn } from '../plan/key-trace';
import type { MapStage } from '../plan/map-stage';
import type { OutputPlan } from '../plan/output-plan';
import { spendWork } from '../values/limits';
import { isTrue } from '../values/truth';
import { PythonError } from '../values/python-error';
import type { Value } from '../values/value';
import { columnReader, type ReadColumn } from './column-reader';
import { columnWriter, type WriteColumn } from './column-writer';
import { FieldFinder } from './field-finder';
import { LineOutput } from './line-output';
import { fieldIs, fieldIsPlain, fieldIsTrue } from './text-field';
import { shownRecord } from './record-key';

export interface MappedRows {
  /** Lent until the next call of `map`. */
  readonly bytes: Buffer;
  /** Records in `bytes`. */
  readonly rows: number;
  /** Records that came in. */
  readonly rowsRead: number;
  /** What the policy has done to records on which an expression failed; null: nothing. */
  readonly faults: MapFaults | null;
}

/** What a stage knows of the others. */
export interface StageSurroundings {
  readonly keys: readonly KeyColumn[];
  /** Properties that become keys: a record in which one would become null is left out. */
  readonly guarded: ReadonlySet<string>;
  /** Whether stages behind want to know which lines are kept. */
  readonly tracksRows: boolean;
  readonly now: () => number;
}

/** A run of neighbouring source columns that is copied, or one column that is written. */
type Segment =
  | { readonly kind: 'copy'; readonly first: number; readonly last: number }
  | {
      readonly kind: 'write';
      readonly expression: SettingExpression;
      readonly write: WriteColumn;
      /** The record is left out when the expression fails. */
      readonly drops: boolean;
    };

/** Number in its page, from 1, of the line in this place, from 0. */
export type RowNumber = (row: number) => number;

type WriteSegment = Extract<Segment, { kind: 'write' }>;

export class RowMapper implements Row {
  /** Places of the lines of the last call that are in its result; null while nobody asked, or all are. */
  readonly kept: number[] | null;
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
  private newline = 0;
  private rowAt: RowNumber = (row) => row;
  private row = 0;
  private faults: MapFaults | null = null;

  constructor(
    private readonly stage: MapStage,
    private readonly around: StageSurroundings,
  ) {
    const { source, plan, onError } = stage;
    this.columns = source.schema.columns;
    this.segments = segmentsOf(stage, around.guarded);
    this.filter = plan.filter;
    this.finder = new FieldFinder(this.columns.length, neededEnds(plan, this.segments));
    this.readers = this.columns.map(columnReader);
    this.isText = this.columns.map((column) => columnKind(column).kind === 'string');
    this.values = this.columns.map(() => null);
    this.valueLine = new Float64Array(this.columns.length);
    this.kept = around.tracksRows && (plan.filter !== null || onError !== 'fail') ? [] : null;
    this.frame = new Frame(
      this,
      this.columns.map((column) => column.name),
      around.now,
    );
  }

  /**
   * `lines`: whole lines. `rowAt`: number of a line in its page, from 1, for messages. Throws `MapFailed` naming the expression
   * and the record's key, never another value; `RecordInvalid` for a line that does not fit the stream.
   */
  map(lines: Buffer, rowAt: RowNumber): MappedRows {
    const { output } = this;
    output.begin(lines);
    this.buffer = lines;
    this.rowAt = rowAt;
    this.faults = null;
    if (this.kept !== null) this.kept.length = 0;
    let rows = 0;
    this.row = 0;
    for (let start = 0; start < lines.length; this.row++) {
      const newline = lines.indexOf(NEWLINE, start);
      if (newline < 0) throw new Error('a block of lines without its last newline');
      this.line++;
      this.start = start;
      this.newline = newline;
      this.finder.find(lines, start, newline);
      if (this.keeps() && this.takes(output)) {
        this.kept?.push(this.row);
        rows++;
      }
      start = newline + 1;
    }
    this.buffer = EMPTY;
    return { bytes: output.finish(), rows, rowsRead: this.row, faults: this.faults };
  }

  column(index: number): Value {
    if (this.valueLine[index] === this.line) return this.values[index] ?? null;
    const value = this.readers[index]?.(this.buffer, this.startOf(index), this.finder.ends[index] ?? 0) ?? null;
    this.values[index] = value;
    this.valueLine[index] = this.line;
    return value;
  }

  equalsText(index: number, bytes: Buffer): boolean | null {
    return this.isText[index] ? fieldIs(this.buffer, this.startOf(index), this.finder.ends[index] ?? 0, bytes) : null;
  }

  isTrueText(index: number): boolean | null {
    return this.isText[index] ? fieldIsTrue(this.buffer, this.startOf(index), this.finder.ends[index] ?? 0) : null;
  }

  isPlainText(index: number): boolean {
    if (!this.isText[index]) return false;
    const [start, end] = [this.startOf(index), this.finder.ends[index] ?? 0];
    if (!fieldIsPlain(this.buffer, start, end)) return false;
    spendWork(end - start);
    return true;
  }

  private startOf(index: number): number {
    return index === 0 ? this.start : (this.finder.ends[index - 1] ?? 0) + 1;
  }

  private keeps(): boolean {
    const { filter } = this;
    // Python's mapper drops a record without any property.
    if (this.segments.length === 0) return false;
    if (filter === null) return true;
    try {
      return isTrue(filter.evaluate(this.frame));
    } catch (error) {
      this.note(error, filter, { dropped: 1, nulled: 0 });
      return false;
    }
  }

  /** Writes the line; false, with nothing written, when the policy leaves it out. */
  private takes(output: LineOutput): boolean {
    if (this.stage.onError === 'fail') return this.writeLine(output);
    const mark = output.mark();
    const { faults } = this;
    if (this.writeLine(output)) return true;
    output.rewind(mark);
    // Values of this line that had become null do not count: the record is gone.
    const first = faults?.first ?? this.faults?.first ?? '';
    this.faults = { dropped: (faults?.dropped ?? 0) + 1, nulled: faults?.nulled ?? 0, first };
    return false;
  }

  private writeLine(output: LineOutput): boolean {
    const { ends } = this.finder;
    const { segments } = this;
    const end = segments.length - 1;
    for (let i = 0; i <= end; i++) {
      const segment = segments[i];
      if (segment === undefined) continue;
      if (segment.kind === 'write') {
        const field = this.fieldOf(segment);
        if (field === undefined) return false;
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
    return true;
  }

  private writeHash({ column }: HashedColumn, output: LineOutput, first: boolean, last: boolean): void {
    const { ends } = this.finder;
    if (!first) output.tab();
    output.md5(column === 0 ? this.start : (ends[column - 1] ?? 0) + 1, ends[column] ?? 0);
    if (last) output.newline();
  }

  /** Undefined: the record is to be left out. */
  private fieldOf({ expression, write, drops }: WriteSegment): string | HashedColumn | null | undefined {
    try {
      const value = expression.evaluate(this.frame);
      return value instanceof HashedColumn ? value : write(value);
    } catch (error) {
      this.note(error, expression, { dropped: 0, nulled: 1 });
      return drops ? undefined : null;
    }
  }

  /** Counts a failure, or throws it where the policy says so. */
  private note(error: unknown, expression: SettingExpression, count: Omit<MapFaults, 'first'>): void {
    if (!(error instanceof PythonError)) throw error;
    const { onError, owner } = this.stage;
    if (onError === 'fail') throw this.failure(error, expression);
    this.faults = addFaults(this.faults, { ...count, first: `\`${expression.place.path}\` of ${owner}` });
  }

  private failure(error: PythonError, { place, source }: SettingExpression): MeltemiError {
    const { path, stream } = place;
    const line = this.buffer.subarray(this.start, this.newline);
    const record = shownRecord(this.around.keys, line, this.rowAt(this.row));
    const at = shownAt(source, error.span ?? { from: 0, to: source.length });
    return new MeltemiError(
      'MapFailed',
      `The expression \`${path}\` of ${this.stage.owner} failed on stream \`${stream}\`, ${record}: ${error.name}: ${error.message} At ${at}`,
      `Correct \`${path}\` so that it can take every record, leave such records out with \`__filter__\`, or set \`stream_map_errors\` to \`drop\` or \`"null"\`.`,
    );
  }
}

const EMPTY = Buffer.alloc(0);

function segmentsOf({ plan, source, onError }: MapStage, guarded: ReadonlySet<string>): Segment[] {
  const columnCount = source.schema.columns.length;
  const segments: Segment[] = [];
  for (const output of plan.columns) {
    const last = segments.at(-1);
    if (output.kind === 'write') {
      const { expression, column } = output;
      const drops = onError === 'drop' || guarded.has(column.name);
      segments.push({ kind: 'write', expression, write: columnWriter(column), drops });
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

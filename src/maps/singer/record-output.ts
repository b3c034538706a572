/** Writes the record of one stream behind the maps: fields copied as the bytes they are, and values that expressions gave. */
import { HashedColumn } from '../compile/compile-written';
import { Frame } from '../compile/frame';
import { flattenField } from '../flatten/flatten-record';
import { flatName } from '../flatten/flat-name';
import type { FlattenOptions } from '../flatten/flatten-options';
import type { LineOutput } from '../page/line-output';
import type { MeltemiError } from '../../model/errors';
import type { ErrorPolicy } from '../plan/error-policy';
import type { NamesFor } from '../plan/output-plan';
import type { SettingExpression } from '../plan/expression-source';
import { compileLate, type RecordPlan } from '../plan/record-plan';
import { RECORD_STYLE, writeJson } from '../values/json-write';
import { PythonError } from '../values/python-error';
import { isTrue } from '../values/truth';
import type { Value } from '../values/value';
import type { RecordFields, Shape } from './record-fields';

/** How the records of a stream become those of one output. */
export interface RecordSteps {
  /** Null: the record stays as it is. */
  readonly plan: RecordPlan | null;
  /** Key properties behind the map, which `__else__: null` leaves. */
  readonly keyProperties: readonly string[];
  readonly namesFor: (fields: readonly string[]) => NamesFor;
  readonly flattening: FlattenOptions | null;
  /** Names of the properties behind flattening. */
  readonly properties: ReadonlySet<string>;
}

type Item =
  | {
      readonly kind: 'copy';
      readonly name: string;
      readonly field: number;
      /** Behind flattening. */ readonly key: string;
    }
  | { readonly kind: 'write'; readonly name: string; readonly key: string; readonly expression: SettingExpression };

type WriteItem = Extract<Item, { kind: 'write' }>;

/** What is done with the records of one shape. */
interface ShapeProgram {
  readonly filter: SettingExpression | null;
  readonly items: readonly Item[];
  readonly frame: Frame;
}

/** What is done about an error of an expression. */
export interface RecordErrors {
  readonly policy: ErrorPolicy;
  /** The error that is thrown when the stream fails. */
  readonly fail: (error: PythonError, expression: SettingExpression) => MeltemiError;
  /** Counts a record that is left out, or a value that becomes null. */
  readonly count: (what: 'dropped' | 'nulled', expression: SettingExpression) => void;
}

/** Thrown through the evaluation of a record that the policy leaves out. */
const LEFT_OUT = new Error('the record is left out');

export class RecordOutput {
  private programs: ShapeProgram[] = [];
  /** Expressions of the record at hand whose value became null. */
  private readonly nulled: SettingExpression[] = [];

  constructor(
    private readonly fields: RecordFields,
    private readonly steps: RecordSteps,
    private readonly now: () => number,
    private readonly errors: RecordErrors,
  ) {}

  /** Writes `{...}`; answers false, with nothing written, when the map drops the record. */
  write(shape: Shape, output: LineOutput, before: string): boolean {
    const program = (this.programs[shape.id] ??= this.compile(shape));
    this.nulled.length = 0;
    try {
      if (!this.writeBy(program, output, before)) return false;
    } catch (error) {
      if (error === LEFT_OUT) return false;
      throw error;
    }
    // Values of a record that is left out do not count.
    for (const expression of this.nulled) this.errors.count('nulled', expression);
    return true;
  }

  private writeBy({ filter, items, frame }: ShapeProgram, output: LineOutput, before: string): boolean {
    if (filter !== null && !this.keeps(filter, frame)) return false;
    if (items.length === 0 && this.steps.plan !== null) return false;
    const { flattening } = this.steps;
    // All is worked out before the first byte is written: an error leaves no half message behind.
    if (flattening === null)
      this.writeItems(
        items,
        items.map((item) => this.written(item, frame)),
        output,
        before,
      );
    else writeFlat(this.flatFields(items, frame, flattening), this.fields, output, before);
    return true;
  }

  /** The JSON text of a property that an expression gives, or the column that is to be hashed; null for one that is copied. */
  private written(item: Item, frame: Frame): string | HashedColumn | null {
    if (item.kind === 'copy') return null;
    const value = this.evaluate(item, frame);
    return value instanceof HashedColumn ? value : this.textOf(value, item);
  }

  private writeItems(
    items: readonly Item[],
    texts: readonly (string | HashedColumn | null)[],
    output: LineOutput,
    before: string,
  ): void {
    const { members } = this.fields;
    output.text(before);
    /** The field whose bytes were copied last; the next one is copied with what stands between them. */
    let last = -2;
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (item === undefined) continue;
      if (item.kind === 'copy') {
        const { field } = item;
        const isNext = field === last + 1;
        if (!isNext) output.text(i === 0 ? '{' : ',');
        const from = isNext ? (members.valueEnd[last] ?? 0) : (members.keyStart[field] ?? 0) - 1;
        output.copy(from, members.valueEnd[field] ?? 0);
        last = field;
      } else {
        const text = texts[i] ?? 'null';
        output.text(i === 0 ? '{' : ',');
        output.text(item.key);
        if (typeof text === 'string') output.text(text);
        else this.writeHash(text, output);
        last = -2;
      }
    }
    output.text(items.length === 0 ? '{}' : '}');
  }

  private writeHash({ column }: HashedColumn, output: LineOutput): void {
    const { members } = this.fields;
    output.text('"');
    // Without the quotes around it.
    output.md5((members.valueStart[column] ?? 0) + 1, (members.valueEnd[column] ?? 0) - 1);
    output.text('"');
  }

  /** The properties behind flattening, by name: a field to be copied, or JSON text. */
  private flatFields(items: readonly Item[], frame: Frame, options: FlattenOptions): Map<string, number | string> {
    const flat = new Map<string, number | string>();
    const isColumn = (name: string): boolean => this.steps.properties.has(name);
    for (const item of items) {
      if (item.kind === 'copy' && !this.fields.isNested(item.field)) {
        flat.set(item.key, item.field);
        continue;
      }
      // Each property has a budget of its own.
      frame.begin();
      const value = item.kind === 'copy' ? this.fields.column(item.field) : this.evaluate(item, frame);
      flattenField(item.name, value, isColumn, options, (name, leaf) => {
        flat.set(name, item.kind === 'copy' ? writeJson(leaf, RECORD_STYLE) : this.textOf(leaf, item));
      });
    }
    return flat;
  }

  private keeps(filter: SettingExpression, frame: Frame): boolean {
    try {
      return isTrue(filter.evaluate(frame));
    } catch (error) {
      throw this.leftOut(error, filter);
    }
  }

  private evaluate(item: WriteItem, frame: Frame): Value {
    try {
      return item.expression.evaluate(frame);
    } catch (error) {
      this.makeNull(error, item);
      return null;
    }
  }

  private textOf(value: Value, item: WriteItem): string {
    try {
      return writeJson(value, RECORD_STYLE);
    } catch (error) {
      this.makeNull(error, item);
      return 'null';
    }
  }

  /** Returns when the policy puts a null in the place of what failed. */
  private makeNull(error: unknown, { name, expression }: WriteItem): void {
    const isKey = this.steps.keyProperties.includes(name);
    if (isKey || this.errors.policy !== 'null' || !(error instanceof PythonError))
      throw this.leftOut(error, expression);
    this.nulled.push(expression);
  }

  /** What to throw in the place of an error: itself, that of the record, or that the record is left out. */
  private leftOut(error: unknown, expression: SettingExpression): unknown {
    if (!(error instanceof PythonError)) return error;
    if (this.errors.policy === 'fail') return this.errors.fail(error, expression);
    this.errors.count('dropped', expression);
    return LEFT_OUT;
  }

  private compile({ names }: Shape): ShapeProgram {
    const { plan, keyProperties, namesFor, flattening } = this.steps;
    const meaning = namesFor(names);
    const keyOf = (name: string): string => (flattening === null ? name : flatName([name], flattening));
    const items = new Map<string, Item>();
    const kept = plan?.dropOthers ? keyProperties.filter((name) => names.includes(name)) : names;
    for (const name of kept) {
      items.set(name, { kind: 'copy', name, field: names.indexOf(name), key: keyOf(name) });
    }
    for (const [name, setting] of plan?.properties ?? []) {
      if (setting === null) items.delete(name);
      else {
        const key = `${JSON.stringify(name)}:`;
        items.set(name, {
          kind: 'write',
          name,
          key,
          expression: compileLate(setting, meaning(name), { written: flattening === null }),
        });
      }
    }
    return {
      filter: plan?.filter ? compileLate(plan.filter, meaning(null), { assignments: true }) : null,
      items: [...items.values()],
      frame: new Frame(this.fields, names, this.now),
    };
  }
}

function writeFlat(
  flat: ReadonlyMap<string, number | string>,
  { members }: RecordFields,
  output: LineOutput,
  before: string,
): void {
  let separator = `${before}{`;
  for (const [name, content] of flat) {
    output.text(`${separator}${JSON.stringify(name)}:`);
    if (typeof content === 'string') output.text(content);
    else output.copy(members.valueStart[content] ?? 0, members.valueEnd[content] ?? 0);
    separator = ',';
  }
  output.text(flat.size === 0 ? `${before}{}` : '}');
}

/** What an expression works on: one record, the clock, the names of its comprehensions. */
import type { CallContext } from '../values/callable';
import { Dict } from '../values/containers';
import { beginWork, limitExceeded, MAX_COMPREHENSION_ITEMS, spendEntries } from '../values/limits';
import type { Value } from '../values/value';

/** A record whose columns are decoded when they are asked for. */
export interface Row {
  column(index: number): Value;
  /** Whether the bytes of a column are the UTF-8 of a text as they are: not null, no escapes. */
  isPlainText?(index: number): boolean;
  /** Whether a column is this text, of which `bytes` are the UTF-8, without a backslash. Null: only its value can tell. */
  equalsText?(index: number, bytes: Buffer): boolean | null;
  /** Whether a column is a text with something in it. Null: only its value can tell. */
  isTrueText?(index: number): boolean | null;
}

export type Evaluate = (frame: Frame) => Value;

/** Evaluations so far, of all expressions. */
let turns = 0;

export class Frame implements CallContext {
  /** Values of comprehension names by slot; undefined for a name that no item has given one yet. */
  readonly locals: (Value | undefined)[] = [];
  turn = 0;
  private items = 0;
  private whole: Dict | null = null;

  constructor(
    readonly row: Row,
    /** Names of all columns, for expressions that use the record as a whole. */
    private readonly columnNames: readonly string[],
    readonly now: () => number,
  ) {}

  /** Call before each expression: budgets are per evaluation. */
  begin(): void {
    this.turn = ++turns;
    this.items = 0;
    this.whole = null;
    beginWork();
  }

  column(index: number): Value {
    return this.row.column(index);
  }

  /** One and the same dict throughout an evaluation, because expressions may change it. */
  record(): Dict {
    if (this.whole !== null) return this.whole;
    spendEntries(this.columnNames.length);
    const record = new Dict();
    this.columnNames.forEach((name, index) => record.set(name, this.row.column(index)));
    this.whole = record;
    return record;
  }

  /** Throws `LimitExceeded` when all comprehensions together have gone through too many items. */
  countItem(): void {
    if (++this.items > MAX_COMPREHENSION_ITEMS) {
      throw limitExceeded(`Comprehensions have gone through more than ${MAX_COMPREHENSION_ITEMS} items.`);
    }
  }
}

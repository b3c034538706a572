/** What the compilers of single node kinds share while one expression is compiled. */
import type { Expression, Span } from '../parse/ast';
import { fakeModule } from '../fake/fake-module';
import { PythonError } from '../values/python-error';
import { freeze } from '../values/freeze';
import { limitExceeded } from '../values/limits';
import type { ModuleValue } from '../values/callable';
import type { Value } from '../values/value';
import type { Evaluate } from './frame';
import { meaningOf, type FakesOfProperty, type Meaning, type Names } from './names';

export class Compiler {
  /** Places of the columns that the expression can read. */
  readonly reads = new Set<number>();
  private readonly locals: (readonly [string, number])[] = [];
  private fakes: ModuleValue | null = null;
  private slots = 0;
  /** Closures that give the same value for every record, so that what depends on nothing else is worked out once. */
  private readonly constants = new Map<Evaluate, Value>();
  private readonly columns = new Map<Evaluate, number>();
  /** Whether what is being compiled runs for every record, so that a wrong name is an error now. */
  private certain = true;

  constructor(
    readonly names: Names,
    /** Whether the expression may change a dict, so that `record` has to be one and the same throughout. */
    readonly changesDicts: boolean,
    private readonly dispatch: (compiler: Compiler, expression: Expression) => Evaluate,
  ) {}

  compile(expression: Expression): Evaluate {
    return this.dispatch(this, expression);
  }

  /** Compiles what runs for some records only: branches, right sides of `and` and `or`, loops. */
  maybe<T>(compile: () => T): T {
    const before = this.certain;
    this.certain = false;
    const result = compile();
    this.certain = before;
    return result;
  }

  meaning(id: string): Meaning {
    return meaningOf(id, this.names, this.locals);
  }

  constant(value: Value): Evaluate {
    freeze(value);
    const evaluate: Evaluate = () => value;
    this.constants.set(evaluate, value);
    return evaluate;
  }

  /** The value of a closure that `constant` made; undefined for others. */
  constantOf(evaluate: Evaluate): Value | undefined {
    return this.constants.get(evaluate);
  }

  column(index: number): Evaluate {
    this.reads.add(index);
    const evaluate: Evaluate = (frame) => frame.row.column(index);
    this.columns.set(evaluate, index);
    return evaluate;
  }

  /** The column of a closure that `column` made; undefined for others. */
  columnOf(evaluate: Evaluate): number | undefined {
    return this.columns.get(evaluate);
  }

  /** One for the whole expression, so that a second fake goes on where the first one stopped. */
  fake({ settings, owner }: FakesOfProperty): Evaluate {
    if (settings.seed !== null) for (const index of owner.keyColumns) this.reads.add(index);
    this.fakes ??= fakeModule(settings, owner);
    return this.constant(this.fakes);
  }

  record(): Evaluate {
    for (const index of this.names.columns.values()) this.reads.add(index);
    return (frame) => frame.record();
  }

  /** The slot of a name from now on: the one that it has among those declared since there were `since`, or a new one. */
  declare(id: string, since: number): number {
    const known = this.locals.find(([name], i) => i >= since && name === id);
    if (known) return known[1];
    const slot = this.slots++;
    this.locals.push([id, slot]);
    return slot;
  }

  /** Compiles with the names that were declared before the one of `slot`. */
  beneath<T>(slot: number, compile: () => T): T {
    const at = this.locals.findIndex(([, other]) => other === slot);
    const above = this.locals.splice(at);
    const result = compile();
    this.locals.push(...above);
    return result;
  }

  /** Forgets the names declared since there were `count` of them. */
  forget(count: number): void {
    this.locals.length = count;
  }

  /** Slots of the names declared since there were `count` of them. */
  slotsSince(count: number): number[] {
    return this.locals.slice(count).map(([, slot]) => slot);
  }

  get declared(): number {
    return this.locals.length;
  }

  /** An error now where it is certain, else when the place is reached. */
  failing(error: PythonError, span: Span): Evaluate {
    error.at(span);
    if (this.certain) throw error;
    return () => {
      throw error;
    };
  }
}

/** Tells an error of `evaluate` where it happened; the innermost place stays. */
export function located(span: Span, evaluate: Evaluate): Evaluate {
  return (frame) => {
    try {
      return evaluate(frame);
    } catch (error) {
      if (error instanceof PythonError) throw error.at(span);
      // A list within itself, compared with another one, is the way to get here.
      if (error instanceof RangeError) throw limitExceeded('The values are nested too deeply.').at(span);
      throw error;
    }
  };
}

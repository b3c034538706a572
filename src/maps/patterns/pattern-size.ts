/** How many steps of the engine a pattern becomes: counted repetitions multiply what they repeat. Known before anything is built. */
import { limitExceeded } from '../values/limits';
import { patternError } from './pattern-error';

/** Steps. `\w{1,255}` has 510; each costs some nanoseconds per character of text. */
const MAX_STEPS = 2000;
/** Groups within groups. */
const MAX_DEPTH = 100;

export class PatternSize {
  private readonly outer: number[] = [];
  /** Steps of the group that is being read. */
  private steps = 0;
  /** Of its last part; null where there is nothing that could be repeated. */
  private last: number | null = null;

  atom(): void {
    this.add(1);
    this.last = 1;
  }

  alternative(): void {
    this.add(1);
    this.last = null;
  }

  open(at: number): void {
    if (this.outer.length >= MAX_DEPTH) throw patternError(`groups are nested deeper than ${MAX_DEPTH} levels`, at);
    this.outer.push(this.steps);
    this.steps = 0;
    this.last = null;
  }

  close(): void {
    // Two steps keep where the group begins and ends.
    const inner = this.steps + 2;
    this.steps = this.outer.pop() ?? 0;
    this.add(inner);
    this.last = inner;
  }

  repeat(times: number, at: number): void {
    if (this.last === null) throw patternError('there is nothing to repeat', at);
    const steps = (this.last + 1) * times;
    this.add(steps - this.last);
    this.last = steps;
  }

  private add(steps: number): void {
    this.steps += steps;
    if (this.steps > MAX_STEPS) throw limitExceeded(`A pattern has more than ${MAX_STEPS} steps.`);
  }
}

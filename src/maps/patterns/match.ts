/** Where a pattern has matched: Python's `re.Match`. Places are counted in characters. */
import { codePointCount } from '../values/code-points';
import { isInt, PyObject, Tuple, typeName, type Value } from '../values/value';
import { PythonError, typeError } from '../values/python-error';

/** What a match knows of its pattern. */
export interface MatchedPattern extends PyObject {
  readonly groupCount: number;
  /** Names of groups with their numbers. */
  readonly groupNames: ReadonlyMap<string, number>;
}

export class Match extends PyObject {
  readonly typeName = 'Match';

  constructor(
    readonly text: string,
    readonly pattern: MatchedPattern,
    /** Begin and end of the match and of each group, in UTF-16 units; -1 for a group that took no part. */
    private readonly places: readonly number[],
  ) {
    super();
  }

  /** In UTF-16 units. */
  get from(): number {
    return this.places[0] ?? 0;
  }

  get to(): number {
    return this.places[1] ?? 0;
  }

  /** The text of a group by number; null for one that took no part. */
  numbered(group: number): string | null {
    const from = this.places[2 * group] ?? -1;
    return from < 0 ? null : this.text.slice(from, this.places[2 * group + 1]);
  }

  /** By number or name. Throws `IndexError`. */
  group(group: Value): string | null {
    return this.numbered(this.numberOf(group));
  }

  groups(otherwise: Value): Value[] {
    return Array.from({ length: this.pattern.groupCount }, (_, i) => this.numbered(i + 1) ?? otherwise);
  }

  /** Begin and end of a group, -1 and -1 for one that took no part. */
  span(group: Value): Tuple {
    const number = this.numberOf(group);
    const ends = [this.places[2 * number] ?? -1, this.places[2 * number + 1] ?? -1];
    return new Tuple(ends.map((end) => (end < 0 ? end : codePointCount(this.text.slice(0, end)))));
  }

  private numberOf(group: Value): number {
    const number = typeof group === 'string' ? this.pattern.groupNames.get(group) : group;
    if (number === undefined) throw noGroup();
    if (!isInt(number)) throw typeError(`A group has a number or a name, not a \`${typeName(number)}\`.`);
    if (number < 0 || number > this.pattern.groupCount) throw noGroup();
    return Number(number);
  }
}

function noGroup(): PythonError {
  return new PythonError('IndexError', 'The pattern has no such group.');
}

/** Tuples whose items have names: what `isocalendar()`, `timetuple()` and `as_tuple()` give. */
import { Tuple, type ListValue, type Value } from './value';

export class NamedTuple extends Tuple {
  constructor(
    /** Python's name of the type. */
    override readonly typeName: string,
    /** As `repr` shows it: the name with its module where Python does so. */
    readonly shownName: string,
    readonly names: readonly string[],
    items: ListValue,
  ) {
    super(items);
  }

  /** Undefined when there is no such name. */
  named(name: string): Value | undefined {
    const at = this.names.indexOf(name);
    return at < 0 ? undefined : this.items[at];
  }
}

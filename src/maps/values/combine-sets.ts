/** `|`, `&`, `-` and `^` of sets and of the views of dicts that behave as sets. */
import { contains } from './compare';
import { DictView, PySet } from './containers';
import { spendEntries } from './limits';
import { itemsIn } from './iterate';
import { asSet } from './set-operations';
import type { Value } from './value';

export type SetOperator = '|' | '&' | '-' | '^';

export function combineSets(operator: SetOperator, left: Value, right: Value): PySet {
  if (operator === '&' && (left instanceof DictView || right instanceof DictView)) {
    const [view, other] = left instanceof DictView ? [left, right] : [right, left];
    // A set that is no smaller does the work itself, and hashes all that the view has.
    if (other instanceof PySet && view instanceof DictView && view.dict.size <= other.size) {
      return new PySet(
        asSet(view)
          .items()
          .filter((item) => other.has(item)),
      );
    }
    // Only what is in both has to be hashable.
    return new PySet(itemsIn(other).filter((item) => contains(view, item)));
  }
  const a = asSet(left);
  const b = asSet(right);
  spendEntries(a.size + b.size);
  switch (operator) {
    case '|':
      return new PySet([...a.items(), ...b.items()]);
    case '&':
      return new PySet(a.items().filter((item) => b.has(item)));
    case '-':
      return new PySet(a.items().filter((item) => !b.has(item)));
    case '^':
      return new PySet([...a.items().filter((item) => !b.has(item)), ...b.items().filter((item) => !a.has(item))]);
  }
}

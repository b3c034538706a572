/** Comparisons of sets and of the views of dicts that behave as sets. */
import { DictView, PySet } from './containers';
import { spendEntries } from './limits';
import { itemsIn } from './iterate';
import type { Value } from './value';

/** Sets and the keys and items of dicts. */
export function isSetLike(value: Value): value is PySet | DictView {
  return value instanceof PySet || (value instanceof DictView && value.part !== 'values');
}

export function asSet(value: Value): PySet {
  return value instanceof PySet ? value : new PySet(itemsIn(value));
}

export function isSubset(left: Value, right: Value): boolean {
  const b = asSet(right);
  const a = asSet(left);
  spendEntries(a.size);
  return a.items().every((item) => b.has(item));
}

/** `<`, `<=`, `>`, `>=`: whether one is part of the other. */
export function compareSets(left: Value, right: Value, operator: string): boolean {
  const [small, large] = operator.startsWith('<') ? [left, right] : [right, left];
  const isPart = isSubset(small, large);
  return operator.endsWith('=') ? isPart : isPart && asSet(small).size < asSet(large).size;
}

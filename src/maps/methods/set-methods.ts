/** Methods of sets. */
import { contains } from '../values/compare';
import { PySet } from '../values/containers';
import { itemsIn } from '../values/iterate';
import { spendItems } from '../values/limits';
import { PythonError } from '../values/python-error';
import { combineSets, type SetOperator } from '../values/combine-sets';
import { isSubset } from '../values/set-operations';
import type { Value } from '../values/value';
import { plain, takes, type Method, type Methods } from './method';

const COMBINING: readonly (readonly [name: string, operator: SetOperator, most: number])[] = [
  ['union', '|', Infinity],
  ['intersection', '&', Infinity],
  ['difference', '-', Infinity],
  ['symmetric_difference', '^', 1],
];

export const SET_METHODS: Methods<PySet> = new Map<string, Method<PySet>>([
  ['copy', plain((self) => new PySet(self.items()))],
  ...COMBINING.flatMap(([name, operator, most]): [string, Method<PySet>][] => {
    const least = most === 1 ? 1 : 0;
    return [
      [name, takes(least, most, (self, args) => combined(self, operator, args))],
      [
        name === 'union' ? 'update' : `${name}_update`,
        takes(least, most, (self, args) => become(self, combined(self, operator, args))),
      ],
    ];
  }),
  ['issubset', takes(1, 1, (self, [other = null]) => isSubset(self, setOf(other)))],
  ['issuperset', takes(1, 1, (self, [other = null]) => containsAll(self, other))],
  ['isdisjoint', takes(1, 1, (self, [other = null]) => !itemsIn(other).some((item) => self.has(item)))],
  ['add', takes(1, 1, add)],
  ['discard', takes(1, 1, discard)],
  ['remove', takes(1, 1, remove)],
  ['pop', plain(pop)],
  ['clear', plain((self) => become(self, new PySet([])))],
]);

/** Stops at the first that is missing, so that what follows need not be hashable. */
function containsAll(self: PySet, other: Value): boolean {
  return itemsIn(other).every((item) => self.has(item));
}

function combined(self: PySet, operator: SetOperator, others: readonly Value[]): PySet {
  return others.reduce<PySet>((set, other) => combineSets(operator, set, setOf(other)), new PySet(self.items()));
}

function setOf(value: Value): PySet {
  return value instanceof PySet ? value : new PySet(itemsIn(value));
}

function become(self: PySet, other: PySet): null {
  const items = other.items();
  self.clear();
  for (const item of items) self.add(item);
  return null;
}

function add(self: PySet, [item = null]: readonly Value[]): null {
  spendItems(1);
  self.add(item);
  return null;
}

function discard(self: PySet, [item = null]: readonly Value[]): null {
  if (contains(self, item)) self.delete(item);
  return null;
}

function remove(self: PySet, [item = null]: readonly Value[]): null {
  if (!contains(self, item) || !self.delete(item))
    throw new PythonError('KeyError', '`remove` did not find its value in the set.');
  return null;
}

function pop(self: PySet): Value {
  const [first] = self.items();
  if (first === undefined) throw new PythonError('KeyError', '`pop` of an empty set.');
  self.delete(first);
  return first;
}

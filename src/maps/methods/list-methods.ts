/** Methods of lists and tuples. A list is changed in place, as in Python: other names of it see the change. */
import { compareValues, isEqual } from '../values/compare';
import { bindArguments, NO_KEYWORDS, type CallContext } from '../values/callable';
import { frozenError } from '../values/containers';
import { itemsIn } from '../values/iterate';
import { checkItems, spendItems } from '../values/limits';
import { PythonError, valueError } from '../values/python-error';
import { resolveIndex, resolveInteger } from '../values/slice';
import { isTrue } from '../values/truth';
import type { ListValue, Tuple, Value } from '../values/value';
import { binds, callAny, needCount, plain, takes, type Method, type Methods } from './method';

export const LIST_METHODS: Methods<ListValue> = new Map<string, Method<ListValue>>([
  ['count', takes(1, 1, (self, [wanted = null]) => countIn(self, wanted))],
  ['index', takes(1, 3, (self, args) => placeIn(self, args))],
  ['copy', plain((self) => [...self])],
  ['append', takes(1, 1, (self, [item = null]) => change(self, 1, (list) => list.push(item)))],
  ['extend', takes(1, 1, (self, [items = null]) => extend(self, itemsIn(items)))],
  ['insert', takes(2, 2, insert)],
  ['remove', takes(1, 1, (self, args) => change(self, 0, (list) => list.splice(placeIn(self, args), 1)))],
  ['pop', takes(0, 1, pop)],
  ['clear', plain((self) => change(self, 0, (list) => list.splice(0)))],
  ['reverse', plain((self) => change(self, 0, (list) => list.reverse()))],
  ['sort', binds(sort)],
]);

export const TUPLE_METHODS: Methods<Tuple> = new Map<string, Method<Tuple>>([
  ['count', takes(1, 1, (self, [wanted = null]) => countIn(self.items, wanted))],
  ['index', takes(1, 3, (self, args) => placeIn(self.items, args))],
]);

/** The list to be changed; throws when all records share it. */
function writable(list: ListValue): Value[] {
  if (Object.isFrozen(list)) throw frozenError();
  return list as Value[];
}

function change(list: ListValue, added: number, apply: (list: Value[]) => unknown): null {
  checkItems(added === 0 ? 0 : list.length + added);
  spendItems(1);
  apply(writable(list));
  return null;
}

function extend(self: ListValue, items: ListValue): null {
  // A list may be extended by itself.
  const added = [...items];
  return change(self, added.length, (list) => {
    for (const item of added) list.push(item);
  });
}

function insert(self: ListValue, [place, item = null]: readonly Value[]): null {
  const at = needCount(place, '`insert`');
  const from = at < 0 ? Math.max(0, at + self.length) : Math.min(at, self.length);
  return change(self, 1, (list) => list.splice(from, 0, item));
}

function pop(self: ListValue, [place = -1]: readonly Value[]): Value {
  const list = writable(self);
  const at = needCount(place, '`pop`');
  if (list.length === 0) throw new PythonError('IndexError', '`pop` of an empty list.');
  return list.splice(resolveIndex(at, list.length, 'list'), 1)[0] ?? null;
}

function sort(
  self: ListValue,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  context: CallContext,
): null {
  const [key = null, reverse = false] = bindArguments('`sort`', ['key', 'reverse'], args, keywords, 0);
  const list = writable(self);
  const descending = isTrue(reverse);
  spendItems(2 * list.length * SORT_PASSES);
  const keyed = list.map((item) => ({
    item,
    key: key === null ? item : callAny(key, [item], NO_KEYWORDS, context),
  }));
  keyed.sort((a, b) => {
    // Python asks for `<` only; a negative answer for both ways means equal, or no order.
    const order = compareValues(a.key, b.key, '<');
    return Number.isNaN(order) ? 0 : descending ? -order : order;
  });
  keyed.forEach(({ item }, i) => {
    list[i] = item;
  });
  return null;
}

/** Comparisons of each item, about the logarithm of the longest list that a column holds. */
const SORT_PASSES = 12;

function countIn(items: ListValue, wanted: Value): number {
  spendItems(items.length);
  return items.filter((item) => item === wanted || isEqual(item, wanted)).length;
}

/** `index(value, start, stop)`. Throws `ValueError` when the value is not there. */
function placeIn(items: ListValue, [wanted = null, start, stop]: readonly Value[]): number {
  spendItems(items.length);
  const bound = (value: Value | undefined, otherwise: number): number => {
    if (value === undefined) return otherwise;
    const at = resolveInteger(value, '`index`');
    return at < 0 ? Math.max(0, at + items.length) : at;
  };
  const from = bound(start, 0);
  const to = bound(stop, items.length);
  const at = items.findIndex((item, i) => i >= from && i < to && (item === wanted || isEqual(item, wanted)));
  if (at < 0) throw valueError('The value is not in the list.');
  return at;
}

/** Methods of dicts and their views. A dict is changed in place, as in Python. */
import type { Keywords } from '../values/callable';
import { Dict, DictView, PySet } from '../values/containers';
import { itemsIn } from '../values/iterate';
import { checkItems, spendEntries } from '../values/limits';
import { PythonError, typeError, valueError } from '../values/python-error';
import { isSetLike } from '../values/set-operations';
import { Tuple, type Value } from '../values/value';
import { binds, plain, takes, type Method, type Methods } from './method';

export const DICT_METHODS: Methods<Dict> = new Map<string, Method<Dict>>([
  ['get', takes(1, 2, (self, [key = null, otherwise]) => withDefault(self.get(key), otherwise))],
  ['keys', plain((self) => new DictView(self, 'keys'))],
  ['values', plain((self) => new DictView(self, 'values'))],
  ['items', plain((self) => new DictView(self, 'items'))],
  ['copy', plain((self) => self.copy())],
  ['pop', takes(1, 2, pop)],
  ['popitem', plain(popItem)],
  ['setdefault', takes(1, 2, setDefault)],
  ['update', binds(update)],
  ['clear', plain(clear)],
]);

/** Names of the methods that change a dict. */
export const CHANGING_METHODS: ReadonlySet<string> = new Set(['pop', 'popitem', 'setdefault', 'update', 'clear']);

export const VIEW_METHODS: Methods<DictView> = new Map<string, Method<DictView>>([
  ['isdisjoint', takes(1, 1, (self, [other = null]) => isDisjoint(self, other))],
]);

export const VIEW_PROPERTIES = new Map<string, (self: DictView) => Value>([['mapping', (self) => self.dict]]);

/** Puts the entries of a dict, or pairs, into a dict. Throws `TypeError` and `ValueError` for what are no pairs. */
export function fillDict(dict: Dict, source: Value, keywords: Keywords): void {
  if (source instanceof Dict) spendEntries(source.size);
  if (source instanceof Dict) for (const { key, value } of source.entries()) dict.set(key, value);
  else for (const item of itemsIn(source)) addPair(dict, itemsIn(item));
  for (const [key, value] of keywords) dict.set(key, value);
  checkItems(dict.size);
}

/** `dict.fromkeys(keys, value)` */
export function dictFromKeys([keys = null, value = null]: readonly Value[]): Dict {
  const dict = new Dict();
  const items = itemsIn(keys);
  spendEntries(items.length);
  for (const key of items) dict.set(key, value);
  return dict;
}

function addPair(dict: Dict, pair: readonly Value[]): void {
  spendEntries(1);
  const [key, value] = pair;
  if (key === undefined || value === undefined || pair.length !== 2)
    throw valueError('A dict needs pairs of key and value.');
  dict.set(key, value);
}

/** A null value that is there is not replaced. */
function withDefault(value: Value | undefined, otherwise: Value | undefined): Value {
  if (value !== undefined) return value;
  return otherwise ?? null;
}

function pop(self: Dict, [key = null, otherwise]: readonly Value[]): Value {
  // Python does not even look whether the key can be one when there is nothing to find.
  const value = self.size === 0 ? undefined : self.delete(key);
  if (value !== undefined) return value;
  if (otherwise !== undefined) return otherwise;
  throw new PythonError('KeyError', '`pop` asks for a key that the dict does not have.');
}

function popItem(self: Dict): Value {
  const last = self.entries().at(-1);
  if (!last) throw new PythonError('KeyError', '`popitem` of an empty dict.');
  self.delete(last.key);
  return new Tuple([last.key, last.value]);
}

function setDefault(self: Dict, [key = null, otherwise = null]: readonly Value[]): Value {
  const value = self.get(key);
  if (value !== undefined) return value;
  self.set(key, otherwise);
  return otherwise;
}

function update(self: Dict, args: readonly Value[], keywords: Keywords): null {
  if (args.length > 1) throw typeError('`update` takes one argument without a name.');
  fillDict(self, args[0] ?? (args.length === 0 ? new Dict() : null), keywords);
  return null;
}

function clear(self: Dict): null {
  self.clear();
  return null;
}

function isDisjoint(self: DictView, other: Value): boolean {
  if (!isSetLike(self)) throw new PythonError('AttributeError', 'The values of a dict have no `isdisjoint`.');
  const set = new PySet(self.items());
  return !itemsIn(other).some((item) => set.has(item));
}

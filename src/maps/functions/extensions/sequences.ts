/** `range`, `sorted`, `reversed`, `enumerate`, `zip`: lists here, where Python makes some of them item by item. */
import { bindArguments, FunctionValue, required, type Callable } from '../../values/callable';
import { compareValues } from '../../values/compare';
import { PySet } from '../../values/containers';
import { addInts } from '../../values/int-arithmetic';
import { itemsIn } from '../../values/iterate';
import { checkItems, spendItems } from '../../values/limits';
import { typeError, valueError } from '../../values/python-error';
import { isTrue } from '../../values/truth';
import { isInt, toInt, Tuple, typeName, type Int, type Value } from '../../values/value';
import { keyFunction } from './key-function';

const range: Callable = (args, keywords) => {
  if (keywords.size > 0 || args.length > 3) throw typeError('`range` takes one to three arguments without names.');
  const [first, second, third] = args.map(wholeOf);
  if (first === undefined) throw typeError('`range` is called with too few arguments.');
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const step = third ?? 1;
  if (step === 0) throw valueError('The step of `range` is zero.');
  const distance = BigInt(stop) - BigInt(start);
  const by = BigInt(step);
  const count = distance > 0n === by > 0n && distance !== 0n ? (distance + by - (by > 0n ? 1n : -1n)) / by : 0n;
  checkItems(Number(count));
  spendItems(Number(count));
  if (!Number.isSafeInteger(Number(start)) || !Number.isSafeInteger(Number(stop) + Number(step))) {
    return Array.from({ length: Number(count) }, (_, i) => addInts(start, toInt(BigInt(i) * by)));
  }
  const [origin, width] = [Number(start), Number(step)];
  return Array.from({ length: Number(count) }, (_, i) => origin + i * width);
};

function wholeOf(value: Value): Int {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isInt(value)) return value;
  throw typeError(`\`range\` needs integers, not \`${typeName(value)}\`.`);
}

/** Equal items keep their order, also in reverse. */
const sorted: Callable = (args, keywords, context) => {
  const [iterable, key, reverse = false] = bindArguments('`sorted`', ['iterable', 'key', 'reverse'], args, keywords, 1);
  const items = itemsIn(required(iterable, '`sorted`'));
  const keyOf = keyFunction(key, '`sorted`', context);
  spendItems(items.length * Math.ceil(Math.log2(items.length + 1)));
  const sign = isTrue(reverse) ? -1 : 1;
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => sign * (compareValues(a.key, b.key, '<') || 0))
    .map(({ item }) => item);
};

const reversed: Callable = ([items]) => {
  const value = required(items, '`reversed`');
  if (value instanceof PySet) throw typeError('A `set` has no order to be reversed.');
  return [...itemsIn(value)].reverse();
};

/** A tuple that is made costs what so many items of a list do. */
const TUPLE_ITEMS = 4;

const enumerate: Callable = (args, keywords) => {
  const [items, start = 0] = bindArguments('`enumerate`', ['iterable', 'start'], args, keywords);
  const first = wholeOf(start);
  const values = itemsIn(required(items, '`enumerate`'));
  spendItems(values.length * TUPLE_ITEMS);
  return values.map((item, i) => new Tuple([addInts(first, i), item]));
};

const zip: Callable = (args, keywords) => {
  const [strict = false] = bindArguments('`zip`', ['strict'], [], keywords);
  const lists = args.map(itemsIn);
  const shortest = Math.min(...lists.map((list) => list.length));
  const count = lists.length === 0 ? 0 : shortest;
  if (isTrue(strict) && lists.some((list) => list.length !== count)) {
    throw valueError('`zip` with `strict` is given lists of different lengths.');
  }
  spendItems(count * TUPLE_ITEMS);
  return Array.from({ length: count }, (_, i) => new Tuple(lists.map((list) => list[i] ?? null)));
};

export const SEQUENCES: readonly FunctionValue[] = [
  new FunctionValue('range', range),
  new FunctionValue('sorted', sorted),
  new FunctionValue('reversed', reversed),
  new FunctionValue('enumerate', enumerate),
  new FunctionValue('zip', zip),
];

/** `len`, `min`, `max`, `sum`, `any`, `all`. */
import { BINARY } from '../../values/arithmetic';
import { bindArguments, FunctionValue, required, type Callable } from '../../values/callable';
import { compareValues } from '../../values/compare';
import { itemsIn } from '../../values/iterate';
import { lengthOf } from '../../values/length';
import { spendItems } from '../../values/limits';
import { typeError, valueError } from '../../values/python-error';
import { isTrue } from '../../values/truth';
import { Bytes, typeName, type Value } from '../../values/value';
import { keyFunction } from './key-function';

const len: Callable = (args, keywords) => {
  const [value] = bindArguments('`len`', ['obj'], args, keywords);
  const of = required(value, '`len`');
  const length = lengthOf(of);
  if (length === null) throw typeError(`A \`${typeName(of)}\` has no length.${of === null ? NULL_HINT : ''}`);
  return length;
};

const NULL_HINT = ' Leave null values out first, e.g. `... if x is not None else None`.';

/** Several arguments, or the items of one. The first of equal ones is taken. */
function extreme(name: 'min' | 'max'): Callable {
  const [operator, sign] = name === 'min' ? ['<', 1] : ['>', -1];
  return (args, keywords, context) => {
    const [only, second] = args;
    if (only === undefined) throw typeError(`\`${name}\` is called with too few arguments.`);
    const [key, otherwise] = bindArguments(`\`${name}\``, ['key', 'default'], [], keywords);
    if (second !== undefined && otherwise !== undefined) {
      throw typeError(`\`${name}\` takes a \`default\` only with one list of values.`);
    }
    const items = second === undefined ? itemsIn(only) : args;
    // Comparing costs more than going through.
    spendItems(items.length);
    const keyOf = keyFunction(key, `\`${name}\``, context);
    let best: { readonly item: Value; readonly key: Value } | null = null;
    for (const item of items) {
      const candidate = { item, key: keyOf(item) };
      if (best === null || compareValues(candidate.key, best.key, operator) * sign < 0) best = candidate;
    }
    if (best !== null) return best.item;
    if (otherwise === undefined) throw valueError(`\`${name}\` is given no values; \`default=...\` is used then.`);
    return otherwise;
  };
}

const sum: Callable = (args, keywords) => {
  const [items, start = 0] = bindArguments('`sum`', ['iterable', 'start'], args, keywords);
  if (typeof start === 'string') throw typeError("`sum` adds no texts; write `''.join(...)`.");
  if (start instanceof Bytes) throw typeError('`sum` adds no bytes.');
  return itemsIn(required(items, '`sum`')).reduce((total, item) => BINARY['+'](total, item), start);
};

export const AGGREGATES: readonly FunctionValue[] = [
  new FunctionValue('len', len),
  new FunctionValue('min', extreme('min')),
  new FunctionValue('max', extreme('max')),
  new FunctionValue('sum', sum),
  new FunctionValue('any', ([items]) => itemsIn(required(items, '`any`')).some(isTrue)),
  new FunctionValue('all', ([items]) => itemsIn(required(items, '`all`')).every(isTrue)),
];

/** The module `json`: `loads` and `dumps`. */
import { bindArguments, FunctionValue, ModuleValue, required, type Keywords } from '../values/callable';
import { readJson } from '../values/json-read';
import { DUMPS_STYLE, writeJson } from '../values/json-write';
import { checkText } from '../values/limits';
import { typeError, unsupported } from '../values/python-error';
import { isTrue } from '../values/truth';
import { Bytes, Float, isList, Tuple, typeName, type Value } from '../values/value';

/** Fractions become floats here, other than in records: Python's `json.loads` has no decimals. */
function loads(args: readonly Value[]): Value {
  const text = required(args[0], '`json.loads`');
  if (text instanceof Bytes) return loads([Buffer.from(text.data).toString('utf8')]);
  if (typeof text !== 'string') throw typeError(`\`json.loads\` needs a text, not \`${typeName(text)}\`.`);
  return readJson(text, (digits) => new Float(Number(digits)));
}

function dumps(args: readonly Value[], keywords: Keywords): Value {
  const names = ['obj', 'ensure_ascii', 'sort_keys', 'separators', 'default', 'indent', 'skipkeys', 'allow_nan'];
  const [value, ascii, sortKeys, separators, otherwise, indent] = bindArguments(
    '`json.dumps`',
    names,
    args,
    keywords,
    1,
  );
  if (indent !== undefined && indent !== null) throw unsupported('`indent` of `json.dumps`');
  const fallback = otherwise !== undefined && otherwise !== null ? useText(otherwise) : DUMPS_STYLE.other;
  const text = writeJson(required(value, '`json.dumps`'), {
    ...separatorsOf(separators),
    ascii: ascii === undefined || isTrue(ascii),
    sortKeys: sortKeys !== undefined && isTrue(sortKeys),
    other: fallback,
  });
  checkText(text.length);
  return text;
}

/** `default=str`, the only function that is of use there. */
function useText(value: Value): (value: Value) => string {
  if (!(value instanceof FunctionValue)) throw typeError('`default` of `json.dumps` needs a function such as `str`.');
  const context = { now: () => 0 };
  return (item) => writeJson(value.call([item], new Map(), context), DUMPS_STYLE);
}

function separatorsOf(value: Value | undefined): { itemSeparator: string; keySeparator: string } {
  if (value === undefined || value === null) return DUMPS_STYLE;
  const [item, key] = value instanceof Tuple ? value.items : isList(value) ? value : [];
  if (typeof item === 'string' && typeof key === 'string') return { itemSeparator: item, keySeparator: key };
  throw typeError('`separators` of `json.dumps` needs a pair of texts.');
}

export const JSON_MODULE = new ModuleValue(
  'json',
  new Map([
    ['loads', new FunctionValue('loads', loads)],
    ['dumps', new FunctionValue('dumps', dumps)],
  ]),
);

/** The module `json`: `loads` and `dumps`. */
import { bindArguments, FunctionValue, ModuleValue, NO_KEYWORDS, required, type CallContext, type Keywords } from '../values/callable'; // prettier-ignore
import { decode } from '../values/encoding/codec';
import { itemsIn } from '../values/iterate';
import { loadJson } from '../values/json-read';
import { DUMPS_STYLE, writeJson, type JsonStyle } from '../values/json-write';
import { checkText } from '../values/limits';
import { typeError, valueError } from '../values/python-error';
import { isTrue } from '../values/truth';
import { Bytes, Float, isInt, typeName, type Value } from '../values/value';

/** Fractions become floats here, other than in records: Python's `json.loads` has no decimals. */
function loads(args: readonly Value[], keywords: Keywords, context: CallContext): Value {
  const [source, parseFloat = null] = bindArguments('`json.loads`', ['s', 'parse_float'], args, keywords, 1);
  const text = textOf(required(source, '`json.loads`'));
  return loadJson(text, (digits) =>
    parseFloat === null ? new Float(Number(digits)) : callFunction('parse_float', parseFloat, digits, context),
  );
}

function textOf(source: Value): string {
  if (typeof source === 'string') return source;
  if (!(source instanceof Bytes)) throw typeError(`\`json.loads\` needs a text, not \`${typeName(source)}\`.`);
  return decode(source.data, jsonEncoding(source.data), 'strict');
}

/** JSON begins with ASCII characters, so the places of zeros tell the encoding. */
function jsonEncoding(data: Uint8Array): string {
  const [a = 1, b = 1, c = 1, d = 1] = data;
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32';
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8-sig';
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return c === 0 && d === 0 ? 'utf-32' : 'utf-16';
  if (data.length !== 2 && data.length < 4) return 'utf-8';
  if (a === 0) return b === 0 && data.length > 2 ? 'utf-32-be' : 'utf-16-be';
  if (b === 0) return c === 0 && d === 0 ? 'utf-32-le' : 'utf-16-le';
  return 'utf-8';
}

const OPTIONS = [
  'obj', 'skipkeys', 'ensure_ascii', 'check_circular', 'allow_nan', 'indent', 'separators', 'default', 'sort_keys',
]; // prettier-ignore

function dumps(args: readonly Value[], keywords: Keywords, context: CallContext): Value {
  const bound = bindArguments('`json.dumps`', OPTIONS, args, keywords, 1);
  const [value, skipKeys = false, ascii = true, , allowNan = true, indent = null, separators = null] = bound;
  const [otherwise = null, sortKeys = false] = bound.slice(7);
  const target = required(value, '`json.dumps`');
  // Of a text alone Python does not look at what only lists and dicts need.
  const isText = typeof target === 'string';
  const step = isText ? null : indentOf(indent);
  const style: JsonStyle = {
    ...separatorsOf(isText ? null : separators, step !== null),
    ascii: isTrue(ascii),
    sortKeys: isTrue(sortKeys),
    skipKeys: isTrue(skipKeys),
    allowNan: isTrue(allowNan),
    indent: step,
    other:
      otherwise === null
        ? DUMPS_STYLE.other
        : (item, level) => writeJson(callFunction('default', otherwise, item, context), style, level + 1),
  };
  const text = writeJson(target, style);
  checkText(text.length);
  return text;
}

/** `default=str`, `parse_float=str`. */
function callFunction(option: string, value: Value, argument: Value, context: CallContext): Value {
  if (!(value instanceof FunctionValue)) throw typeError(`\`${option}\` needs a function such as \`str\`.`);
  return value.call([argument], NO_KEYWORDS, context);
}

/** A number counts blanks. */
function indentOf(value: Value): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value !== 'boolean' && !isInt(value)) throw typeError('`indent` of `json.dumps` is a number or a text.');
  checkText(Number(value));
  return ' '.repeat(Math.max(0, Number(value)));
}

function separatorsOf(value: Value, indented: boolean): { itemSeparator: string; keySeparator: string } {
  if (value === null) return { itemSeparator: indented ? ',' : ', ', keySeparator: ': ' };
  const [item, key, extra] = itemsIn(value);
  if (item === undefined || key === undefined || extra !== undefined)
    throw valueError('`separators` of `json.dumps` are two.');
  if (typeof item === 'string' && typeof key === 'string') return { itemSeparator: item, keySeparator: key };
  throw typeError('`separators` of `json.dumps` are texts.');
}

export const JSON_MODULE = new ModuleValue(
  'json',
  new Map([
    ['loads', new FunctionValue('loads', loads)],
    ['dumps', new FunctionValue('dumps', dumps)],
  ]),
);

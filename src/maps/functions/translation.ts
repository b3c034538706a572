/** `str.maketrans` and what `translate` does with its table: code points to texts, code points or None. */
import type { Keywords } from '../values/callable';
import { charactersOf } from '../values/code-points';
import { Dict } from '../values/containers';
import { checkText, spendWork } from '../values/limits';
import { typeError, valueError } from '../values/python-error';
import { isInt, isList, Tuple, typeName, type Value } from '../values/value';

export function makeTranslation(args: readonly Value[], keywords: Keywords): Dict {
  const [from, to, removed] = args;
  if (keywords.size > 0) throw typeError('`maketrans` takes no named arguments.');
  const table = new Dict();
  if (to === undefined) {
    if (!(from instanceof Dict)) throw typeError('`maketrans` needs a dict or two texts.');
    for (const { key, value } of from.entries()) table.set(tableKey(key), value);
    return table;
  }
  if (args.length > 3) throw typeError('`maketrans` takes up to three arguments.');
  if (removed !== undefined && typeof removed !== 'string') throw typeError('`maketrans` removes a text.');
  if (typeof from !== 'string' || typeof to !== 'string') throw typeError('`maketrans` needs a dict or two texts.');
  const sources = charactersOf(from);
  const targets = charactersOf(to);
  if (sources.length !== targets.length) throw valueError('`maketrans` needs two texts of the same length.');
  sources.forEach((char, i) => table.set(codeOf(char), codeOf(targets[i] ?? '')));
  if (typeof removed === 'string') for (const char of charactersOf(removed)) table.set(codeOf(char), null);
  return table;
}

/** `table`: anything that code points are looked up in; one that is not there stays as it is. */
export function translate(text: string, table: Value | undefined): string {
  const lookUp = lookUpIn(table ?? null);
  const translated = charactersOf(text).map((char) => {
    const value = lookUp(codeOf(char));
    if (value === undefined) return char;
    if (value === null) return '';
    if (typeof value === 'string') {
      spendWork(value.length);
      return value;
    }
    if (typeof value === 'boolean' || isInt(value)) {
      if (Number(value) < 0 || Number(value) > HIGHEST)
        throw valueError('`translate` was given a number that is no character.');
      return String.fromCodePoint(Number(value));
    }
    throw typeError(`\`translate\` cannot put a \`${typeName(value)}\` into a text.`);
  });
  const result = translated.join('');
  checkText(result.length);
  return result;
}

/** A list gives the item at that place. */
function lookUpIn(table: Value): (code: number) => Value | undefined {
  if (table instanceof Dict) return (code) => table.get(code);
  if (isList(table)) return (code) => table[code];
  if (table instanceof Tuple) return (code) => table.items[code];
  if (typeof table === 'string') return (code) => charactersOf(table)[code];
  return () => {
    throw typeError('`translate` needs the table that `str.maketrans` makes.');
  };
}

function tableKey(key: Value): Value {
  if (typeof key === 'string') return codeOf(key);
  if (typeof key === 'boolean' || isInt(key)) return key;
  throw typeError('`maketrans` needs keys that are characters or their numbers.');
}

const HIGHEST = 0x10ffff;

function codeOf(char: string): number {
  const code = char.codePointAt(0);
  if (code === undefined || charactersOf(char).length !== 1)
    throw valueError('`maketrans` needs keys of one character.');
  return code;
}

/** `str.maketrans` and what `translate` does with its table: code points to texts, code points or None. */
import type { Keywords } from '../values/callable';
import { charactersOf } from '../values/code-points';
import { Dict } from '../values/containers';
import { checkText, spendWork } from '../values/limits';
import { typeError, valueError } from '../values/python-error';
import { isInt, typeName, type Value } from '../values/value';

export function makeTranslation(args: readonly Value[], keywords: Keywords): Dict {
  const [from, to, removed] = args;
  if (keywords.size > 0) throw typeError('`maketrans` takes no named arguments.');
  const table = new Dict();
  if (from instanceof Dict && to === undefined) {
    for (const { key, value } of from.entries()) table.set(typeof key === 'string' ? codeOf(key) : key, value);
    return table;
  }
  if (typeof from !== 'string' || typeof to !== 'string') throw typeError('`maketrans` needs a dict or two texts.');
  const sources = charactersOf(from);
  const targets = charactersOf(to);
  if (sources.length !== targets.length) throw valueError('`maketrans` needs two texts of the same length.');
  sources.forEach((char, i) => table.set(codeOf(char), codeOf(targets[i] ?? '')));
  if (typeof removed === 'string') for (const char of charactersOf(removed)) table.set(codeOf(char), null);
  return table;
}

export function translate(text: string, table: Value | undefined): string {
  if (!(table instanceof Dict)) throw typeError('`translate` needs the table that `str.maketrans` makes.');
  const translated = charactersOf(text).map((char) => {
    const value = table.get(codeOf(char));
    if (value === undefined) return char;
    if (value === null) return '';
    if (typeof value === 'string') {
      spendWork(value.length);
      return value;
    }
    if (isInt(value)) return String.fromCodePoint(Number(value));
    throw typeError(`\`translate\` cannot put a \`${typeName(value)}\` into a text.`);
  });
  const result = translated.join('');
  checkText(result.length);
  return result;
}

function codeOf(char: string): number {
  const code = char.codePointAt(0);
  if (code === undefined || charactersOf(char).length !== 1)
    throw valueError('`maketrans` needs keys of one character.');
  return code;
}

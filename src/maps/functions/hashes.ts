/** `md5` and `sha256`: lower-case hex of a text's UTF-8 bytes. The one-shot `hash` is the fastest way to either in Node. */
import { hash } from 'node:crypto';
import { bindArguments, FunctionValue, required } from '../values/callable';
import { spendCharacters } from '../values/limits';
import { PythonError } from '../values/python-error';
import { typeName, type Value } from '../values/value';

export const HASHES: readonly FunctionValue[] = ['md5', 'sha256'].map((name) => hashFunction(name));

function hashFunction(name: string): FunctionValue {
  return new FunctionValue(name, (args, keywords) => {
    const isPlain = keywords.size === 0 && args.length === 1;
    const [text] = isPlain ? args : bindArguments(`\`${name}\``, ['string'], args, keywords);
    return hash(name, textOf(name, required(text, `\`${name}\``)));
  });
}

/** What UTF-8 has no form for. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;

function textOf(name: string, value: Value): string {
  if (typeof value === 'string') {
    // Hashing takes about as long as two searches.
    spendCharacters(2 * value.length);
    if (LONE_SURROGATE.test(value)) throw new PythonError('UnicodeError', `\`${name}\` was given half a character.`);
    return value;
  }
  throw new PythonError(
    'AttributeError',
    `\`${name}\` needs a text, not \`${typeName(value)}\`; write \`${name}(str(...))\`, or leave null values out first.`,
  );
}

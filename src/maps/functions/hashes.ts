/** `md5` and `sha256`: lower-case hex of a text's UTF-8 bytes. The one-shot `hash` is the fastest way to either in Node. */
import { hash } from 'node:crypto';
import { FunctionValue, required } from '../values/callable';
import { spendWork } from '../values/limits';
import { PythonError, typeError } from '../values/python-error';
import { typeName, type Value } from '../values/value';

export const HASHES: readonly FunctionValue[] = ['md5', 'sha256'].map((name) => hashFunction(name));

function hashFunction(name: string): FunctionValue {
  return new FunctionValue(name, (args) => {
    if (args.length > 1) throw typeError(`\`${name}\` takes one argument.`);
    return hash(name, textOf(name, required(args[0], `\`${name}\``)));
  });
}

function textOf(name: string, value: Value): string {
  if (typeof value === 'string') {
    spendWork(value.length);
    return value;
  }
  throw new PythonError(
    'AttributeError',
    `\`${name}\` needs a text, not \`${typeName(value)}\`; write \`${name}(str(...))\`, or leave null values out first.`,
  );
}

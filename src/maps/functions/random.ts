/** `rand()` in [0, 1) and `randint(n)` in 0 to n - 1. */
import { randomInt } from 'node:crypto';
import { FunctionValue, required } from '../values/callable';
import { typeError, valueError } from '../values/python-error';
import { Float, isInt, typeName } from '../values/value';

/** What `crypto.randomInt` can do. */
const MAX_RANGE = 2 ** 48 - 1;

export const RANDOM: readonly FunctionValue[] = [
  new FunctionValue('rand', () => new Float(Math.random())),
  new FunctionValue('randint', ([top]) => {
    const limit = required(top, '`randint`');
    if (!isInt(limit)) throw typeError(`\`randint\` needs an integer, not \`${typeName(limit)}\`.`);
    if (limit < 1 || limit > MAX_RANGE) throw valueError('`randint` needs an integer between 1 and 2^48.');
    return randomInt(Number(limit));
  }),
];

/** The `key=` of `min`, `max` and `sorted`: any function of the language, such as `len`, `str` or `int`. */
import { FunctionValue, NO_KEYWORDS, type CallContext } from '../../values/callable';
import { typeError } from '../../values/python-error';
import { typeName, type Value } from '../../values/value';

export function keyFunction(key: Value | undefined, what: string, context: CallContext): (item: Value) => Value {
  if (key === undefined || key === null) return (item) => item;
  if (key instanceof FunctionValue) return (item) => key.call([item], NO_KEYWORDS, context);
  throw typeError(`\`key\` of ${what} needs a function such as \`len\`, not \`${typeName(key)}\`.`);
}

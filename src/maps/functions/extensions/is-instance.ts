/** `isinstance(value, type)`, with the types that have a name in the language. */
import { FunctionValue, required, type Callable } from '../../values/callable';
import { spendItems } from '../../values/limits';
import { typeError } from '../../values/python-error';
import { Tuple, typeName, type Value } from '../../values/value';

/** Types by the function that makes them; a bool is an int too, and a datetime a date, as in Python. */
const TYPES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['float', 'str', 'bool', 'list', 'tuple', 'dict', 'set', 'datetime', 'time', 'timedelta', 'timezone'].map(
    (name) => [name, [name]] as const,
  ),
  ['int', ['int', 'bool']],
  ['date', ['date', 'datetime']],
]);

const isInstance: Callable = ([value, type, extra]) => {
  if (extra !== undefined) throw typeError('`isinstance` takes two arguments.');
  const types = namesOf(required(type, '`isinstance`'));
  return types.includes(typeName(required(value, '`isinstance`')));
};

/** Looking for a type costs what so many items of a list do. */
const TYPE_ITEMS = 8;

function namesOf(type: Value): readonly string[] {
  spendItems(TYPE_ITEMS);
  if (type instanceof Tuple) return type.items.flatMap(namesOf);
  const names = type instanceof FunctionValue ? TYPES.get(type.name) : undefined;
  if (names) return names;
  throw typeError(`\`isinstance\` needs a type such as \`str\`, or a tuple of types, not \`${typeName(type)}\`.`);
}

export const IS_INSTANCE = new FunctionValue('isinstance', isInstance);

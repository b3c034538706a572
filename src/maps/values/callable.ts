/** Functions, methods and modules as values: what a name or an attribute gives before it is called. */
import { typeError } from './python-error';
import { PyObject, type Value } from './value';

/** What a call may ask beside its arguments. */
export interface CallContext {
  /** Microseconds since 1970-01-01 UTC: what `now()` tells. */
  readonly now: () => number;
}

export type Keywords = ReadonlyMap<string, Value>;
export type Callable = (args: readonly Value[], keywords: Keywords, context: CallContext) => Value;

export const NO_KEYWORDS: Keywords = new Map();

export class FunctionValue extends PyObject {
  readonly typeName: string = 'function';

  constructor(
    readonly name: string,
    readonly call: Callable,
    /** Attributes of the function, e.g. `str.maketrans`; each is itself a function or a value. */
    readonly attributes: ReadonlyMap<string, Value> = new Map(),
  ) {
    super();
  }
}

export class ModuleValue extends PyObject {
  readonly typeName = 'module';

  constructor(
    readonly name: string,
    readonly attributes: ReadonlyMap<string, Value>,
  ) {
    super();
  }
}

/**
 * Brings arguments into the order of `names`, missing ones undefined. Throws `TypeError` for too many, unknown or doubled
 * ones. `names` beyond `positional` can be given by name only.
 */
export function bindArguments(
  what: string,
  names: readonly string[],
  args: readonly Value[],
  keywords: Keywords,
  positional: number = names.length,
): (Value | undefined)[] {
  if (args.length > positional) throw typeError(`${what} takes at most ${positional} arguments, not ${args.length}.`);
  const bound: (Value | undefined)[] = names.map((_, i) => args[i]);
  for (const [name, value] of keywords) {
    const at = names.indexOf(name);
    if (at < 0) throw typeError(`${what} has no argument \`${name}\`.`);
    if (bound[at] !== undefined) throw typeError(`${what} got its argument \`${name}\` twice.`);
    bound[at] = value;
  }
  return bound;
}

/** An argument that must be given. */
export function required(value: Value | undefined, what: string): Value {
  if (value === undefined) throw typeError(`${what} is called with too few arguments.`);
  return value;
}

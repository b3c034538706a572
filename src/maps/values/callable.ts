/** Functions, methods and modules as values: what a name or an attribute gives before it is called. */
import { typeError } from './python-error';
import { PyObject, type Value } from './value';

/** What a call may ask beside its arguments. */
export interface CallContext {
  /** Microseconds since 1970-01-01 UTC: what `now()` tells. */
  readonly now: () => number;
  /** Another number for each evaluation of an expression. */
  readonly turn: number;
  /** A column of the record at hand, by its place. */
  column(index: number): Value;
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
    /** Looks at the arguments that are the same for every record (others are undefined); throws what a call would throw. */
    readonly check: (known: readonly (Value | undefined)[]) => void = () => {},
  ) {
    super();
  }

  /** Python's `repr`, without the address. */
  get shown(): string {
    return `<function ${this.name}>`;
  }
}

/** A method that is bound to its value, or one of a class (then `owner` is `type`). */
export class MethodValue extends FunctionValue {
  override readonly typeName = 'builtin_function_or_method';

  constructor(
    name: string,
    call: Callable,
    /** Name of the type of the value. */
    private readonly owner: string,
  ) {
    super(name, call);
  }

  override get shown(): string {
    return `<built-in method ${this.name} of ${this.owner} object>`;
  }
}

/** A type, e.g. `int` or `datetime.date`: calling it makes a value. */
export class ClassValue extends FunctionValue {
  override readonly typeName = 'type';

  constructor(
    name: string,
    call: Callable,
    attributes: ReadonlyMap<string, Value> = new Map(),
    /** Empty for Python's own. */
    private readonly module: string = '',
  ) {
    super(name, call, attributes);
  }

  override get shown(): string {
    return `<class '${this.module === '' ? '' : `${this.module}.`}${this.name}'>`;
  }
}

export class ModuleValue extends PyObject {
  readonly typeName = 'ModuleWrapper';

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

/** A function of so many arguments without names. */
export function counted(name: string, least: number, most: number, call: Callable): Callable {
  return (args, keywords, context) => {
    if (args.length < least || args.length > most) throw wrongCount(name, least, most);
    if (keywords.size > 0) throw typeError(`\`${name}\` takes no named arguments.`);
    return call(args, keywords, context);
  };
}

export function wrongCount(name: string, least: number, most: number): Error {
  const count = least === most ? String(least) : `${least} to ${most}`;
  return typeError(`\`${name}\` takes ${count} arguments.`);
}

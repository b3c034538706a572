/** What `value.name` is: a method, a property, or (for dicts) a key. */
import {
  ClassValue,
  FunctionValue,
  MethodValue,
  ModuleValue,
  type CallContext,
  type Keywords,
} from '../values/callable';
import { Dict } from '../values/containers';
import { NamedTuple } from '../values/named-tuple';
import { PythonError, typeError } from '../values/python-error';
import { typeName, type Value } from '../values/value';
import { callAny, callMethod } from './method';
import { STRING_METHODS } from './string-methods';
import { visitType, visitTypeOf } from './types';

/** A call of a method: the value left of the point, and what gives the arguments once the method is found. */
export type Invoke<C extends CallContext> = (target: Value, context: C) => Value;

/** The call of the method `name` of whatever value comes; most are texts, so theirs is looked up once. */
export function methodCaller<C extends CallContext>(
  name: string,
  argsOf: (context: C) => readonly Value[],
  keywordsOf: (context: C) => Keywords,
): Invoke<C> {
  const ofText = STRING_METHODS.get(name);
  return (target, context) => {
    if (typeof target === 'string' && ofText) {
      const keywords = keywordsOf(context);
      return callMethod(name, ofText, target, argsOf(context), keywords, context);
    }
    // Python looks the method up before it evaluates the arguments.
    const callee = attributeOf(target, name);
    // And named arguments before the others, because of how simpleeval writes its call.
    const keywords = keywordsOf(context);
    return callAny(callee, argsOf(context), keywords, context);
  };
}

/** The value of `target.name`. Throws `AttributeError`. */
export function attributeOf(target: Value, name: string): Value {
  const found = tableAttribute(target, name);
  if (found !== undefined) return found;
  if (target instanceof NamedTuple) {
    const item = target.named(name);
    if (item !== undefined) return item;
  }
  if (target instanceof Dict) {
    const value = target.get(name);
    if (value !== undefined) return value;
  }
  throw noAttribute(target, name);
}

function tableAttribute(target: Value, name: string): Value | undefined {
  if (target instanceof ModuleValue) return target.attributes.get(name);
  if (target instanceof FunctionValue) {
    const own = target.attributes.get(name);
    return own === undefined && target instanceof ClassValue ? unboundMethod(target, name) : own;
  }
  return visitTypeOf(target, (type): Value | undefined => {
    const self = type.selfOf(target);
    if (self === null) return undefined;
    const property = type.properties.get(name);
    if (property) return property(self);
    const method = type.methods.get(name);
    if (!method) return type.ofClass.get(name);
    return new MethodValue(
      name,
      (args, keywords, context) => callMethod(name, method, self, args, keywords, context),
      qualified(typeName(target)),
    );
  });
}

/** Python's name of a type with its module. */
function qualified(name: string): string {
  if (name === 'Decimal') return 'decimal.Decimal';
  return OF_DATETIME.has(name) ? `datetime.${name}` : name;
}

const OF_DATETIME: ReadonlySet<string> = new Set(['date', 'datetime', 'time', 'timedelta', 'timezone']);

/** `str.upper`: the value comes as the first argument. */
function unboundMethod(owner: ClassValue, name: string): Value | undefined {
  return visitType(owner.name, (type): Value | undefined => {
    const method = type.methods.get(name);
    if (!method) return undefined;
    return new UnboundMethod(name, owner.name, ([first, ...args], keywords, context) => {
      const self = first === undefined ? null : type.selfOf(first);
      if (self === null) throw typeError(`\`${owner.name}.${name}\` needs a \`${owner.name}\` as its first argument.`);
      return callMethod(name, method, self, args, keywords, context);
    });
  });
}

class UnboundMethod extends FunctionValue {
  override readonly typeName = 'method_descriptor';

  constructor(
    name: string,
    private readonly owner: string,
    call: FunctionValue['call'],
  ) {
    super(name, call);
  }

  override get shown(): string {
    return `<method '${this.name}' of '${this.owner}' objects>`;
  }
}

function noAttribute(target: Value, name: string): PythonError {
  const hint = target === null ? ' Leave null values out first, e.g. `... if x is not None else None`.' : '';
  return new PythonError('AttributeError', `A \`${typeName(target)}\` has no attribute \`${name}\`.${hint}`);
}

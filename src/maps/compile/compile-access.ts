/** Compiles attributes, subscripts, slices and calls. */
import { didYouMean } from '../../model/suggest';
import { attributeOf, methodCaller } from '../methods/attributes';
import { callAny } from '../methods/method';
import type { ExpressionOf } from '../parse/ast';
import { Match } from '../patterns/match';
import { FunctionValue, ModuleValue, NO_KEYWORDS, type Keywords } from '../values/callable';
import { charactersOf, isPlain } from '../values/code-points';
import { Dict } from '../values/containers';
import { beginWork } from '../values/limits';
import { PythonError, typeError } from '../values/python-error';
import { resolveIndex, resolveSlice, sliceItems } from '../values/slice';
import { Bytes, isList, Tuple, typeName, type Value } from '../values/value';
import { located, type Compiler } from './compiler';
import type { Evaluate, Frame } from './frame';
import { compileRecordAttribute, compileRecordGet, compileRecordIndex } from './record-access';
import { unknownFunction } from './unknown-name';

/** Methods that simpleeval refuses, of whatever value: they reach an object's inside. */
const REFUSED: ReadonlySet<string> = new Set([
  'format', 'format_map', 'mro', 'tb_frame', 'gi_frame', 'ag_frame', 'cr_frame', 'exec',
]); // prettier-ignore

function refused(name: string): PythonError {
  const hint = name.startsWith('format') ? '; write an f-string' : '';
  return new PythonError('Unsupported', `\`${name}\` is not available in stream maps${hint}.`);
}

export function compileAttribute(compiler: Compiler, node: ExpressionOf<'attribute'>): Evaluate {
  if (REFUSED.has(node.name)) return compiler.failing(refused(node.name), node.span);
  const column = compileRecordAttribute(compiler, node);
  if (column) return column;
  const target = compiler.compile(node.target);
  const { name } = node;
  const constant = compiler.constantOf(target);
  const known = fixedAttribute(constant, name);
  if (known !== undefined) return compiler.constant(known);
  if (constant instanceof ModuleValue) return compiler.failing(noMember(constant, name), node.span);
  return located(node.span, (frame) => attributeOf(target(frame), name));
}

export function compileIndex(compiler: Compiler, node: ExpressionOf<'index'>): Evaluate {
  const column = compileRecordIndex(compiler, node);
  if (column) return column;
  const target = compiler.compile(node.target);
  const index = compiler.compile(node.index);
  return located(node.span, (frame) => itemOf(target(frame), index(frame)));
}

export function compileSlice(compiler: Compiler, node: ExpressionOf<'slice'>): Evaluate {
  const target = compiler.compile(node.target);
  const [start, stop, step] = [node.start, node.stop, node.step].map((bound) =>
    bound ? compiler.compile(bound) : () => null,
  );
  const none: Evaluate = () => null;
  const [from, to, by] = [start ?? none, stop ?? none, step ?? none];
  return located(node.span, (frame) => sliceOf(target(frame), from(frame), to(frame), by(frame)));
}

/** A plain name is looked up among the functions only, as simpleeval does: a column called `str` is no function. */
export function compileCall(compiler: Compiler, node: ExpressionOf<'call'>): Evaluate {
  const column = compileRecordGet(compiler, node);
  if (column) return column;
  const { callee } = node;
  if (callee.kind === 'attribute') {
    if (REFUSED.has(callee.name)) return compiler.failing(refused(callee.name), callee.span);
    const target = compiler.compile(callee.target);
    const { name } = callee;
    const constant = compiler.constantOf(target);
    const known = fixedAttribute(constant, name);
    if (known instanceof FunctionValue) return compileKnownCall(compiler, node, known);
    if (known === undefined && constant instanceof ModuleValue) {
      return compiler.failing(noMember(constant, name), callee.span);
    }
    const invoke = methodCaller(name, compileArguments(compiler, node), compileKeywords(compiler, node));
    return located(node.span, (frame) => invoke(target(frame), frame));
  }
  if (callee.kind !== 'name') {
    return compiler.failing(typeError('Only functions and methods can be called in stream maps.'), callee.span);
  }
  const known = compiler.names.functions.get(callee.id);
  if (known === undefined) {
    return compiler.failing(unknownFunction(callee.id, compiler.names), callee.span);
  }
  if (known instanceof FunctionValue) return compileKnownCall(compiler, node, known);
  const argsOf = compileArguments(compiler, node);
  const keywordsOf = compileKeywords(compiler, node);
  return located(node.span, (frame) => {
    const keywords = keywordsOf(frame);
    return callAny(known, argsOf(frame), keywords, frame);
  });
}

/** A call of a function that is known now: what can be said about its literal arguments is said before any record. */
function compileKnownCall(compiler: Compiler, node: ExpressionOf<'call'>, known: FunctionValue): Evaluate {
  const args = node.args.map((arg) => compiler.compile(arg));
  const argsOf = argumentsOf(compiler, args);
  const keywordsOf = compileKeywords(compiler, node);
  // What evaluations before have spent is none of its budget.
  beginWork();
  try {
    known.check(args.map((arg) => compiler.constantOf(arg)));
  } catch (error) {
    if (error instanceof PythonError) return compiler.failing(error, node.span);
    throw error;
  }
  const { call } = known;
  return located(node.span, (frame) => {
    const keywords = keywordsOf(frame);
    return call(argsOf(frame), keywords, frame);
  });
}

function noMember(module: ModuleValue, name: string): PythonError {
  const hint = didYouMean(name, module.attributes.keys());
  return new PythonError('AttributeError', `The module \`${module.name}\` has no \`${name}\` in stream maps.${hint}`);
}

/** Attributes of modules and functions are the same for every record. */
function fixedAttribute(target: Value | undefined, name: string): Value | undefined {
  const hasTable = target instanceof ModuleValue || target instanceof FunctionValue;
  return hasTable ? target.attributes.get(name) : undefined;
}

type ArgumentsOf = (frame: Frame) => readonly Value[];

function compileArguments(compiler: Compiler, node: ExpressionOf<'call'>): ArgumentsOf {
  return argumentsOf(
    compiler,
    node.args.map((arg) => compiler.compile(arg)),
  );
}

function argumentsOf(compiler: Compiler, args: readonly Evaluate[]): ArgumentsOf {
  const [first, second] = args;
  const known = args.map((arg) => compiler.constantOf(arg));
  if (isComplete(known)) return () => known;
  if (!first) return () => [];
  if (!second) return (frame) => [first(frame)];
  return (frame) => args.map((arg) => arg(frame));
}

function isComplete(values: readonly (Value | undefined)[]): values is readonly Value[] {
  return !values.includes(undefined);
}

function compileKeywords(compiler: Compiler, node: ExpressionOf<'call'>): (frame: Frame) => Keywords {
  if (node.keywords.length === 0) return () => NO_KEYWORDS;
  const keywords = node.keywords.map(({ name, value }) => [name, compiler.compile(value)] as const);
  return (frame) => new Map(keywords.map(([name, value]) => [name, value(frame)]));
}

function itemOf(target: Value, index: Value): Value {
  if (target instanceof Dict) {
    const value = target.get(index);
    if (value === undefined) throw new PythonError('KeyError', 'A dict does not have the key that is asked for.');
    return value;
  }
  if (typeof target === 'string') {
    if (isPlain(target)) return target[resolveIndex(index, target.length, 'str')] ?? '';
    const characters = charactersOf(target);
    return characters[resolveIndex(index, characters.length, 'str')] ?? '';
  }
  if (target instanceof Match) return target.group(index);
  if (target instanceof Bytes) return target.data[resolveIndex(index, target.data.length, 'bytes')] ?? 0;
  const items = isList(target) ? target : target instanceof Tuple ? target.items : null;
  if (!items) throw typeError(`A \`${typeName(target)}\` has no items to be taken by \`[...]\`.`);
  return items[resolveIndex(index, items.length, typeName(target))] ?? null;
}

function sliceOf(target: Value, start: Value, stop: Value, step: Value): Value {
  if (typeof target === 'string') {
    const plain = isPlain(target);
    if (plain && (step === null || step === 1)) {
      const range = resolveSlice(start, stop, null, target.length);
      return target.slice(range.start, Math.max(range.start, range.stop));
    }
    const characters = charactersOf(target);
    return sliceItems(characters, resolveSlice(start, stop, step, characters.length)).join('');
  }
  if (target instanceof Bytes) {
    const data = Array.from(target.data);
    return new Bytes(Uint8Array.from(sliceItems(data, resolveSlice(start, stop, step, data.length))));
  }
  if (target instanceof Tuple) {
    return new Tuple(sliceItems(target.items, resolveSlice(start, stop, step, target.items.length)));
  }
  if (!isList(target)) throw typeError(`A \`${typeName(target)}\` cannot be sliced.`);
  return sliceItems(target, resolveSlice(start, stop, step, target.length));
}

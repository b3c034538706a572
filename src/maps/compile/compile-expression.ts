/** Syntax tree → closures, once per stream. Nothing of JavaScript is generated or evaluated. */
import type { Expression, Literal } from '../parse/ast';
import { CHANGING_METHODS } from '../methods/dict-methods';
import { assertNever } from '../../model/errors';
import { Bytes, Float, toInt, type Value } from '../values/value';
import { compileAttribute, compileCall, compileIndex, compileSlice } from './compile-access';
import { compileDictLoop, compileList } from './compile-comprehension';
import { compileDict, compileDisplay, compileFormat } from './compile-display';
import { compileWritten } from './compile-written';
import { compileBinary, compileCompare, compileConditional, compileLogical, compileUnary } from './compile-operator';
import { Compiler } from './compiler';
import type { Evaluate } from './frame';
import type { Names } from './names';
import { unknownName } from './unknown-name';

export interface CompiledExpression {
  /** Throws `PythonError` with the place that failed. */
  readonly evaluate: Evaluate;
  /** Places of the columns that it can read. */
  readonly reads: ReadonlySet<number>;
}

export interface CompileOptions {
  /** What a wrong name is an error of: of `evaluate`, as everything else, and not of compiling. */
  readonly late?: boolean;
  /** The value is written as a text and looked at by nothing else: it may be a `HashedColumn`. */
  readonly written?: boolean;
}

/** Throws `PythonError` with a place where a name or function that runs for every record does not exist. */
export function compileExpression(
  expression: Expression,
  names: Names,
  { late = false, written = false }: CompileOptions = {},
): CompiledExpression {
  const compiler = new Compiler(names, changesDicts(expression), dispatch);
  const compile = (): Evaluate => (written ? compileWritten(compiler, expression) : compiler.compile(expression));
  const inner = late ? compiler.maybe(compile) : compile();
  const evaluate: Evaluate = (frame) => {
    frame.begin();
    return inner(frame);
  };
  return { evaluate, reads: compiler.reads };
}

/** Whether a method that changes dicts is called anywhere. */
function changesDicts(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ('kind' in node && node.kind === 'attribute' && 'name' in node && CHANGING_METHODS.has(String(node.name)))
    return true;
  return Object.values(node).some(changesDicts);
}

function dispatch(compiler: Compiler, node: Expression): Evaluate {
  switch (node.kind) {
    case 'literal':
      return compiler.constant(literalValue(node.literal));
    case 'name':
      return compileName(compiler, node);
    case 'format':
      return compileFormat(compiler, node);
    case 'list':
    case 'tuple':
    case 'set':
      return compileDisplay(compiler, node);
    case 'dict':
      return compileDict(compiler, node);
    case 'unary':
      return compileUnary(compiler, node);
    case 'binary':
      return compileBinary(compiler, node);
    case 'logical':
      return compileLogical(compiler, node);
    case 'compare':
      return compileCompare(compiler, node);
    case 'conditional':
      return compileConditional(compiler, node);
    case 'attribute':
      return compileAttribute(compiler, node);
    case 'index':
      return compileIndex(compiler, node);
    case 'slice':
      return compileSlice(compiler, node);
    case 'call':
      return compileCall(compiler, node);
    case 'list-comprehension':
    case 'generator':
      return compileList(compiler, node);
    case 'dict-comprehension':
      return compileDictLoop(compiler, node);
    default:
      return assertNever(node, 'expression');
  }
}

function compileName(compiler: Compiler, node: Extract<Expression, { kind: 'name' }>): Evaluate {
  const meaning = compiler.meaning(node.id);
  switch (meaning.kind) {
    case 'local': {
      const { slot } = meaning;
      // As long as no item has given it a value, the name means what it means outside.
      const outside = compiler.maybe(() => compiler.beneath(slot, () => compileName(compiler, node)));
      return (frame) => {
        const value = frame.locals[slot];
        return value === undefined ? outside(frame) : value;
      };
    }
    case 'column':
      return compiler.column(meaning.index);
    case 'constant':
      return compiler.constant(meaning.value);
    case 'record':
      return compiler.record();
    case 'fake':
      return compiler.fake(meaning.fakes);
    case 'unknown':
      return compiler.failing(unknownName(node.id, compiler.names), node.span);
    default:
      return assertNever(meaning, 'meaning of a name');
  }
}

function literalValue(literal: Literal): Value {
  switch (literal.type) {
    case 'none':
      return null;
    case 'bool':
    case 'str':
      return literal.value;
    case 'int':
      return toInt(literal.value);
    case 'float':
      return new Float(literal.value);
    case 'bytes':
      return new Bytes(literal.value);
    default:
      return assertNever(literal, 'literal');
  }
}

/**
 * `record['a']`, `record.get('a')`, `record.a` and `'a' in record` with a literal name read one column, or none: the record
 * as a whole is never built for them.
 */
import type { Expression, ExpressionOf } from '../parse/ast';
import { DICT_METHODS } from '../methods/dict-methods';
import { PythonError } from '../values/python-error';
import type { Compiler } from './compiler';
import type { Evaluate } from './frame';

/** `record['name']`; null when the node is something else. */
export function compileRecordIndex(compiler: Compiler, node: ExpressionOf<'index'>): Evaluate | null {
  const name = literalText(node.index);
  if (name === null || !isRecord(compiler, node.target)) return null;
  return columnNamed(compiler, name, node, 'KeyError');
}

/** `record.name`; null for the methods of a dict and for other nodes. */
export function compileRecordAttribute(compiler: Compiler, node: ExpressionOf<'attribute'>): Evaluate | null {
  if (!isRecord(compiler, node.target) || isOfDict(node.name)) return null;
  return columnNamed(compiler, node.name, node, 'AttributeError');
}

/** `record.get('name')` and `record.get('name', default)`; null when the node is something else. */
export function compileRecordGet(compiler: Compiler, node: ExpressionOf<'call'>): Evaluate | null {
  const { callee, args, keywords } = node;
  if (callee.kind !== 'attribute' || callee.name !== 'get' || !isRecord(compiler, callee.target)) return null;
  const [first, otherwise, extra] = args;
  const name = first ? literalText(first) : null;
  if (name === null || extra || keywords.length > 0) return null;
  const fallback = otherwise ? compiler.compile(otherwise) : () => null;
  const index = compiler.names.columns.get(name);
  if (index === undefined) return fallback;
  const column = compiler.column(index);
  if (!otherwise || otherwise.kind === 'literal') return column;
  return (frame) => {
    // Python evaluates the default in any case, errors included.
    fallback(frame);
    return column(frame);
  };
}

/** `'name' in record` is known when the map is compiled. */
export function foldMembership(compiler: Compiler, node: ExpressionOf<'compare'>): boolean | null {
  const [step, more] = node.rest;
  const name = literalText(node.first);
  if (!step || more || name === null || !isRecord(compiler, step.operand)) return null;
  if (step.operator === 'in') return compiler.names.columns.has(name);
  return step.operator === 'not in' ? !compiler.names.columns.has(name) : null;
}

function columnNamed(
  compiler: Compiler,
  name: string,
  node: Expression,
  error: 'KeyError' | 'AttributeError',
): Evaluate {
  const index = compiler.names.columns.get(name);
  if (index !== undefined) return compiler.column(index);
  return compiler.failing(new PythonError(error, `The stream has no column \`${name}\`.`), node.span);
}

/** Attributes that dicts have whatever their keys. */
function isOfDict(name: string): boolean {
  return DICT_METHODS.has(name) || name === 'fromkeys';
}

function isRecord(compiler: Compiler, node: Expression): boolean {
  return node.kind === 'name' && !compiler.changesDicts && compiler.meaning(node.id).kind === 'record';
}

function literalText(node: Expression): string | null {
  return node.kind === 'literal' && node.literal.type === 'str' ? node.literal.value : null;
}

/** Tests on a text column that its bytes can answer: `status == 'paid'`, `... if note else ...`. Most filters are of this kind. */
import type { CompareOperator, Expression } from '../parse/ast';
import { isTrue } from '../values/truth';
import type { Compiler } from './compiler';
import type { Evaluate, Frame } from './frame';

/** Whether the value of an expression counts as true. */
export function compileTruth(compiler: Compiler, node: Expression): (frame: Frame) => boolean {
  const evaluate = compiler.compile(node);
  const column = compiler.columnOf(evaluate);
  if (column === undefined) return (frame) => isTrue(evaluate(frame));
  return (frame) => frame.row.isTrueText?.(column) ?? isTrue(evaluate(frame));
}

/** A lone surrogate has no bytes to compare, and a backslash is written with another one. */
const NOT_BY_BYTES = /[\\\ud800-\udfff]/u;

/**
 * `column == 'text'` and its like, by bytes where they can tell; null where it is something else. `byValue`: the comparison of values.
 */
export function compileTextEquality(
  compiler: Compiler,
  left: Evaluate,
  operator: CompareOperator,
  right: Evaluate,
  byValue: (frame: Frame) => boolean,
): ((frame: Frame) => boolean) | null {
  if (operator !== '==' && operator !== '!=') return null;
  const column = compiler.columnOf(left) ?? compiler.columnOf(right);
  const text = compiler.constantOf(compiler.columnOf(left) === undefined ? left : right);
  if (column === undefined || typeof text !== 'string' || NOT_BY_BYTES.test(text)) return null;
  const bytes = Buffer.from(text);
  const wanted = operator === '==';
  return (frame) => {
    const same = frame.row.equalsText?.(column, bytes) ?? null;
    return same === null ? byValue(frame) : same === wanted;
  };
}

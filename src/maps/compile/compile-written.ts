/**
 * An expression whose value is written and looked at by nothing else. `md5(column)`, also as a branch of `... if ... else ...`, is
 * left to the writer there: it hashes the column's bytes into the output, and no text is made of either.
 */
import { FUNCTIONS } from '../functions/registry';
import type { Expression } from '../parse/ast';
import { PyObject } from '../values/value';
import { compileTruth } from './compile-test';
import type { Compiler } from './compiler';
import type { Evaluate } from './frame';

/** The MD5 of a column of the record at hand, which `Row.isPlainText` holds for. */
export class HashedColumn extends PyObject {
  readonly typeName = 'str';

  constructor(readonly column: number) {
    super();
  }
}

export function compileWritten(compiler: Compiler, node: Expression): Evaluate {
  if (node.kind === 'conditional') {
    const test = compileTruth(compiler, node.test);
    const [then, otherwise] = compiler.maybe(
      () => [compileWritten(compiler, node.then), compileWritten(compiler, node.otherwise)] as const,
    );
    return (frame) => (test(frame) ? then(frame) : otherwise(frame));
  }
  const evaluate = compiler.compile(node);
  const column = hashedColumn(compiler, node);
  if (column === undefined) return evaluate;
  const hashed = new HashedColumn(column);
  return (frame) => (frame.row.isPlainText?.(column) === true ? hashed : evaluate(frame));
}

/** The column that the node is the MD5 of. */
function hashedColumn(compiler: Compiler, node: Expression): number | undefined {
  if (node.kind !== 'call' || node.callee.kind !== 'name' || node.callee.id !== 'md5') return undefined;
  const [only, more] = node.args;
  const isMd5 = compiler.names.functions.get('md5') === FUNCTIONS.get('md5');
  if (!isMd5 || !only || more || node.keywords.length > 0) return undefined;
  return compiler.columnOf(compiler.compile(only));
}

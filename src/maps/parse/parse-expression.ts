/** Python source → syntax tree. Only the first statement counts, as in the real mapper. */
import type { Expression, ParsedExpression } from './ast';
import { createBuilder } from './build-expression';
import { impossibleTree, single, spanOf, type Builder } from './builder';
import { ExpressionSyntaxError } from './source-error';
import { childrenOf, parseTree, type TreeNode } from './syntax-tree';

/**
 * Throws `ExpressionSyntaxError` for text that is not Python, is empty, begins with a blank, or uses what the language of
 * stream maps does not have (statements, `lambda`, `:=`, attributes that begin with `_`, ...).
 */
export function parseExpression(source: string): ParsedExpression {
  const indent = /^(?:[ \t\f]*(?:#.*)?\r?\n)*([ \t\f]+)/.exec(source);
  if (indent && source.trim() !== '') {
    throw new ExpressionSyntaxError('The expression begins with a blank.', {
      from: indent[0].length - 1,
      to: indent[0].length,
    });
  }
  const builder = createBuilder(source);
  const statement = firstStatement(parseTree(source));
  if (!statement) throw new ExpressionSyntaxError('The expression is empty.', { from: 0, to: source.length });
  if (statement.name === 'ExpressionStatement') {
    return { source, form: 'expression', expression: buildRow(builder, childrenOf(statement), statement) };
  }
  if (statement.name === 'AssignStatement' || statement.name === 'UpdateStatement') {
    return { source, form: 'assignment', expression: buildAssigned(builder, statement) };
  }
  throw new ExpressionSyntaxError('A stream map takes an expression, not a statement.', spanOf(statement));
}

function firstStatement(script: TreeNode): TreeNode | undefined {
  const [first] = childrenOf(script);
  return first?.name === 'StatementGroup' ? childrenOf(first)[0] : first;
}

/** One expression, or a tuple without parentheses. */
function buildRow(builder: Builder, nodes: readonly TreeNode[], owner: TreeNode): Expression {
  if (!nodes.some((node) => node.name === ',')) return single(builder, nodes, owner);
  const parts = nodes.filter((node) => node.name !== ',');
  return {
    kind: 'tuple',
    items: parts.map((node) => ({ spread: false, value: builder.build(node) })),
    span: spanOf(owner),
  };
}

/** `a = b` gives b: the real mapper evaluates an assignment to its right side. */
function buildAssigned(builder: Builder, statement: TreeNode): Expression {
  const children = childrenOf(statement);
  if (children.some((child) => child.name === 'TypeDef')) {
    throw new ExpressionSyntaxError('A stream map takes an expression, not a statement.', spanOf(statement));
  }
  const at = children.findLastIndex((child) => child.name === 'AssignOp' || child.name === 'UpdateOp');
  if (at < 0) throw impossibleTree(builder);
  return buildRow(builder, children.slice(at + 1), statement);
}

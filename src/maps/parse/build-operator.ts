/** Builds unary and binary operators; chained comparisons (`1 < a < 3`) become one node, as in Python. */
import type { BinaryOperator, CompareOperator, Expression, ExpressionOf, UnaryOperator } from './ast';
import { buildLogical, isLogical } from './build-logical';
import { impossibleTree, spanOf, textOf, type Builder } from './builder';
import { ExpressionSyntaxError } from './source-error';
import { childrenOf, type TreeNode } from './syntax-tree';

const BINARY: ReadonlySet<string> = new Set<BinaryOperator>([
  '+', '-', '*', '/', '//', '%', '**', '&', '|', '^', '<<', '>>',
]); // prettier-ignore
const COMPARE: ReadonlySet<string> = new Set<CompareOperator>([
  '==', '!=', '<', '<=', '>', '>=', 'in', 'not in', 'is', 'is not',
]); // prettier-ignore

export function buildUnary(builder: Builder, node: TreeNode): Expression {
  if (isLogical(builder, node)) return buildLogical(builder, node);
  const [operator, operand] = childrenOf(node);
  if (!operator || !operand) throw impossibleTree(builder);
  return { kind: 'unary', operator: unaryOf(builder, operator), operand: builder.build(operand), span: spanOf(node) };
}

export function buildBinary(builder: Builder, node: TreeNode): Expression {
  if (isLogical(builder, node)) return buildLogical(builder, node);
  const children = childrenOf(node);
  const left = children[0];
  const right = children.at(-1);
  if (!left || !right) throw impossibleTree(builder);
  const operator = children
    .slice(1, -1)
    .map((token) => textOf(builder, token))
    .join(' ');
  for (const side of [left, right]) refuseBareNot(side);
  if (isCompare(operator)) return buildCompare(builder, node, left, operator, right);
  if (!isBinary(operator)) {
    throw new ExpressionSyntaxError(
      `The operator \`${operator}\` is not part of the language of stream maps.`,
      spanOf(node),
    );
  }
  return { kind: 'binary', operator, left: builder.build(left), right: builder.build(right), span: spanOf(node) };
}

function buildCompare(
  builder: Builder,
  node: TreeNode,
  left: TreeNode,
  operator: CompareOperator,
  right: TreeNode,
): ExpressionOf<'compare'> {
  const first = builder.build(left);
  const step = { operator, operand: builder.build(right) };
  if (left.name === 'BinaryExpression' && first.kind === 'compare') {
    return { kind: 'compare', first: first.first, rest: [...first.rest, step], span: spanOf(node) };
  }
  return { kind: 'compare', first, rest: [step], span: spanOf(node) };
}

/** `a == not b` is a syntax error in Python, which the parser lets through. */
function refuseBareNot(node: TreeNode): void {
  if (node.name === 'UnaryExpression' && node.firstChild?.name === 'not') {
    throw new ExpressionSyntaxError('Put parentheses around `not ...` here.', spanOf(node));
  }
}

function unaryOf(builder: Builder, node: TreeNode): UnaryOperator {
  const text = textOf(builder, node);
  if (text === '+' || text === '-' || text === '~') return text;
  throw impossibleTree(builder);
}

function isBinary(text: string): text is BinaryOperator {
  return BINARY.has(text);
}

function isCompare(text: string): text is CompareOperator {
  return COMPARE.has(text);
}

/**
 * Builds `and`, `or` and `not`. The grammar takes `not a and b` for `not (a and b)`, so what it nested is laid out in a row and put
 * together again by Python's rules: `not` binds closest, then `and`, then `or`.
 */
import type { Expression, Span } from './ast';
import { impossibleTree, spanOf, textOf, type Builder } from './builder';
import { ExpressionSyntaxError } from './source-error';
import { childrenOf, type TreeNode } from './syntax-tree';

/** More operands and operators than this are an attack on the stack, not a map. */
const MAX_TOKENS = 1000;

type Token = 'and' | 'or' | TreeNode;

interface NotToken {
  /** The operator `not`. */
  readonly not: TreeNode;
}

export function isLogical(builder: Builder, node: TreeNode): boolean {
  if (node.name === 'UnaryExpression') return node.firstChild?.name === 'not';
  return node.name === 'BinaryExpression' && logicalOperator(builder, node) !== null;
}

export function buildLogical(builder: Builder, node: TreeNode): Expression {
  const tokens = layOut(builder, node);
  if (tokens.length > MAX_TOKENS) {
    throw new ExpressionSyntaxError(`More than ${MAX_TOKENS} operands and operators stand in a row.`, spanOf(node));
  }
  const row = new Row(builder, tokens);
  return row.either();
}

function logicalOperator(builder: Builder, node: TreeNode): 'and' | 'or' | null {
  const [, operator, , more] = childrenOf(node);
  const text = operator && !more ? textOf(builder, operator) : '';
  return text === 'and' || text === 'or' ? text : null;
}

/** In the order of the text; `pending` are nodes whose tokens are still to come, so that no depth can harm the stack. */
function layOut(builder: Builder, root: TreeNode): (Token | NotToken)[] {
  const tokens: (Token | NotToken)[] = [];
  const pending: (Token | NotToken)[] = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string' || 'not' in next || !isLogical(builder, next)) {
      tokens.push(next);
      continue;
    }
    const [first, second, third] = childrenOf(next);
    if (!first || !second) throw impossibleTree(builder);
    const operator = logicalOperator(builder, next);
    if (operator === null) pending.push(second, { not: first });
    else if (third) pending.push(third, operator, first);
    else throw impossibleTree(builder);
  }
  return tokens;
}

class Row {
  private at = 0;

  constructor(
    private readonly builder: Builder,
    private readonly tokens: readonly (Token | NotToken)[],
  ) {}

  either(): Expression {
    return this.chain('or', () => this.chain('and', () => this.negated()));
  }

  private chain(operator: 'and' | 'or', operand: () => Expression): Expression {
    let left = operand();
    while (this.tokens[this.at] === operator) {
      this.at++;
      const right = operand();
      left = { kind: 'logical', operator, left, right, span: between(left.span, right.span) };
    }
    return left;
  }

  private negated(): Expression {
    const token = this.tokens[this.at++];
    if (token === undefined || typeof token === 'string') throw impossibleTree(this.builder);
    if (!('not' in token)) return this.builder.build(token);
    const operand = this.negated();
    return { kind: 'unary', operator: 'not', operand, span: between(spanOf(token.not), operand.span) };
  }
}

function between(first: Span, last: Span): Span {
  return { from: first.from, to: last.to };
}

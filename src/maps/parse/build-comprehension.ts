/** Builds list and dict comprehensions and generators: `element for target in iterable if condition ...`. */
import type { ComprehensionClause, Expression, LoopTarget } from './ast';
import { impossibleTree, spanOf, textOf, type Builder } from './builder';
import { ExpressionSyntaxError } from './source-error';
import { childrenOf, splitAtCommas, type TreeNode } from './syntax-tree';

export function buildComprehension(builder: Builder, node: TreeNode): Expression {
  const parts = childrenOf(node).slice(1, -1);
  if (node.name !== 'DictionaryComprehensionExpression') {
    const kind = node.name === 'ArrayComprehensionExpression' ? 'list-comprehension' : 'generator';
    return comprehensionOf(builder, node, parts, kind);
  }
  const [key, colon, value, ...clauses] = parts;
  if (!key || !value || colon?.name !== ':') throw impossibleTree(builder);
  return {
    kind: 'dict-comprehension',
    key: builder.build(key),
    value: builder.build(value),
    clauses: clausesOf(builder, clauses),
    span: spanOf(node),
  };
}

/** `parts`: the element, then the clauses' tokens. */
export function comprehensionOf(
  builder: Builder,
  node: TreeNode,
  parts: readonly TreeNode[],
  kind: 'list-comprehension' | 'generator',
): Expression {
  const [element, ...clauses] = parts;
  if (!element) throw impossibleTree(builder);
  return { kind, element: builder.build(element), clauses: clausesOf(builder, clauses), span: spanOf(node) };
}

function clausesOf(builder: Builder, nodes: readonly TreeNode[]): ComprehensionClause[] {
  const clauses: ComprehensionClause[] = [];
  let rest = nodes;
  while (rest.length > 0) {
    const [keyword] = rest;
    if (keyword?.name !== 'for') {
      throw new ExpressionSyntaxError(
        'This is not part of the language of stream maps.',
        keyword ?? { from: 0, to: 1 },
      );
    }
    const inAt = rest.findIndex((node) => node.name === 'in');
    const iterable = rest[inAt + 1];
    if (inAt < 0 || !iterable) throw impossibleTree(builder);
    const target = targetOf(builder, splitAtCommas(rest.slice(1, inAt)), rest.slice(1, inAt).some(isComma));
    const conditions: Expression[] = [];
    rest = rest.slice(inAt + 2);
    while (rest[0]?.name === 'if' && rest[1]) {
      conditions.push(builder.build(rest[1]));
      rest = rest.slice(2);
    }
    clauses.push({ target, iterable: builder.build(iterable), conditions });
  }
  return clauses;
}

function targetOf(builder: Builder, parts: readonly TreeNode[][], several: boolean): LoopTarget {
  const items = parts.map((part) => {
    const [node, extra] = part;
    if (!node || extra) throw impossibleTree(builder);
    if (node.name === 'VariableName') return { kind: 'name', id: textOf(builder, node) } as const;
    const inside = childrenOf(node).slice(1, -1);
    if (node.name === 'ParenthesizedExpression') return targetOf(builder, [inside], false);
    if (node.name === 'TupleExpression' || node.name === 'ArrayExpression') {
      return targetOf(builder, splitAtCommas(inside), true);
    }
    throw new ExpressionSyntaxError('Only names can stand behind `for`.', spanOf(node));
  });
  const [only] = items;
  return only && !several ? only : { kind: 'names', items };
}

function isComma(node: TreeNode): boolean {
  return node.name === ',';
}

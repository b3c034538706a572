/** What the builders of single node kinds share: the way back into the tree, and the small readers of node lists. */
import type { DictEntry, DisplayItem, Expression, Span } from './ast';
import { ExpressionSyntaxError } from './source-error';
import type { TreeNode } from './syntax-tree';

export interface Builder {
  readonly source: string;
  /** Builds any expression node. Throws `ExpressionSyntaxError` for what is not part of the language. */
  readonly build: (node: TreeNode) => Expression;
}

export function textOf(builder: Builder, node: TreeNode): string {
  return builder.source.slice(node.from, node.to);
}

export function spanOf(node: TreeNode): Span {
  return { from: node.from, to: node.to };
}

/** One expression and nothing else; `owner` is where an error points to. */
export function single(builder: Builder, nodes: readonly TreeNode[], owner: TreeNode): Expression {
  const [node, extra] = nodes;
  if (node && !extra) return builder.build(node);
  throw new ExpressionSyntaxError('This is not part of the language of stream maps.', spanOf(extra ?? owner));
}

/** The elements of a display, `*value` included. */
export function itemsOf(builder: Builder, parts: readonly TreeNode[][], owner: TreeNode): DisplayItem[] {
  return parts.map((part) => {
    const spread = part[0]?.name === '*';
    return { spread, value: single(builder, spread ? part.slice(1) : part, owner) };
  });
}

/** The elements of a tuple or set, where simpleeval knows no `*value`. */
export function plainItemsOf(builder: Builder, parts: readonly TreeNode[][], owner: TreeNode): DisplayItem[] {
  const items = itemsOf(builder, parts, owner);
  if (items.some((item) => item.spread))
    throw new ExpressionSyntaxError('In stream maps `*` works in lists only.', spanOf(owner));
  return items;
}

/** The entries of a dict display, `**value` included. */
export function entriesOf(builder: Builder, parts: readonly TreeNode[][], owner: TreeNode): DictEntry[] {
  return parts.map((part) => {
    const [first, colon, ...rest] = part;
    if (first?.name === '**') return { key: null, value: single(builder, part.slice(1), owner) };
    if (!first || colon?.name !== ':') throw impossibleTree(builder);
    return { key: builder.build(first), value: single(builder, rest, owner) };
  });
}

/** For trees that the grammar cannot give. */
export function impossibleTree(builder: Builder): ExpressionSyntaxError {
  return new ExpressionSyntaxError('This is not a Python expression.', { from: 0, to: builder.source.length });
}

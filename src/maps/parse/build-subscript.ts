/** Builds `a.b`, `a[b]` and `a[b:c:d]`. */
import type { Expression } from './ast';
import { impossibleTree, itemsOf, single, spanOf, textOf, type Builder } from './builder';
import { ExpressionSyntaxError } from './source-error';
import { childrenOf, splitAtCommas, type TreeNode } from './syntax-tree';

/** What simpleeval refuses, so that no expression reaches an object's inside. */
const REFUSED_ATTRIBUTE = /^(?:_|func_)/;

export function buildSubscript(builder: Builder, node: TreeNode): Expression {
  const [target, bracket, ...rest] = childrenOf(node);
  if (!target || !bracket) throw impossibleTree(builder);
  if (bracket.name === '.') return buildAttribute(builder, node, target, bracket, rest[0]);
  const parts = rest.slice(0, -1);
  if (!parts.some((part) => part.name === ':')) return buildIndex(builder, node, target, parts);
  if (parts.some((part) => part.name === ',')) {
    throw new ExpressionSyntaxError('A slice with commas is not part of the language of stream maps.', spanOf(node));
  }
  return buildSlice(builder, node, target, parts);
}

function buildAttribute(
  builder: Builder,
  node: TreeNode,
  target: TreeNode,
  bracket: TreeNode,
  property: TreeNode | undefined,
): Expression {
  if (!property) throw impossibleTree(builder);
  // `5.real` is the float `5.` and a name.
  if (target.name === 'Number' && bracket.from === target.to && /^[0-9_]+$/.test(textOf(builder, target)))
    throw new ExpressionSyntaxError('Write a number before `.` in full, e.g. `1.0e5`.', spanOf(node));
  const name = textOf(builder, property);
  if (REFUSED_ATTRIBUTE.test(name)) {
    throw new ExpressionSyntaxError(
      'Attributes that begin with `_` or `func_` cannot be used in stream maps.',
      spanOf(property),
    );
  }
  return { kind: 'attribute', target: builder.build(target), name, span: spanOf(node) };
}

function buildIndex(builder: Builder, node: TreeNode, target: TreeNode, parts: readonly TreeNode[]): Expression {
  const hasComma = parts.some((part) => part.name === ',');
  const index: Expression = hasComma
    ? { kind: 'tuple', items: itemsOf(builder, splitAtCommas(parts), node), span: spanOf(node) }
    : single(builder, parts, node);
  return { kind: 'index', target: builder.build(target), index, span: spanOf(node) };
}

function buildSlice(builder: Builder, node: TreeNode, target: TreeNode, parts: readonly TreeNode[]): Expression {
  const bounds: (Expression | null)[] = [null, null, null];
  let at = 0;
  for (const part of parts) {
    if (part.name === ':') at++;
    else bounds[at] = builder.build(part);
  }
  const [start, stop, step] = bounds;
  return {
    kind: 'slice',
    target: builder.build(target),
    start: start ?? null,
    stop: stop ?? null,
    step: step ?? null,
    span: spanOf(node),
  };
}

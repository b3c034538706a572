/** Builds f-strings, and strings written side by side; plain ones become one literal. */
import type { Expression, FormatPart } from './ast';
import { impossibleTree, spanOf, textOf, type Builder } from './builder';
import { ExpressionSyntaxError } from './source-error';
import { quotesOf, readStringLiteral, unescapeText } from './string-literal';
import { childrenOf, type TreeNode } from './syntax-tree';

export function buildFormat(builder: Builder, owner: TreeNode, strings: readonly TreeNode[]): Expression {
  const bytes = joinedBytes(builder, owner, strings);
  if (bytes) return bytes;
  const parts: FormatPart[] = [];
  for (const node of strings) {
    if (node.name === 'FormatString') {
      parts.push(...partsOf(builder, node));
      continue;
    }
    const literal = readStringLiteral(textOf(builder, node), spanOf(node));
    if (literal.type !== 'str') {
      throw new ExpressionSyntaxError('Bytes and text cannot be written side by side.', spanOf(node));
    }
    parts.push({ kind: 'text', text: literal.value });
  }
  const text = parts.map((part) => (part.kind === 'text' ? part.text : null));
  if (text.every((part) => part !== null)) {
    return { kind: 'literal', literal: { type: 'str', value: text.join('') }, span: spanOf(owner) };
  }
  return { kind: 'format', parts, span: spanOf(owner) };
}

/** `b'a' b'b'`; null unless the first part is bytes. Throws when another one is not. */
function joinedBytes(builder: Builder, owner: TreeNode, strings: readonly TreeNode[]): Expression | null {
  const parts = strings.map((node) =>
    node.name === 'FormatString' ? null : readStringLiteral(textOf(builder, node), spanOf(node)),
  );
  if (parts[0]?.type !== 'bytes') return null;
  const data = parts.map((part) => {
    if (part?.type === 'bytes') return part.value;
    throw new ExpressionSyntaxError('Bytes and text cannot be written side by side.', spanOf(owner));
  });
  const value = new Uint8Array(Buffer.concat(data));
  return { kind: 'literal', literal: { type: 'bytes', value }, span: spanOf(owner) };
}

function partsOf(builder: Builder, node: TreeNode): FormatPart[] {
  const quotes = quotesOf(textOf(builder, node));
  const text = (from: number, to: number): FormatPart => {
    const content = builder.source.slice(from, to);
    if (/(?<!\})(?:\}\})*\}(?!\})/.test(content)) {
      throw new ExpressionSyntaxError('A single `}` cannot stand in an f-string; write `}}`.', spanOf(node));
    }
    const plain = content.replaceAll('{{', '{').replaceAll('}}', '}');
    return { kind: 'text', text: quotes.raw ? plain : unescapeText(plain, spanOf(node), false) };
  };
  return between(builder, node, node.from + quotes.open, node.to - quotes.close, text);
}

/** The replacements below `node` and the text around them, in order. */
function between(
  builder: Builder,
  node: TreeNode,
  from: number,
  to: number,
  text: (from: number, to: number) => FormatPart,
): FormatPart[] {
  const parts: FormatPart[] = [];
  let at = from;
  for (const child of childrenOf(node)) {
    if (child.name !== 'FormatReplacement') continue;
    if (child.from > at) parts.push(text(at, child.from));
    parts.push(...replacementOf(builder, child));
    at = child.to;
  }
  if (to > at) parts.push(text(at, to));
  return parts;
}

/** `{value!r:spec}`: the conversion behind `!` is ignored, as the real mapper does; `{value=}` shows its own text first. */
function replacementOf(builder: Builder, node: TreeNode): FormatPart[] {
  const inside = childrenOf(node).slice(1);
  const value = inside[0];
  const spec = inside.find((child) => child.name === 'FormatSpec');
  const selfDoc = inside.find((child) => child.name === 'FormatSelfDoc');
  if (!value) throw impossibleTree(builder);
  if (inside.some((child) => child.name === ',')) {
    throw new ExpressionSyntaxError('Put parentheses around a tuple in an f-string.', spanOf(node));
  }
  const plain = (from: number, to: number): FormatPart => ({ kind: 'text', text: builder.source.slice(from, to) });
  const parts: FormatPart[] = selfDoc ? [plain(node.from + 1, selfDoc.to)] : [];
  parts.push({
    kind: 'value',
    value: builder.build(value),
    spec: spec ? between(builder, spec, spec.from + 1, spec.to, plain) : [],
  });
  return parts;
}

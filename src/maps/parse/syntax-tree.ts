/** The parse tree of `@lezer/python` as our builders walk it: no comments, no error nodes, bounded in size. */
import { parser } from '@lezer/python';
import type { Span } from './ast';
import { withKnownSpecs, withWholeFloats } from './stand-ins';
import { ExpressionSyntaxError } from './source-error';

export type TreeNode = ReturnType<typeof parser.parse>['topNode'];

/** A text this long is no expression that a person wrote; parsing takes some microseconds per character. */
const MAX_SOURCE_CHARS = 16_384;

/** Parses `source`; throws `ExpressionSyntaxError` at the first place that the Python grammar does not take. */
export function parseTree(source: string): TreeNode {
  if (source.length > MAX_SOURCE_CHARS) {
    throw new ExpressionSyntaxError(`The expression is longer than ${MAX_SOURCE_CHARS} characters.`, {
      from: 0,
      to: 1,
    });
  }
  const odd = source.indexOf('\0');
  if (odd >= 0) throw new ExpressionSyntaxError('The expression holds a NUL character.', { from: odd, to: odd + 1 });
  const known = withKnownSpecs(withWholeFloats(source));
  try {
    return strict.parse(known).topNode;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw syntaxError(source, errorSpan(known, error));
  }
}

/** Stops at the first error; without `strict`, the parser tries many ways to go on, which takes long on text that is no Python. */
const strict = parser.configure({ strict: true });

/** Texts up to this length are parsed again to find what is wrong in them. */
const MAX_EXPLAINED_CHARS = 2000;

function errorSpan(source: string, error: SyntaxError): Span {
  if (source.length <= MAX_EXPLAINED_CHARS) {
    const cursor = parser.parse(source).cursor();
    do {
      if (cursor.type.isError) return { from: cursor.from, to: cursor.to };
    } while (cursor.next());
  }
  // The parser's message is `No parse at 12`.
  const from = Number(/\d+$/.exec(error.message)?.[0] ?? '0');
  return { from, to: from + 1 };
}

/** The children of a node that mean something, tokens included. */
export function childrenOf(node: TreeNode): TreeNode[] {
  const children: TreeNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child);
  }
  return children;
}

/** Cuts children at their commas; a comma at the end adds no part. */
export function splitAtCommas(nodes: readonly TreeNode[]): TreeNode[][] {
  const parts: TreeNode[][] = [];
  let part: TreeNode[] = [];
  for (const node of nodes) {
    if (node.name === ',') {
      parts.push(part);
      part = [];
    } else {
      part.push(node);
    }
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function syntaxError(source: string, span: Span): ExpressionSyntaxError {
  const at = { from: Math.min(span.from, source.length), to: Math.max(span.to, span.from + 1) };
  if (source.slice(at.from).trim() === '') return new ExpressionSyntaxError('The expression stops in the middle.', at);
  return new ExpressionSyntaxError('This is not a Python expression.', at);
}

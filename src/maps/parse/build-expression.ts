/** Makes our syntax tree of the parser's, node kind by node kind; what has no line here is not part of the language. */
import type { Expression, Literal } from './ast';
import { buildCall } from './build-call';
import { buildComprehension } from './build-comprehension';
import { buildFormat } from './build-format';
import { buildBinary, buildUnary } from './build-operator';
import { buildSubscript } from './build-subscript';
import { entriesOf, impossibleTree, itemsOf, plainItemsOf, single, spanOf, textOf, type Builder } from './builder';
import { readNumberLiteral } from './number-literal';
import { ExpressionSyntaxError } from './source-error';
import { readStringLiteral } from './string-literal';
import { childrenOf, splitAtCommas, type TreeNode } from './syntax-tree';

/** Nested deeper than this is an attack on the stack, not a map; Python's own parser stops at 200 brackets. */
const MAX_DEPTH = 500;

/** Longest piece of the expression that a message quotes, in characters. */
const QUOTED_CHARS = 40;

/** Kinds that people know and that stream maps do not have, by the word to use for them. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['LambdaExpression', '`lambda`'],
  ['NamedExpression', '`:=`'],
  ['AwaitExpression', '`await`'],
  ['YieldExpression', '`yield`'],
  ['SetComprehensionExpression', 'A set comprehension'],
  ['Ellipsis', '`...`'],
]);

type Build = (builder: Builder, node: TreeNode) => Expression;

const BUILDERS: ReadonlyMap<string, Build> = new Map<string, Build>([
  ['None', (_, node) => literal(node, { type: 'none' })],
  ['Boolean', (b, node) => literal(node, { type: 'bool', value: textOf(b, node) === 'True' })],
  ['Number', (b, node) => literal(node, readNumberLiteral(textOf(b, node), spanOf(node)))],
  ['String', (b, node) => literal(node, readStringLiteral(textOf(b, node), spanOf(node)))],
  ['FormatString', (b, node) => buildFormat(b, node, [node])],
  ['ContinuedString', (b, node) => buildFormat(b, node, childrenOf(node))],
  ['VariableName', (b, node) => ({ kind: 'name', id: textOf(b, node), span: spanOf(node) })],
  ['ParenthesizedExpression', (b, node) => single(b, childrenOf(node).slice(1, -1), node)],
  ['TupleExpression', (b, node) => ({ kind: 'tuple', items: plainItemsOf(b, inner(node), node), span: spanOf(node) })],
  ['ArrayExpression', (b, node) => ({ kind: 'list', items: itemsOf(b, inner(node), node), span: spanOf(node) })],
  ['SetExpression', (b, node) => ({ kind: 'set', items: plainItemsOf(b, inner(node), node), span: spanOf(node) })],
  [
    'DictionaryExpression',
    (b, node) => ({ kind: 'dict', entries: entriesOf(b, inner(node), node), span: spanOf(node) }),
  ],
  ['ConditionalExpression', buildConditional],
  ['BinaryExpression', buildBinary],
  ['UnaryExpression', buildUnary],
  ['CallExpression', buildCall],
  ['MemberExpression', buildSubscript],
  ['ComprehensionExpression', buildComprehension],
  ['ArrayComprehensionExpression', buildComprehension],
  ['DictionaryComprehensionExpression', buildComprehension],
]);

/** A builder for one expression's text; it counts how deep the tree is. */
export function createBuilder(source: string): Builder {
  let depth = 0;
  const builder: Builder = {
    source,
    build: (node) => {
      if (++depth > MAX_DEPTH) {
        throw new ExpressionSyntaxError(`The expression is nested deeper than ${MAX_DEPTH} levels.`, spanOf(node));
      }
      const build = BUILDERS.get(node.name);
      if (!build) throw refusal(builder, node);
      const expression = build(builder, node);
      depth--;
      return expression;
    },
  };
  return builder;
}

function refusal(builder: Builder, node: TreeNode): ExpressionSyntaxError {
  const what = REFUSED.get(node.name) ?? `\`${textOf(builder, node).slice(0, QUOTED_CHARS)}\``;
  return new ExpressionSyntaxError(`${what} is not part of the language of stream maps.`, spanOf(node));
}

function inner(node: TreeNode): TreeNode[][] {
  return splitAtCommas(childrenOf(node).slice(1, -1));
}

function literal(node: TreeNode, value: Literal): Expression {
  return { kind: 'literal', literal: value, span: spanOf(node) };
}

function buildConditional(builder: Builder, node: TreeNode): Expression {
  const [then, , test, , otherwise] = childrenOf(node);
  if (!then || !test || !otherwise) throw impossibleTree(builder);
  return {
    kind: 'conditional',
    test: builder.build(test),
    then: builder.build(then),
    otherwise: builder.build(otherwise),
    span: spanOf(node),
  };
}

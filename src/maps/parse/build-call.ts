/** Builds calls: positional and keyword arguments, and a generator as the only argument. */
import type { Expression, KeywordArgument } from './ast';
import { comprehensionOf } from './build-comprehension';
import { impossibleTree, single, spanOf, textOf, type Builder } from './builder';
import { ExpressionSyntaxError } from './source-error';
import { childrenOf, splitAtCommas, type TreeNode } from './syntax-tree';

export function buildCall(builder: Builder, node: TreeNode): Expression {
  const [callee, list] = childrenOf(node);
  if (!callee || !list) throw impossibleTree(builder);
  const args: Expression[] = [];
  const keywords: KeywordArgument[] = [];
  for (const part of splitAtCommas(childrenOf(list).slice(1, -1))) {
    const keyword = keywordOf(builder, part);
    if (keyword) {
      if (keywords.some((other) => other.name === keyword.name)) {
        throw new ExpressionSyntaxError(`The argument \`${keyword.name}\` is given twice.`, spanOf(list));
      }
      keywords.push(keyword);
    } else {
      if (keywords.length > 0)
        throw new ExpressionSyntaxError('An argument without name follows one with a name.', spanOf(list));
      args.push(argumentOf(builder, part, list));
    }
  }
  return { kind: 'call', callee: builder.build(callee), args, keywords, span: spanOf(node) };
}

function keywordOf(builder: Builder, part: readonly TreeNode[]): KeywordArgument | null {
  const [name, assign, ...value] = part;
  if (!name || assign?.name !== 'AssignOp') return null;
  if (textOf(builder, assign) !== '=') {
    throw new ExpressionSyntaxError('`:=` is not part of the language of stream maps.', spanOf(assign));
  }
  return { name: textOf(builder, name), value: single(builder, value, name) };
}

function argumentOf(builder: Builder, part: readonly TreeNode[], list: TreeNode): Expression {
  const [first, second] = part;
  if (!first) throw impossibleTree(builder);
  if (first.name === '*' || first.name === '**') {
    throw new ExpressionSyntaxError(
      'Arguments with `*` or `**` are not part of the language of stream maps.',
      spanOf(first),
    );
  }
  return second ? comprehensionOf(builder, list, part, 'generator') : single(builder, part, list);
}

/** What the children of a parent's record are read for. */
import { MeltemiError } from '../model/errors';
import type { Context, SdkRecord } from './context';
import type { Stream } from './stream';

/**
 * In order; `context`: what the parent was read for. Throws `ConfigInvalid` when it is the record itself because nobody has said
 * otherwise: each change of the record would make another context, and with it another bookmark.
 */
export function childContexts(
  parent: Stream,
  children: readonly Stream[],
  record: SdkRecord,
  context: Context | null,
): readonly Context[] {
  const contexts: Context[] = [];
  for (const made of parent.generateChildContexts(record, context)) {
    const child = made === record ? children.find(({ statePartitioningKeys: keys }) => keys === null) : undefined;
    if (child !== undefined) throw undefinedContext(parent.name, child.name);
    if (made !== null) contexts.push(made);
  }
  return contexts;
}

function undefinedContext(parent: string, child: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The stream \`${parent}\` does not say what its child \`${child}\` is read for.`,
    `Give \`${parent}\` a method \`getChildContext\`, or \`${child}\` its \`statePartitioningKeys\`.`,
  );
}

/** The targets that Meltemi has itself, by the plugin names of Meltano projects. A new target is one line here. */
import { MeltemiError } from '../model/errors';
import { createJsonlTarget } from './jsonl/target';
import { createPostgresTarget } from './postgres/target';
import type { TargetFactory } from './target';

const TARGETS: ReadonlyMap<string, TargetFactory> = new Map<string, TargetFactory>([
  ['target-postgres', (settings, context) => createPostgresTarget(settings, context)],
  ['target-jsonl', (settings, context) => createJsonlTarget(settings, context)],
]);

/** All variants of a name have one implementation. Throws `Unsupported` for a name that has none. */
export function targetFactoryFor(kind: { readonly name: string; readonly variant: string | null }): TargetFactory {
  const factory = TARGETS.get(kind.name);
  if (factory !== undefined) return factory;
  throw new MeltemiError(
    'Unsupported',
    `There is no loader \`${kind.name}\`${kind.variant === null ? '' : ` (variant \`${kind.variant}\`)`} in Meltemi.`,
    `Use one of ${[...TARGETS.keys()].map((name) => `\`${name}\``).join(', ')}.`,
  );
}

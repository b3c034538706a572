/** What the streams of a block `rest:` say of one another, and of their own schemas. */
import type { RestStreamDeclaration } from '../../model/rest-declaration';
import { didYouMean } from '../../model/suggest';
import { configError, definedTwice, type Place } from '../place';
import type { OnProblem } from '../problems';
import { child, deepestPlace, type MappingTree } from '../tree';

export interface ReadStream {
  /** With the defaults in it. */
  readonly tree: MappingTree;
  readonly declared: RestStreamDeclaration;
}

export function checkFamilies(streams: readonly ReadStream[], note: OnProblem): void {
  for (const [index, stream] of streams.entries()) {
    const wrong = (keys: readonly string[], reason: string, instruction: string): void =>
      note(configError(deepestPlace(stream.tree, keys) ?? stream.tree.place, reason, instruction));
    checkName(streams.slice(0, index), stream, wrong);
    checkKeys(stream, wrong);
    checkParent(streams, stream, wrong);
  }
}

type Wrong = (keys: readonly string[], reason: string, instruction: string) => void;

function checkName(before: readonly ReadStream[], { tree, declared }: ReadStream, wrong: Wrong): void {
  const twin = before.find((other) => other.declared.name === declared.name);
  if (twin === undefined) return;
  wrong(
    ['name'],
    definedTwice(`Stream \`${declared.name}\``, placeOf(twin.tree), placeOf(tree)),
    'Rename one of them.',
  );
}

function checkKeys({ declared }: ReadStream, wrong: Wrong): void {
  const { name, schema, primaryKeys, replicationKey } = declared;
  if (typeof schema === 'string') return;
  const { properties } = schema;
  const known = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  const keys = [
    ...primaryKeys.map((key) => ['primary_keys', key] as const),
    ...(replicationKey === null ? [] : [['replication_key', replicationKey] as const]),
  ];
  for (const [place, key] of keys)
    if (!known.includes(key))
      wrong(
        [place],
        `\`${key}\` is not in the schema of stream \`${name}\`.${didYouMean(key, known)}`,
        'Add it there, or correct the key.',
      );
}

function checkParent(streams: readonly ReadStream[], stream: ReadStream, wrong: Wrong): void {
  const { name, parent, context } = stream.declared;
  if (parent === null) {
    if (Object.keys(context).length > 0)
      wrong(
        ['context'],
        `Stream \`${name}\` has a \`context\`, and no \`parent\` that it could come from.`,
        'Add `parent`.',
      );
    return;
  }
  const names = streams.map(({ declared }) => declared.name);
  if (!names.includes(parent)) {
    wrong(
      ['parent'],
      `There is no stream \`${parent}\`, the parent of \`${name}\`.${didYouMean(parent, names)}`,
      'Correct the name.',
    );
    return;
  }
  if (isOwnAncestor(streams, stream.declared))
    wrong(['parent'], `Stream \`${name}\` is a parent of itself.`, 'Take `parent` out of one of them.');
  if (Object.keys(context).length === 0)
    wrong(
      ['parent'],
      `Stream \`${name}\` does not say what it takes of a record of \`${parent}\`.`,
      'Add `context`, e.g. `context: {user_id: id}`.',
    );
  for (const [key, path] of Object.entries(context)) {
    const other = streams.find(
      ({ declared }) => declared.parent === parent && (declared.context[key] ?? path) !== path,
    )?.declared;
    if (other !== undefined)
      wrong(
        ['context', key],
        `\`${key}\` is \`${path}\` for stream \`${name}\` and \`${other.context[key] ?? ''}\` for \`${other.name}\`, which have one parent.`,
        'Give the keys different names.',
      );
  }
}

function isOwnAncestor(streams: readonly ReadStream[], stream: RestStreamDeclaration): boolean {
  const seen = new Set<string>();
  for (let above = stream.parent; above !== null && !seen.has(above);) {
    if (above === stream.name) return true;
    seen.add(above);
    above = streams.find(({ declared }) => declared.name === above)?.declared.parent ?? null;
  }
  return false;
}

function placeOf(tree: MappingTree): Place {
  return child(tree, 'name')?.place ?? tree.place;
}

/** Files merged as Meltano merges them: mappings deep, lists appended, other values overwritten by the later file. */
import { configError, showPlace } from './place';
import type { MappingTree, Tree, TreeEntry } from './tree';

export function mergeMappings(first: MappingTree, second: MappingTree): MappingTree {
  const entries = new Map<string, TreeEntry>(first.entries);
  for (const [key, entry] of second.entries) {
    const before = entries.get(key);
    entries.set(
      key,
      before === undefined ? entry : { keyPlace: before.keyPlace, value: merge(key, before.value, entry.value) },
    );
  }
  return { kind: 'mapping', entries, place: first.place };
}

function merge(key: string, first: Tree, second: Tree): Tree {
  if (first.kind === 'mapping' && second.kind === 'mapping') return mergeMappings(first, second);
  if (first.kind === 'list' && second.kind === 'list') {
    return { kind: 'list', items: [...first.items, ...second.items], place: first.place };
  }
  if (first.kind === 'scalar' && second.kind === 'scalar') return second;
  throw configError(
    second.place,
    `\`${key}\` is a ${second.kind} here and a ${first.kind} at ${showPlace(first.place)}, so the two cannot be merged.`,
    'Write both in the same form.',
  );
}

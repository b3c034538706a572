/** Files merged as Meltano merges them: mappings deep, lists appended, other values overwritten by the later file. */
import type { MeltemiError } from '../model/errors';
import { configError, showPlace, type Place } from './place';
import { refuse, type OnProblem } from './problems';
import type { MappingTree, Tree, TreeEntry } from './tree';

/** All at once, since lists of many files would be copied with each file otherwise. A value that cannot be merged is left out. */
export function mergeMappings(trees: readonly MappingTree[], place: Place, onProblem: OnProblem = refuse): MappingTree {
  const found = new Map<string, TreeEntry[]>();
  for (const tree of trees) {
    for (const [key, entry] of tree.entries) {
      const before = found.get(key);
      if (before === undefined) found.set(key, [entry]);
      else before.push(entry);
    }
  }
  const entries = new Map<string, TreeEntry>();
  for (const [key, [first, ...later]] of found) {
    if (first === undefined) continue;
    const values = [first, ...later].map((entry) => entry.value);
    entries.set(key, { keyPlace: first.keyPlace, value: merge(key, first.value, values, onProblem) });
  }
  return { kind: 'mapping', entries, place };
}

function merge(key: string, first: Tree, values: readonly Tree[], onProblem: OnProblem): Tree {
  for (const value of values) if (value.kind !== first.kind) onProblem(clash(key, first, value));
  if (first.kind === 'mapping') {
    return mergeMappings(
      values.filter((value) => value.kind === 'mapping'),
      first.place,
      onProblem,
    );
  }
  if (first.kind === 'list') {
    const items = values.flatMap((value) => (value.kind === 'list' ? value.items : []));
    return { kind: 'list', items, place: first.place };
  }
  return values.findLast((value) => value.kind === 'scalar') ?? first;
}

function clash(key: string, first: Tree, second: Tree): MeltemiError {
  return configError(
    second.place,
    `\`${key}\` is a ${second.kind} here and a ${first.kind} at ${showPlace(first.place)}, so the two cannot be merged.`,
    'Write both in the same form.',
  );
}

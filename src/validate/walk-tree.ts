/** Ways through a file's tree for checks that look at what is written, whatever its shape. */
import type { ProjectFile } from '../project/project-files';
import { child, type ListTree, type MappingTree, type ScalarTree, type Tree } from '../project/tree';

/** The mappings in the list at `keys`; nothing where the shape is another one, which is reported elsewhere. */
export function mappingsAt(tree: MappingTree, ...keys: readonly string[]): readonly MappingTree[] {
  const list = at(tree, ...keys);
  return list?.kind === 'list' ? list.items.filter((item) => item.kind === 'mapping') : [];
}

export function at(tree: MappingTree, ...keys: readonly string[]): Tree | null {
  let here: Tree | null = tree;
  for (const key of keys) here = here?.kind === 'mapping' ? child(here, key) : null;
  return here;
}

/** The text of a name or another scalar; null for anything else. */
export function textAt(tree: MappingTree, key: string): string | null {
  const value = child(tree, key);
  return value?.kind === 'scalar' ? String(value.value) : null;
}

/** In all files, the mappings in the list at `keys`. */
export function entriesAt(files: readonly ProjectFile[], ...keys: readonly string[]): readonly MappingTree[] {
  return files.flatMap((file) => mappingsAt(file.tree, ...keys));
}

/** All texts and numbers below, without those below keys that `skip` names. */
export function* scalarsIn(tree: Tree, skip: ReadonlySet<string> = new Set()): Generator<ScalarTree> {
  if (tree.kind === 'scalar') yield tree;
  else if (tree.kind === 'list') yield* scalarsInList(tree, skip);
  else for (const [key, { value }] of tree.entries) if (!skip.has(key)) yield* scalarsIn(value, skip);
}

function* scalarsInList(tree: ListTree, skip: ReadonlySet<string>): Generator<ScalarTree> {
  for (const item of tree.items) yield* scalarsIn(item, skip);
}

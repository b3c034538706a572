/** Settings of the project itself, such as `venv.backend`: `MELTANO_VENV_BACKEND` in the variables or `.env`, else the project files. */
import { expand } from './expand';
import { findVariable, type Surroundings } from './expand-tree';
import { variablePart } from './setting-names';
import { child, type MappingTree, type Tree } from './tree';

/** As text, with its variables replaced; null when it is nowhere set, or set to a list or a mapping. */
export function projectSetting(files: MappingTree, surroundings: Surroundings, name: string): string | null {
  const variable = findVariable(surroundings, `MELTANO_${variablePart(name)}`)?.text;
  if (variable !== undefined && variable !== '') return variable;
  const tree = treeAt(files, name.split('.'));
  if (tree?.kind !== 'scalar' || tree.value === null) return null;
  return expand(String(tree.value), (reference) => findVariable(surroundings, reference)?.text ?? null).text;
}

/** `a.b` is `b` below `a`, or the key `a.b`, which wins. */
function treeAt(mapping: MappingTree, parts: readonly string[]): Tree | null {
  for (let count = parts.length; count > 0; count--) {
    const found = child(mapping, parts.slice(0, count).join('.'));
    if (found === null) continue;
    if (count === parts.length) return found;
    return found.kind === 'mapping' ? treeAt(found, parts.slice(count)) : null;
  }
  return null;
}

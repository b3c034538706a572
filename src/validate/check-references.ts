/** Texts that look like references to variables and are none. */
import type { ProjectFile } from '../project/project-files';
import { placeInside } from '../project/tree';
import type { Findings } from './problem';
import { scalarsIn } from './walk-tree';

/** `${` that no name and `}` follow, and that no `\` stands before. */
const HALF_REFERENCE = /(?<!\\)\$\{(?!\w+\})/;

/** Python and prose, in which `${` may be meant as such. */
const NOT_EXPANDED: ReadonlySet<string> = new Set(['stream_maps', 'description', 'documentation', 'annotations']);

export function checkReferences(files: readonly ProjectFile[], findings: Findings): void {
  for (const { tree } of files) {
    for (const scalar of scalarsIn(tree, NOT_EXPANDED)) {
      if (typeof scalar.value !== 'string') continue;
      const half = HALF_REFERENCE.exec(scalar.value);
      if (half === null) continue;
      const isShell = /^\$\{\w+:?[-=?+]/.test(scalar.value.slice(half.index));
      const message = isShell
        ? 'Defaults and other operators of the shell are not known in `${...}`, so this text stays as it is.'
        : 'This `${` is not followed by a name and `}`, so the text stays as it is.';
      const remedy = isShell
        ? "Write `${NAME}`, and give the default in `env:` or as the setting's own."
        : 'Write `${NAME}`, or `\\${` if it is meant as such.';
      findings.add('warning', placeInside(scalar, half.index), message, remedy);
    }
  }
}

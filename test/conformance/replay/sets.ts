/** The sets of a folder of recorded cases: each folder of `meltano/` and each file of `singer/`. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface CaseSet {
  /** `meltano/config`, `singer/http`. */
  readonly name: string;
  readonly path: string;
}

export function findSets(root: string): readonly CaseSet[] {
  const names = (folder: string): readonly string[] =>
    existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : [];
  const meltano = names('meltano')
    // The stand-in plugins of the cases.
    .filter((name) => name !== 'fakes' && statSync(join(root, 'meltano', name)).isDirectory())
    .map((name) => ({ name: `meltano/${name}`, path: join(root, 'meltano', name) }));
  const singer = names('singer')
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name: `singer/${name.replace(/\.json$/, '')}`, path: join(root, 'singer', name) }));
  return [...meltano, ...singer];
}

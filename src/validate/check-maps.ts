/** Stream maps of blocks between tap and target: shapes and expressions, with their places in the project. */
import { checkMapSettings } from '../maps/check-map-settings';
import type { MappingBlock } from '../project/mappings';
import type { Place } from '../project/place';
import { pluginChain } from '../project/plugin-chain';
import type { ProjectEntries } from '../project/entries';
import type { ResolvedMapping } from '../project/project';
import type { MappingTree, Tree, TreeEntry } from '../project/tree';
import type { Findings } from './problem';

export function checkMaps(
  mapping: ResolvedMapping,
  block: MappingBlock,
  entries: ProjectEntries,
  where: { readonly findings: Findings; readonly environment: string | null },
): void {
  if (mapping.baseName !== 'meltano-map-transformer') return;
  const configs = configsOf(block, entries);
  for (const { path, error } of checkMapSettings(mapping.config)) {
    const near = placeOf(configs, path) ?? block.mapper.place;
    where.findings.addError(error, { near, environment: where.environment, about: mapping.name });
  }
}

function configsOf(block: MappingBlock, entries: ProjectEntries): readonly MappingTree[] {
  const own =
    block.kind === 'mapping'
      ? [block.mapping.config]
      : pluginChain(entries, 'mappers', block.mapper.name).map((entry) => entry.config);
  return own.filter((config) => config !== null);
}

/** The deepest value on the way to `path`; its key where there is no value. */
function placeOf(configs: readonly MappingTree[], path: readonly string[]): Place | null {
  let best: { readonly place: Place; readonly depth: number } | null = null;
  for (const config of configs) {
    let here: Tree = config;
    for (const [depth, key] of path.entries()) {
      const entry: TreeEntry | undefined = here.kind === 'mapping' ? here.entries.get(key) : undefined;
      if (entry === undefined) break;
      if (best === null || depth > best.depth) best = { place: entry.value.place, depth };
      here = entry.value;
    }
  }
  return best?.place ?? null;
}

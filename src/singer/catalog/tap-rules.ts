/** All that a tap's extras do to its catalog, in Meltano's order: `schema`, then `select`, `metadata` and filters. */
import type { JsonObject } from '../../model/json';
import { filterRules, metadataRules, selectRules } from '../../project/catalog-rules';
import type { Extras } from '../../project/project';
import { applyCatalogRules } from './apply-rules';
import { applySchemaRules } from './schema-rules';
import { unmatchedRules } from './unmatched-rules';

export interface RuledCatalog {
  readonly catalog: JsonObject;
  /** Rules that name what is not there: one sentence each, without a full stop. */
  readonly warnings: readonly string[];
}

/** A catalog given by hand (`catalog:`) is taken as it is, but for the filters. Throws `ConfigInvalid`. */
export function applyTapRules(catalog: JsonObject, extras: Extras): RuledCatalog {
  const filters = filterRules(extras.selectFilter);
  if (extras.catalog !== null) {
    return { catalog: filters.length === 0 ? catalog : applyCatalogRules(catalog, filters), warnings: [] };
  }
  const own = [...selectRules(extras.select), ...metadataRules(extras.metadata)];
  const shaped = applySchemaRules(catalog, extras.schema);
  return { catalog: applyCatalogRules(shaped, [...own, ...filters]), warnings: unmatchedRules(shaped, own) };
}

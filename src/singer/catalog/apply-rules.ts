/**
 * Writes `select`, `metadata` and filters of a tap into a Singer catalog, as Meltano does: into the metadata of each stream and
 * property and, with `_` for `-`, onto the stream itself, where old taps look for them.
 */
import type { JsonObject, JsonValue } from '../../model/json';
import type { Breadcrumb, CatalogRule } from '../../project/catalog-rules';
import { isObject } from '../../project/flatten';
import { streamIdOf, streamsOf } from './catalog';

/** Names that Meltano finds in a schema; a property with another name has metadata only if the tap says so. */
const PROPERTY_NAME = /^[\p{L}\p{N}_]*$/u;

export function applyCatalogRules(catalog: JsonObject, rules: readonly CatalogRule[]): JsonObject {
  if (!('streams' in catalog)) return catalog;
  return { ...catalog, streams: streamsOf(catalog).map((stream) => applyToStream(stream, rules)) };
}

function applyToStream(stream: JsonObject, rules: readonly CatalogRule[]): JsonObject {
  const id = streamIdOf(stream);
  const own = rules.filter((rule) => rule.matchesStream(id));
  const given = 'metadata' in stream ? stream : { ...stream, metadata: [] };
  const metadata = new MetadataList(given['metadata'] ?? []);
  metadata.ensure([]);
  const forStream = own.filter((rule) => rule.matchesBreadcrumb([]));
  const result = setAll(
    given,
    forStream.map((rule) => ({ ...rule, key: rule.key.replaceAll('-', '_') })),
  );
  // In the stream's own order: entries that the schema adds behind `metadata` stay without marks, as they do in Meltano.
  for (const key of Object.keys(given)) {
    if (key === 'schema') addMissing(given['schema'], [], metadata);
    if (key === 'metadata') metadata.apply(own);
  }
  return { ...result, metadata: metadata.entries() };
}

/** Entries that the tap left out: top-level properties are `automatic`, deeper ones `available`. */
function addMissing(node: JsonValue | undefined, breadcrumb: Breadcrumb, metadata: MetadataList): void {
  const properties = node !== undefined && isObject(node) ? node['properties'] : undefined;
  if (properties === undefined || !isObject(properties)) return;
  for (const [name, property] of Object.entries(properties)) {
    if (!isObject(property) || !PROPERTY_NAME.test(name)) continue;
    const below = [...breadcrumb, 'properties', name];
    metadata.ensure(below);
    addMissing(property, below, metadata);
  }
}

/** A stream's `metadata`: a list of `{breadcrumb, metadata}`. What has another form is left as it is. */
class MetadataList {
  readonly #entries: JsonValue[];
  readonly #known: Set<string>;

  constructor(entries: JsonValue) {
    this.#entries = Array.isArray(entries) ? [...(entries as readonly JsonValue[])] : [];
    this.#known = new Set(this.#entries.map((entry) => JSON.stringify(breadcrumbIn(entry))));
  }

  ensure(breadcrumb: Breadcrumb): void {
    const key = JSON.stringify(breadcrumb);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    const inclusion = breadcrumb.length <= 2 ? 'automatic' : 'available';
    this.#entries.push({ breadcrumb, metadata: { inclusion } });
  }

  apply(rules: readonly CatalogRule[]): void {
    for (const [index, entry] of this.#entries.entries()) {
      const breadcrumb = breadcrumbIn(entry);
      if (breadcrumb === null || !isObject(entry)) continue;
      const matching = rules.filter((rule) => rule.matchesBreadcrumb(breadcrumb));
      const values = entry['metadata'];
      this.#entries[index] = {
        ...entry,
        metadata: setAll(values !== undefined && isObject(values) ? values : {}, matching),
      };
    }
  }

  entries(): readonly JsonValue[] {
    return this.#entries;
  }
}

export function breadcrumbIn(entry: JsonValue): Breadcrumb | null {
  const breadcrumb = isObject(entry) ? entry['breadcrumb'] : undefined;
  return Array.isArray(breadcrumb) ? (breadcrumb as readonly JsonValue[]).map(String) : null;
}

/** In order; what the tap cannot read is never selected. */
function setAll(values: JsonObject, rules: readonly Pick<CatalogRule, 'key' | 'value'>[]): JsonObject {
  const result = new Map(Object.entries(values));
  for (const { key, value } of rules) {
    if (key === 'selected' && value === true && result.get('inclusion') === 'unsupported') continue;
    result.set(key, value);
  }
  return Object.fromEntries(result);
}

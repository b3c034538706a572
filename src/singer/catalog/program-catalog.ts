/** The selected part of a Singer catalog as streams with columns, and the catalog with some of its streams alone. */
import type { JsonObject, JsonValue } from '../../model/json';
import type { Replication } from '../../model/stream';
import { isObject } from '../../project/flatten';
import type { Catalog, CatalogStream } from '../../taps/tap';
import { breadcrumbIn } from './apply-rules';
import { streamIdOf, streamsOf } from './catalog';
import { isRead, selectionOf } from './list-selection';

/** `catalog`: with the tap's rules applied. Only streams and top-level properties that are read. */
export function programCatalog(catalog: JsonObject): Catalog {
  return { streams: streamsOf(catalog).flatMap(programStream) };
}

/** The same catalog with nothing but `streams` selected. */
export function onlyStreams(catalog: JsonObject, streams: readonly string[]): JsonObject {
  const kept = new Set(streams);
  return {
    ...catalog,
    streams: streamsOf(catalog).map((entry) => (kept.has(streamIdOf(entry)) ? entry : deselected(entry))),
  };
}

/** The names of the streams that the tap will read. One without metadata is left to the tap, so it counts. */
export function readStreams(catalog: JsonObject): readonly string[] {
  const read = streamsOf(catalog).filter((entry) => {
    const own = metadataOf(entry).get('');
    return own === undefined ? entry['selected'] !== false : isRead(selectionOf({ metadata: own }));
  });
  return read.map(streamIdOf);
}

function programStream(entry: JsonObject): readonly CatalogStream[] {
  const metadata = metadataOf(entry);
  const own = metadata.get('') ?? {};
  if (!isRead(selectionOf({ metadata: own }))) return [];
  const schema = isObject(entry['schema'] ?? null) ? (entry['schema'] as JsonObject) : {};
  const properties = isObject(schema['properties'] ?? null) ? (schema['properties'] as JsonObject) : {};
  const keyProperties = keysOf(entry, own);
  const columns = Object.entries(properties).flatMap(([name, property]) => {
    const marks = metadata.get(name);
    const read = keyProperties.includes(name) || marks === undefined || isRead(selectionOf({ metadata: marks }));
    return read && isObject(property) ? [{ name, schema: property, nullable: true }] : [];
  });
  const stream = {
    name: streamIdOf(entry),
    schema: { columns, keyProperties },
    replication: replicationOf(entry, own),
  };
  return columns.length === 0 ? [] : [{ stream, unsupported: [], metadata: {} }];
}

/** By the name of a top-level property; of the stream itself under the empty name. */
function metadataOf(entry: JsonObject): ReadonlyMap<string, JsonObject> {
  const list = entry['metadata'];
  const found = (Array.isArray(list) ? (list as readonly JsonValue[]) : []).flatMap((each) => {
    const path = breadcrumbIn(each);
    const content = isObject(each) ? each['metadata'] : undefined;
    if (path === null || content === undefined || !isObject(content)) return [];
    if (path.length === 0) return [['', content] as const];
    return path.length === 2 && path[1] !== undefined ? [[path[1], content] as const] : [];
  });
  return new Map(found);
}

/** The SDK writes `key_properties`, older taps metadata. */
function keysOf(entry: JsonObject, own: JsonObject): readonly string[] {
  const lists = [entry['key_properties'], own['table-key-properties'], own['view-key-properties']];
  return lists.map(textsOf).find((keys) => keys.length > 0) ?? [];
}

/**
 * A tap that does not say how it replicates a stream may keep a state for it, so it is treated as one that does. The rows at the
 * bookmark's value come again, as Singer has it.
 */
function replicationOf(entry: JsonObject, own: JsonObject): Replication {
  const method =
    text(own['replication-method']) ?? text(own['forced-replication-method']) ?? text(entry['replication_method']);
  if (method === 'FULL_TABLE') return { method, snapshot: true };
  const named = text(own['replication-key']) ?? text(entry['replication_key']);
  const replicationKey = named ?? textsOf(own['valid-replication-keys'])[0] ?? '';
  return { method: 'INCREMENTAL', replicationKey, comparison: 'gte' };
}

function deselected(entry: JsonObject): JsonObject {
  const list = entry['metadata'];
  const metadata = (Array.isArray(list) ? (list as readonly JsonValue[]) : []).map((each): JsonValue => {
    if (!isObject(each) || breadcrumbIn(each)?.length !== 0) return each;
    const before = each['metadata'];
    return { ...each, metadata: { ...(before !== undefined && isObject(before) ? before : {}), selected: false } };
  });
  return { ...entry, selected: false, metadata };
}

function text(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

/** What a tap offers, as the catalog that a Singer program prints for `--discover`. */
import type { JsonObject, JsonValue } from '../../model/json';
import { isObject, propertiesOf } from '../json-schema';
import type { Stream } from '../stream';
import type { Tap } from '../tap';

export function discoveredCatalog(tap: Tap): JsonObject {
  const streams = [...tap.discoverStreams()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { streams: streams.map(entryOf) };
}

function entryOf(stream: Stream): JsonObject {
  const { name, schema, primaryKeys, replicationKey, forcedReplicationMethod: forced } = stream;
  const automatic = new Set([...primaryKeys, ...(replicationKey === null ? [] : [replicationKey])]);
  const root = {
    inclusion: 'available',
    // A catalog that nobody has changed selects everything.
    'selected-by-default': true,
    'table-key-properties': primaryKeys,
    ...(replicationKey === null
      ? {}
      : { 'replication-key': replicationKey, 'valid-replication-keys': [replicationKey] }),
    ...(forced === null ? {} : { 'forced-replication-method': forced }),
  };
  return {
    tap_stream_id: name,
    stream: name,
    key_properties: primaryKeys,
    ...(replicationKey === null ? {} : { replication_key: replicationKey }),
    replication_method: forced ?? (replicationKey === null ? 'FULL_TABLE' : 'INCREMENTAL'),
    schema,
    metadata: [{ breadcrumb: [], metadata: root }, ...propertyMetadata(schema, [], automatic)],
  };
}

/** Of all properties, also of those of nested objects. */
function propertyMetadata(
  schema: JsonObject,
  above: readonly string[],
  automatic: ReadonlySet<string>,
): readonly JsonValue[] {
  return Object.entries(propertiesOf(schema) ?? {}).flatMap(([name, property]) => {
    const breadcrumb = [...above, 'properties', name];
    const inclusion = above.length === 0 && automatic.has(name) ? 'automatic' : 'available';
    const nested = isObject(property) ? propertyMetadata(property, breadcrumb, automatic) : [];
    return [{ breadcrumb, metadata: { inclusion } }, ...nested];
  });
}

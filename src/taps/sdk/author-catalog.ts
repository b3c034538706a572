/** The streams of a tap that was written with the SDK, as a catalog. */
import type { JsonObject, JsonValue } from '../../model/json';
import type { Column, Replication } from '../../model/stream';
import type { Stream } from '../../sdk';
import type { CatalogStream } from '../tap';

export function catalogStream(stream: Stream): CatalogStream {
  const { name, primaryKeys } = stream;
  return {
    stream: {
      name,
      schema: { columns: columnsOf(stream), keyProperties: primaryKeys },
      replication: replicationOf(stream),
    },
    unsupported: [],
    metadata: stream.parentStream === null ? {} : { 'parent-stream': new stream.parentStream(stream.tap).name },
  };
}

function columnsOf({ schema, primaryKeys }: Stream): readonly Column[] {
  const { properties } = schema;
  return Object.entries(isObject(properties) ? properties : {}).map(([name, property]) => ({
    name,
    schema: isObject(property) ? property : {},
    nullable: !primaryKeys.includes(name),
  }));
}

function replicationOf({ replicationKey, forcedReplicationMethod, replicationComparison }: Stream): Replication {
  return replicationKey === null || forcedReplicationMethod === 'FULL_TABLE'
    ? { method: 'FULL_TABLE', snapshot: false }
    : { method: 'INCREMENTAL', replicationKey, comparison: replicationComparison };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

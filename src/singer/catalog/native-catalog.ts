/** The catalog of a native tap in Singer's form, as a Singer tap for the same source would print it. */
import type { JsonObject } from '../../model/json';
import type { Catalog, CatalogStream } from '../../taps/tap';

export function singerCatalog({ streams }: Catalog): JsonObject {
  return { streams: streams.map(singerStream) };
}

function singerStream({ stream, unsupported, metadata }: CatalogStream): JsonObject {
  const { columns, keyProperties } = stream.schema;
  const keys = new Set(keyProperties);
  const properties = [
    ...columns.map(({ name, schema }) => ({
      name,
      schema,
      inclusion: keys.has(name) ? 'automatic' : 'available',
    })),
    ...unsupported.map(({ name }) => ({ name, schema: {}, inclusion: 'unsupported' })),
  ];
  return {
    tap_stream_id: stream.name,
    stream: stream.name,
    key_properties: keyProperties,
    schema: { type: 'object', properties: Object.fromEntries(properties.map(({ name, schema }) => [name, schema])) },
    metadata: [
      {
        breadcrumb: [],
        metadata: { inclusion: 'available', 'table-key-properties': keyProperties, ...metadata },
      },
      ...properties.map(({ name, inclusion }) => ({ breadcrumb: ['properties', name], metadata: { inclusion } })),
    ],
  };
}

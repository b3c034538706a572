/** Flattening of a stream's pages: nested values become columns of their own. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import type { Column } from '../../model/stream';
import type { Evaluate } from '../compile/frame';
import type { NamedStream, OutputColumn, OutputPlan } from '../plan/output-plan';
import { Dict } from '../values/containers';
import type { Value } from '../values/value';
import type { FlattenOptions } from './flatten-options';
import { flatValue } from './flatten-record';
import { flattenProperties, type FlatProperty } from './flatten-schema';

/**
 * Other than the Singer SDK, a property whose type it cannot tell (`anyOf` of an integer and a text, say) is kept as it is. Keys
 * follow their names. Throws `ConfigInvalid` when two columns get one name or a key is taken apart.
 */
export function planFlattening(stream: NamedStream, options: FlattenOptions): OutputPlan {
  const { columns, keyProperties } = stream.schema;
  const flat = flattenProperties(
    columns.map((column) => [column.name, column.schema] as const),
    options,
  );
  const places = new Map(columns.map((column, index) => [column.name, index]));
  const planned = flat.map((property) => {
    const from = places.get(property.path[0] ?? '') ?? 0;
    const column = columns[from];
    if (column === undefined) throw new Error(`no column for ${property.path.join('.')}`);
    return planColumn(stream.name, property, column, from);
  });
  const keys = keyProperties.map((key) => keyName(flat, key, stream.name));
  return {
    name: stream.name,
    schema: { columns: planned.map(({ column }) => column), keyProperties: keys },
    columns: planned,
    filter: null,
  };
}

function planColumn(stream: string, property: FlatProperty, column: Column, from: number): OutputColumn {
  const { name, path, source } = property;
  const schema = property.schema ?? source;
  if (path.length === 1 && schema === column.schema) {
    return { kind: 'copy', column: name === column.name ? column : { ...column, name }, from };
  }
  return {
    kind: 'write',
    column: { name, schema, nullable: true },
    expression: {
      evaluate: leafAt(from, path.slice(1), schema),
      reads: new Set([from]),
      place: { path: 'flattening_enabled', stream },
      source: path.join('.'),
    },
  };
}

/** The value at a path below a column; null where the way ends early. */
function leafAt(from: number, path: readonly string[], schema: JsonObject): Evaluate {
  const isText = schema['type'] === 'string' || (Array.isArray(schema['type']) && schema['type'].includes('string'));
  return (frame) => {
    frame.begin();
    let value: Value = frame.row.column(from);
    for (const name of path) value = value instanceof Dict ? (value.get(name) ?? null) : null;
    return isText ? flatValue(value) : value;
  };
}

function keyName(flat: readonly FlatProperty[], key: string, stream: string): string {
  const property = flat.find(({ path }) => path.length === 1 && path[0] === key);
  if (property) return property.name;
  throw new MeltemiError(
    'ConfigInvalid',
    `Flattening takes \`${key}\` apart, a key property of stream \`${stream}\`.`,
    'Say with `__key_properties__` in `stream_maps` what the key is (`[]` for none), or do not flatten this stream.',
  );
}

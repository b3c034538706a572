/** tap-postgres (pipelinewise) as a Singer program. */
import type { JsonObject, JsonValue } from '../../../model/json';
import type { Column, Stream } from '../../../model/stream';
import type { SingerForm } from '../../singer-form';
import type { FoundTable } from '../catalog';
import { columnType, type ColumnType } from './column-type';
import { type PipelinewiseSchema, pipelinewiseSchema, RECURSIVE_ARRAYS } from './pipelinewise-schema';
import { pipelinewiseValue } from './pipelinewise-values';
import { singerNumber } from './singer-number';
import { typeOf } from './type-of';

/** `found`: what was discovered, by stream. `database`: its name, which the metadata of streams tell. */
export function pipelinewiseForm(found: ReadonlyMap<string, FoundTable>, database: string): SingerForm {
  return {
    life: 'pipelinewise',
    entry: ({ stream }) => entryOf(stream, found, database),
    valueForm: (stream, column) => pipelinewiseValue(column.name, typeOf(found, stream, column)),
    bookmarkValue,
  };
}

function entryOf(stream: Stream, found: ReadonlyMap<string, FoundTable>, database: string): JsonObject {
  const { name, schema } = stream;
  const table = found.get(name);
  const keys = schema.columns.map((column) => column.name).filter((each) => schema.keyProperties.includes(each));
  const columns = schema.columns.map((column) => {
    const type = typeOf(found, name, column);
    return { name: column.name, type, found: pipelinewiseSchema(type, keys.includes(column.name)) };
  });
  return {
    table_name: table?.name.table ?? name,
    stream: name,
    tap_stream_id: name,
    schema: {
      type: 'object',
      properties: Object.fromEntries(columns.map((column) => [column.name, column.found?.schema ?? {}])),
      definitions: { ...RECURSIVE_ARRAYS, ...definitionsOf(columns.map((column) => column.found)) },
    },
    metadata: [
      {
        breadcrumb: [],
        metadata: {
          // In the order of the columns.
          'table-key-properties': keys,
          'schema-name': table?.name.schema ?? '',
          'database-name': database,
          'row-count': table?.rowEstimate ?? -1,
          'is-view': table?.isView === true,
        },
      },
      ...columns.map((column) => ({
        breadcrumb: ['properties', column.name],
        metadata: {
          'sql-datatype': datatypeOf(column.type),
          inclusion: column.found === null ? 'unsupported' : keys.includes(column.name) ? 'automatic' : 'available',
          'selected-by-default': column.found !== null,
        },
      })),
    ],
  };
}

function definitionsOf(columns: readonly (PipelinewiseSchema | null)[]): JsonObject {
  return Object.fromEntries(columns.flatMap((column) => Object.entries(column?.definitions ?? {})));
}

/** Without modifiers, but for `bit`. */
function datatypeOf(type: ColumnType): string {
  const { base, isArray } = columnType(type.sqlType, type.kind);
  if (base === 'bit' && !isArray) return type.sqlType;
  return isArray ? `${base}[]` : base;
}

/** Times as records have them: a date with its midnight. */
function bookmarkValue(value: string | number, key: Column): JsonValue {
  const [, before = '', fraction] =
    /^(\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d)?)(?:\.(\d{1,6}))?(?:\+00:00)?$/.exec(String(value)) ?? [];
  if (before === '') return singerNumber(value, key);
  if (!before.includes('T')) return `${before}T00:00:00+00:00`;
  return `${before}${fraction === undefined ? '' : `.${fraction.padEnd(6, '0')}`}+00:00`;
}

/** tap-postgres (meltanolabs) as a Singer program. */
import type { JsonObject, JsonValue } from '../../../model/json';
import type { Column, Stream } from '../../../model/stream';
import type { ValueForm } from '../../../pages/encoding/json-lines';
import type { SingerForm } from '../../singer-form';
import type { FoundTable } from '../catalog';
import type { TapPostgresSettings } from '../tap-settings';
import { meltanolabsSchema } from './meltanolabs-schema';
import { meltanolabsValue } from './meltanolabs-values';
import { singerNumber } from './singer-number';
import { typeOf } from './type-of';

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** `found`: what was discovered, by stream. */
export function meltanolabsForm(found: ReadonlyMap<string, FoundTable>, settings: TapPostgresSettings): SingerForm {
  return {
    life: 'sdk',
    entry: ({ stream }) => entryOf(stream, found, settings),
    valueForm: (stream, column): ValueForm =>
      meltanolabsValue(column.name, typeOf(found, stream, column), settings.datesAsString),
    bookmarkValue,
  };
}

function entryOf(
  { name, schema: { columns, keyProperties } }: Stream,
  found: ReadonlyMap<string, FoundTable>,
  settings: TapPostgresSettings,
): JsonObject {
  const table = found.get(name);
  const keys = new Set(keyProperties);
  const method = settings.defaultReplicationMethod ?? '';
  const schemaOf = (column: Column): JsonObject =>
    meltanolabsSchema(typeOf(found, name, column), keys.has(column.name), settings);
  return {
    tap_stream_id: name,
    table_name: table?.name.table ?? name,
    replication_method: method,
    key_properties: keyProperties,
    schema: {
      properties: Object.fromEntries(columns.map((column) => [column.name, schemaOf(column)])),
      type: 'object',
      ...(keys.size === 0 ? {} : { required: columns.map((column) => column.name).filter((each) => keys.has(each)) }),
      $schema: DRAFT,
    },
    is_view: table?.isView === true,
    stream: name,
    metadata: [
      ...columns.map((column) => ({
        breadcrumb: ['properties', column.name],
        metadata: { inclusion: keys.has(column.name) ? 'automatic' : 'available' },
      })),
      {
        breadcrumb: [],
        metadata: {
          inclusion: 'available',
          'table-key-properties': keyProperties,
          'forced-replication-method': method,
          'schema-name': table?.name.schema ?? '',
        },
      },
    ],
  };
}

/** Times with six digits; numbers as numbers. */
function bookmarkValue(value: string | number, key: Column): JsonValue {
  const time = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00:00$/.exec(String(value));
  if (time === null) return singerNumber(value, key);
  return `${time[1] ?? ''}.${(time[2] ?? '').padEnd(6, '0')}+00:00`;
}

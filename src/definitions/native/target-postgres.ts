/** The target for PostgreSQL. */
import type { JsonObject } from '../../model/json';
import type { SettingData } from '../definition';
import { POSTGRES_CONNECTION } from './postgres-connection';
import { STREAM_MAPS } from './stream-maps';

const SETTINGS: readonly SettingData[] = [
  ...POSTGRES_CONNECTION,
  {
    name: 'default_target_schema',
    kind: 'string',
    value: '$MELTANO_EXTRACT__LOAD_SCHEMA',
    label: 'Schema',
    description: 'Schema that the tables are written to.',
  },
  {
    name: 'schema_mapping',
    kind: 'object',
    label: 'Schemas by source schema',
    description: 'Schema to write to for each schema of the source: `{"public": {"target_schema": "raw"}}`.',
  },
  {
    name: 'load_method',
    kind: 'options',
    label: 'Load method',
    // No default: without one, streams with a key are upserted and those without are appended.
    description:
      'How rows get into a table; `upsert` for streams with a key and `append-only` for others when it is not set.',
    options: [
      { label: 'Append', value: 'append-only' },
      { label: 'Insert or update by key', value: 'upsert' },
      { label: 'Replace the table', value: 'overwrite' },
    ],
  },
];

export const TARGET_POSTGRES = {
  plugin_type: 'loaders',
  name: 'target-postgres',
  namespace: 'target_postgres',
  variant: 'meltanolabs',
  label: 'PostgreSQL',
  docs: 'https://hub.meltano.com/loaders/target-postgres--meltanolabs',
  repo: 'https://github.com/MeltanoLabs/target-postgres',
  pip_url: 'meltanolabs-target-postgres',
  executable: 'target-postgres',
  description: 'Writes tables of PostgreSQL. Meltemi runs it itself: nothing has to be installed.',
  capabilities: ['about', 'stream-maps', 'schema-flattening'],
  settings: [...SETTINGS, ...STREAM_MAPS].map((setting) => ({ ...setting })),
} satisfies JsonObject;

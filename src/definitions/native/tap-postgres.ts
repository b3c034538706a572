/** The tap for PostgreSQL. */
import type { JsonObject } from '../../model/json';
import type { SettingData } from '../definition';
import { POSTGRES_CONNECTION } from './postgres-connection';
import { STREAM_MAPS } from './stream-maps';

const SETTINGS: readonly SettingData[] = [
  ...POSTGRES_CONNECTION,
  {
    name: 'filter_schemas',
    kind: 'array',
    label: 'Schemas',
    description: 'Only the tables of these schemas; all but those of the system when it is empty.',
  },
  {
    name: 'default_replication_method',
    kind: 'options',
    label: 'Replication method',
    description: 'How streams are read for which `metadata` says nothing.',
    options: [
      { label: 'Everything, each time', value: 'FULL_TABLE' },
      { label: 'What is new, by a replication key', value: 'INCREMENTAL' },
    ],
  },
];

export const TAP_POSTGRES = {
  plugin_type: 'extractors',
  name: 'tap-postgres',
  namespace: 'tap_postgres',
  variant: 'meltanolabs',
  label: 'PostgreSQL',
  docs: 'https://hub.meltano.com/extractors/tap-postgres--meltanolabs',
  repo: 'https://github.com/MeltanoLabs/tap-postgres',
  pip_url: 'meltanolabs-tap-postgres',
  executable: 'tap-postgres',
  description: 'Reads tables and views of PostgreSQL. Meltemi runs it itself: nothing has to be installed.',
  capabilities: ['catalog', 'discover', 'state', 'stream-maps', 'schema-flattening'],
  settings: [...SETTINGS, ...STREAM_MAPS].map((setting) => ({ ...setting })),
} satisfies JsonObject;

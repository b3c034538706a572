/** The target for PostgreSQL. */
import type { NativePlugin, NativeSetting } from './native-plugin';
import { PIPELINEWISE_CONNECTION, POSTGRES_CONNECTION, POSTGRES_SPELLINGS } from './postgres-connection';
import { NOT_READ, SDK_TARGET_SETTINGS } from './singer-sdk';
import { STREAM_MAPS } from './stream-maps';

const SCHEMA: NativeSetting = {
  name: 'default_target_schema',
  kind: 'string',
  value: '$MELTANO_EXTRACT__LOAD_SCHEMA',
  label: 'Schema',
  description: 'Schema that the tables are written to.',
};

const SCHEMA_MAPPING: NativeSetting = {
  name: 'schema_mapping',
  kind: 'object',
  label: 'Schemas by source schema',
  description: 'Schema to write to for each schema of the source: `{"public": {"target_schema": "raw"}}`.',
};

const HARD_DELETE: NativeSetting = {
  name: 'hard_delete',
  kind: 'boolean',
  label: 'Deleted rows',
  description: 'Whether rows that the source says are deleted are deleted.',
  ignored: NOT_READ,
};

const MELTANOLABS: readonly NativeSetting[] = [
  SCHEMA,
  SCHEMA_MAPPING,
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
  HARD_DELETE,
  {
    name: 'activate_version',
    kind: 'boolean',
    label: 'Versions of a stream',
    description: 'Takes rows of older versions out when a full table has been read.',
    ignored: NOT_READ,
  },
  {
    name: 'interpret_content_encoding',
    kind: 'boolean',
    label: 'Encoded values',
    description: 'Whether values with a content encoding in the schema become `bytea`.',
    ignored: NOT_READ,
  },
  {
    name: 'sanitize_null_text_characters',
    kind: 'boolean',
    label: 'NUL characters',
    description: 'Whether NUL characters are taken out of texts.',
    ignored: NOT_READ,
  },
];

const PIPELINEWISE: readonly NativeSetting[] = [
  SCHEMA,
  SCHEMA_MAPPING,
  {
    name: 'default_target_schema_select_permission',
    kind: 'string',
    label: 'Readers',
    description: 'Roles that may read the tables.',
    ignored: NOT_READ,
  },
  {
    name: 'batch_size_rows',
    kind: 'integer',
    label: 'Rows in a batch',
    description: 'Rows after which a batch is loaded.',
    ignored: 'batches are measured in bytes',
  },
  {
    name: 'flush_all_streams',
    kind: 'boolean',
    label: 'Load all streams at once',
    description: 'Whether a full batch of one stream loads those of the others.',
    ignored: 'each stream is loaded by itself',
  },
  {
    name: 'parallelism',
    kind: 'integer',
    label: 'Streams at a time',
    description: 'Streams that are loaded at the same time.',
    ignored: '`max_parallel` of Meltemi says how many streams are moved at a time',
  },
  {
    name: 'parallelism_max',
    kind: 'integer',
    label: 'Most streams at a time',
    description: 'Most streams that are loaded at the same time.',
    ignored: '`max_parallel` of Meltemi says how many streams are moved at a time',
  },
  {
    name: 'add_metadata_columns',
    kind: 'boolean',
    label: 'Metadata columns',
    description: 'Adds columns with the times of a record.',
    ignored: NOT_READ,
  },
  HARD_DELETE,
  {
    name: 'data_flattening_max_level',
    kind: 'integer',
    label: 'Levels to flatten',
    description: 'How many levels of objects become columns of their own.',
    ignored: NOT_READ,
  },
  {
    name: 'primary_key_required',
    kind: 'boolean',
    label: 'Keys needed',
    description: 'Whether a stream without a key is an error.',
    ignored: NOT_READ,
  },
  {
    name: 'validate_records',
    kind: 'boolean',
    label: 'Validation',
    description: 'Checks each record against the schema of its stream.',
    ignored: 'what a column cannot hold is told by its type',
  },
  {
    name: 'temp_dir',
    kind: 'string',
    label: 'Folder for batches',
    description: 'Folder in which batches are written.',
    ignored: "batches are written to Meltemi's own folder of pages",
  },
];

export const TARGET_POSTGRES: NativePlugin = {
  kind: 'loaders',
  name: 'target-postgres',
  namespace: 'target_postgres',
  label: 'PostgreSQL',
  description: 'Writes tables of PostgreSQL.',
  executable: 'target-postgres',
  capabilities: ['about', 'stream-maps', 'schema-flattening'],
  variants: [
    {
      variant: 'meltanolabs',
      docs: 'https://hub.meltano.com/loaders/target-postgres--meltanolabs',
      repo: 'https://github.com/MeltanoLabs/target-postgres',
      pipUrl: 'meltanolabs-target-postgres',
      settings: [...POSTGRES_CONNECTION, ...MELTANOLABS, ...STREAM_MAPS, ...SDK_TARGET_SETTINGS],
    },
    {
      variant: 'transferwise',
      otherNames: ['pipelinewise'],
      docs: 'https://hub.meltano.com/loaders/target-postgres--transferwise',
      repo: 'https://github.com/transferwise/pipelinewise-target-postgres',
      pipUrl: 'pipelinewise-target-postgres',
      settings: [...PIPELINEWISE_CONNECTION, ...PIPELINEWISE],
    },
  ],
  accepted: [
    ...POSTGRES_SPELLINGS,
    {
      name: 'default_target_schema_select_permissions',
      kind: 'string',
      label: 'Readers',
      description: 'Roles that may read the tables.',
      ignored: NOT_READ,
    },
  ],
};

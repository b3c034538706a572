/** The target for PostgreSQL. */
import type { NativePlugin, NativeSetting } from './native-plugin';
import { PIPELINEWISE_CONNECTION, POSTGRES_CONNECTION, POSTGRES_SPELLINGS } from './postgres-connection';
import { SDK_TARGET_SETTINGS } from './singer-sdk';
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
  description:
    'Whether rows that are marked as deleted are deleted: by `_sdc_deleted_at` (transferwise), or missing in a full load (meltanolabs).',
};

/** Without a default: in a run, tables have the stream's columns only, unless it is asked for. */
const RECORD_METADATA: NativeSetting = {
  name: 'add_record_metadata',
  kind: 'boolean',
  label: 'Metadata columns',
  description:
    'Adds `_sdc_` columns with the times of a record. `meltemi singer` takes it as `true` when it is not set.',
};

const SDK_SETTINGS = SDK_TARGET_SETTINGS.filter(({ name }) => name !== RECORD_METADATA.name);

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
    description:
      'Whether rows that a full load did not bring again are marked in `_sdc_deleted_at`, or deleted with `hard_delete`; needs `add_record_metadata`.',
  },
  {
    name: 'interpret_content_encoding',
    kind: 'boolean',
    label: 'Encoded values',
    description: 'Whether texts in base 16 become `bytea`; read by `meltemi singer`.',
    ignored: 'in a run, the source says which columns are bytes',
  },
  {
    name: 'sanitize_null_text_characters',
    kind: 'boolean',
    label: 'NUL characters',
    description: 'Whether NUL characters are taken out of texts.',
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
  },
  HARD_DELETE,
  {
    name: 'data_flattening_max_level',
    kind: 'integer',
    label: 'Levels to flatten',
    description: 'How many levels of objects become columns of their own; read by `meltemi singer`.',
    ignored: 'in a run, `flattening_enabled` and `flattening_max_depth` do it',
  },
  {
    name: 'primary_key_required',
    kind: 'boolean',
    label: 'Keys needed',
    description: 'Whether a stream without a key is an error. `meltemi singer` takes it as `true` when it is not set.',
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
      settings: [...POSTGRES_CONNECTION, ...MELTANOLABS, RECORD_METADATA, ...STREAM_MAPS, ...SDK_SETTINGS],
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
    },
  ],
};

/** The target for DuckDB files. */
import type { NativePlugin, NativeSetting } from './native-plugin';
import { NOT_READ, SDK_TARGET_SETTINGS } from './singer-sdk';
import { STREAM_MAPS } from './stream-maps';

const SETTINGS: readonly NativeSetting[] = [
  {
    name: 'filepath',
    kind: 'string',
    label: 'File',
    description: 'Path of the database file, made when it is missing; a relative one starts where the command runs.',
    place: true,
  },
  {
    name: 'default_target_schema',
    kind: 'string',
    value: '$MELTANO_EXTRACT__LOAD_SCHEMA',
    label: 'Schema',
    description: 'Schema that the tables are written to; `main` when it is not set.',
  },
  {
    name: 'schema_mapping',
    kind: 'object',
    label: 'Schemas by source schema',
    description: 'Schema to write to for each schema of the source: `{"public": {"target_schema": "raw"}}`.',
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
    name: 'add_metadata_columns',
    kind: 'boolean',
    label: 'Metadata columns',
    description: 'Adds columns with the times of a record.',
    ignored: NOT_READ,
  },
  {
    name: 'hard_delete',
    kind: 'boolean',
    label: 'Delete rows',
    description: 'Deletes rows that the source says are deleted.',
    ignored: NOT_READ,
  },
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
    ignored: 'a batch waits beside the database file',
  },
];

export const TARGET_DUCKDB: NativePlugin = {
  kind: 'loaders',
  name: 'target-duckdb',
  namespace: 'target_duckdb',
  label: 'DuckDB',
  description: 'Writes tables of a DuckDB file.',
  executable: 'target-duckdb',
  capabilities: ['stream-maps', 'schema-flattening'],
  variants: [
    {
      variant: 'jwills',
      docs: 'https://hub.meltano.com/loaders/target-duckdb--jwills',
      repo: 'https://github.com/jwills/target-duckdb',
      pipUrl: 'target-duckdb',
      settings: [...SETTINGS, ...STREAM_MAPS],
    },
  ],
  accepted: [
    {
      name: 'path',
      kind: 'string',
      label: 'File',
      description: 'Another name of `filepath`.',
      place: true,
    },
    {
      name: 'load_method',
      kind: 'options',
      label: 'Load method',
      description:
        'How rows get into a table; `upsert` for streams with a key and `append-only` for others when it is not set.',
      options: [
        { label: 'Append', value: 'append-only' },
        { label: 'Insert or update by key', value: 'upsert' },
        { label: 'Replace the table', value: 'overwrite' },
      ],
    },
    ...SDK_TARGET_SETTINGS,
  ],
};

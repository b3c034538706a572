/** The tap for PostgreSQL. */
import type { NativePlugin, NativeSetting } from './native-plugin';
import { PIPELINEWISE_CONNECTION, POSTGRES_CONNECTION, POSTGRES_SPELLINGS } from './postgres-connection';
import { NOT_READ, SDK_TAP_SETTINGS } from './singer-sdk';
import { STREAM_MAPS } from './stream-maps';

const REPLICATION_METHOD: NativeSetting = {
  name: 'default_replication_method',
  kind: 'options',
  label: 'Replication method',
  description: 'How streams are read for which `metadata` says nothing.',
  options: [
    { label: 'Everything, each time', value: 'FULL_TABLE' },
    { label: 'What is new, by a replication key', value: 'INCREMENTAL' },
  ],
};

const MELTANOLABS: readonly NativeSetting[] = [
  {
    name: 'filter_schemas',
    kind: 'array',
    label: 'Schemas',
    description: 'Only the tables of these schemas; all but those of the system when it is empty.',
  },
  REPLICATION_METHOD,
  {
    name: 'dates_as_string',
    kind: 'boolean',
    label: 'Dates as text',
    description: 'Whether dates and times are sent as the text that the database has for them.',
    ignored: NOT_READ,
  },
  {
    name: 'json_as_object',
    kind: 'boolean',
    label: 'JSON as objects',
    description: 'Whether columns of JSON are declared as objects.',
    ignored: NOT_READ,
  },
  {
    name: 'max_record_count',
    kind: 'integer',
    label: 'Most records',
    description: 'Records of a stream after which the tap ends.',
    ignored: NOT_READ,
  },
  {
    name: 'stream_options',
    kind: 'object',
    label: 'Options of streams',
    description: 'By stream: `custom_where_clauses`, conditions that its rows must meet.',
    ignored: NOT_READ,
  },
  {
    name: 'replication_slot_name',
    kind: 'string',
    label: 'Replication slot',
    description: 'Slot that log-based replication reads.',
    ignored: 'log-based replication is not there yet',
  },
];

const PIPELINEWISE: readonly NativeSetting[] = [
  {
    name: 'filter_schemas',
    kind: 'string',
    label: 'Schemas',
    description: 'Only the tables of these schemas, with commas between; all but those of the system when it is empty.',
  },
  REPLICATION_METHOD,
  {
    name: 'tap_id',
    kind: 'string',
    label: 'Name of the tap',
    description: 'Part of the name of the replication slot.',
    ignored: 'log-based replication is not there yet',
  },
  {
    name: 'max_run_seconds',
    kind: 'integer',
    label: 'Longest run',
    description: 'Seconds after which log-based replication ends.',
    ignored: 'log-based replication is not there yet',
  },
  {
    name: 'logical_poll_total_seconds',
    kind: 'integer',
    label: 'Longest wait',
    description: 'Seconds without changes after which log-based replication ends.',
    ignored: 'log-based replication is not there yet',
  },
  {
    name: 'break_at_end_lsn',
    kind: 'boolean',
    label: 'End at the present',
    description: 'Whether log-based replication ends at the position that the log had when it started.',
    ignored: 'log-based replication is not there yet',
  },
];

export const TAP_POSTGRES: NativePlugin = {
  kind: 'extractors',
  name: 'tap-postgres',
  namespace: 'tap_postgres',
  label: 'PostgreSQL',
  description: 'Reads tables and views of PostgreSQL.',
  executable: 'tap-postgres',
  capabilities: ['catalog', 'discover', 'state', 'stream-maps', 'schema-flattening'],
  variants: [
    {
      variant: 'meltanolabs',
      docs: 'https://hub.meltano.com/extractors/tap-postgres--meltanolabs',
      repo: 'https://github.com/MeltanoLabs/tap-postgres',
      pipUrl: 'meltanolabs-tap-postgres',
      settings: [...POSTGRES_CONNECTION, ...MELTANOLABS, ...STREAM_MAPS, ...SDK_TAP_SETTINGS],
    },
    {
      variant: 'transferwise',
      otherNames: ['pipelinewise'],
      docs: 'https://hub.meltano.com/extractors/tap-postgres--transferwise',
      repo: 'https://github.com/transferwise/pipelinewise-tap-postgres',
      pipUrl: 'pipelinewise-tap-postgres',
      settings: [...PIPELINEWISE_CONNECTION, ...PIPELINEWISE],
    },
  ],
  accepted: [
    ...POSTGRES_SPELLINGS,
    {
      name: 'replication_comparison',
      kind: 'options',
      label: 'Where a run goes on',
      description: 'Whether rows with the very value of the bookmark are read again: `>=` (the default) or `>`.',
      options: ['>=', '>'].map((value) => ({ label: value, value })),
    },
    {
      name: 'limit',
      kind: 'integer',
      label: 'Most rows',
      description: 'Rows of a stream after which the tap ends.',
      ignored: NOT_READ,
    },
    {
      name: 'use_singer_decimal',
      kind: 'boolean',
      label: 'Numbers as text',
      description: 'Whether numbers are sent as texts with their digits.',
      ignored: 'numbers are always exact',
    },
    {
      name: 'include_schemas_in_destination_stream_name',
      kind: 'boolean',
      label: 'Schemas in names',
      description: 'Whether the name of a stream starts with its schema.',
      ignored: 'a name always starts with its schema',
    },
  ],
};

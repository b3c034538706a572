/** The tap for PostgreSQL. */
import type { NativePlugin, NativeSetting } from './native-plugin';
import { PIPELINEWISE_CONNECTION, POSTGRES_CONNECTION, POSTGRES_SPELLINGS } from './postgres-connection';
import { SDK_TAP_SETTINGS } from './singer-sdk';
import { STREAM_MAPS } from './stream-maps';

const NO_LOG = 'log-based replication is not there yet';

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
    description: 'Whether dates and timestamps are texts in the schema, in the form that the database prints.',
  },
  {
    name: 'json_as_object',
    kind: 'boolean',
    label: 'JSON as objects',
    description: 'Whether columns of JSON are declared as objects, whatever they hold.',
  },
  {
    name: 'max_record_count',
    kind: 'integer',
    label: 'Most records',
    description: 'Rows of each stream after which a run ends it; all when it is not set.',
  },
  {
    name: 'stream_options',
    kind: 'object',
    label: 'Options of streams',
    description: 'By stream: `custom_where_clauses`, conditions in SQL that each row meets, joined by AND.',
  },
  {
    name: 'replication_slot_name',
    kind: 'string',
    label: 'Replication slot',
    description: 'Slot that log-based replication reads.',
    ignored: NO_LOG,
  },
  {
    name: 'replication_max_run_seconds',
    kind: 'integer',
    label: 'Longest run',
    description: 'Seconds after which log-based replication ends.',
    ignored: NO_LOG,
  },
  {
    name: 'replication_idle_exit_seconds',
    kind: 'integer',
    label: 'Longest wait',
    description: 'Seconds without changes after which log-based replication ends.',
    ignored: NO_LOG,
  },
  {
    name: 'log_based_single_connection',
    kind: 'boolean',
    label: 'One reader of the log',
    description: 'Whether log-based streams share a connection.',
    ignored: NO_LOG,
  },
  {
    name: 'auto_bootstrap_log_based',
    kind: 'boolean',
    label: 'First copy',
    description: 'Whether log-based streams begin with the whole table.',
    ignored: NO_LOG,
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
    name: 'use_secondary',
    kind: 'boolean',
    label: 'Replica',
    description: 'Whether all is read from the replica at `secondary_host`.',
  },
  {
    name: 'secondary_host',
    kind: 'string',
    place: true,
    label: 'Host of the replica',
    description: 'Its name or address.',
  },
  {
    name: 'secondary_port',
    kind: 'integer',
    place: true,
    label: 'Port of the replica',
    description: 'That of `port` when it is not set.',
  },
  {
    name: 'limit',
    kind: 'integer',
    label: 'Most rows',
    description: 'The same as `max_record_count`.',
  },
  {
    name: 'itersize',
    kind: 'integer',
    label: 'Rows at a time',
    description: 'Rows that the tap fetches at a time.',
    ignored: 'rows come in one COPY, held up by what is behind it',
  },
  {
    name: 'debug_lsn',
    kind: 'boolean',
    label: 'Positions in records',
    description: 'Adds the position in the log to records.',
    ignored: NO_LOG,
  },
  {
    name: 'tap_id',
    kind: 'string',
    label: 'Name of the tap',
    description: 'Part of the name of the replication slot.',
    ignored: NO_LOG,
  },
  {
    name: 'max_run_seconds',
    kind: 'integer',
    label: 'Longest run',
    description: 'Seconds after which log-based replication ends.',
    ignored: NO_LOG,
  },
  {
    name: 'logical_poll_total_seconds',
    kind: 'integer',
    label: 'Longest wait',
    description: 'Seconds without changes after which log-based replication ends.',
    ignored: NO_LOG,
  },
  {
    name: 'break_at_end_lsn',
    kind: 'boolean',
    label: 'End at the present',
    description: 'Whether log-based replication ends at the position that the log had when it started.',
    ignored: NO_LOG,
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
      description:
        'Of the rows with the very value of the bookmark: those that no run has read yet (`exact`, the usual one), all again (`gte`), none (`gt`).',
      options: ['exact', 'gte', 'gt'].map((value) => ({ label: value, value })),
    },
    {
      name: 'include_partitions',
      kind: 'boolean',
      label: 'Partitions',
      description: 'Whether each partition is a stream beside its partitioned table, which has the same rows.',
    },
    {
      name: 'max_parallel',
      kind: 'integer',
      label: 'Connections for a big table',
      description:
        'Connections that read a big full table side by side, each a range of it: 1 to 16; one when it is not set.',
    },
    {
      name: 'start_date',
      kind: 'string',
      label: 'Start',
      description: 'Of incremental streams without a bookmark, in `meltemi singer`: they begin at this value.',
    },
    {
      name: 'statement_timeout',
      kind: 'string',
      label: 'Longest statement',
      description:
        "How long the server works on one statement before it gives up and the page is tried again, in PostgreSQL's words: `10min`; no limit when it is not set.",
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

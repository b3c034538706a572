/**
 * The settings of the plugins that Meltemi implements itself, by the plugin's base name. Nobody declares them in a project, so a
 * misspelt one would have no effect and no message.
 */
export interface NativeSettings {
  /** Read by Meltemi. */
  readonly read: readonly string[];
  /** Read by the Singer programs of that name only; a dot stands behind the first part of nested ones. */
  readonly ignored: readonly string[];
}

const POSTGRES_CONNECTION = [
  'host',
  'port',
  'user',
  'password',
  'database',
  'dbname',
  'sqlalchemy_url',
  'url',
  'ssl',
  'ssl_enable',
  'ssl_mode',
  'sslmode',
  'ssl_root_cert',
  'ssl_certificate_authority',
  'ssl_client_certificate',
  'ssl_client_private_key',
];

/** Of the Singer SDK's maps: read in mappers, and in the settings of native taps and targets. */
const MAPS = [
  'stream_maps',
  'stream_map_config',
  'stream_map_errors',
  'stream_map_strict',
  'faker_config',
  'flattening_enabled',
  'flattening_max_depth',
  'flattening_max_key_length',
  'flattening_separator',
];

const SDK = [
  'batch_config',
  'batch_size_rows',
  'batch_wait_limit_seconds',
  'add_record_metadata',
  'validate_records',
  'process_activate_version_messages',
];

const POSTGRES_IGNORED = [
  ...SDK,
  'driver',
  'dialect+driver',
  'dates_as_string',
  'json_as_object',
  'max_record_count',
  'ssh_tunnel',
  'ssl_storage_directory',
  'stream_options',
  'use_singer_decimal',
  'replication_slot_name',
  'logical_poll_total_seconds',
  'break_at_end_lsn',
  'max_run_seconds',
  'limit',
  'tap_id',
  'include_schemas_in_destination_stream_name',
];

const TARGET_POSTGRES_IGNORED = [
  ...POSTGRES_IGNORED,
  'hard_delete',
  'activate_version',
  'interpret_content_encoding',
  'sanitize_null_text_characters',
  'default_target_schema_select_permission',
  'default_target_schema_select_permissions',
  'data_flattening_max_level',
  'primary_key_required',
  'parallelism',
  'parallelism_max',
  'flush_all_streams',
  'temp_dir',
  'validate_records',
  'stream_name_path_key',
];

/** What a mapper does is told by its settings, not by its name. */
const MAPPER: NativeSettings = { read: [...MAPS, 'transformations'], ignored: ['faker_config'] };

const BY_NAME: Readonly<Record<string, NativeSettings>> = {
  'tap-postgres': {
    read: [...POSTGRES_CONNECTION, ...MAPS, 'filter_schemas', 'default_replication_method', 'replication_comparison'],
    ignored: POSTGRES_IGNORED,
  },
  'target-postgres': {
    read: [...POSTGRES_CONNECTION, ...MAPS, 'default_target_schema', 'schema_mapping', 'load_method'],
    ignored: TARGET_POSTGRES_IGNORED,
  },
  'target-jsonl': {
    read: [...MAPS, 'destination_path', 'do_timestamp_file', 'custom_name', 'load_method'],
    ignored: SDK,
  },
  'meltano-map-transformer': MAPPER,
  'transform-field': MAPPER,
};

/** Undefined: Meltemi has no plugin of that name. */
export function nativeSettings(baseName: string): NativeSettings | undefined {
  return Object.hasOwn(BY_NAME, baseName) ? BY_NAME[baseName] : undefined;
}

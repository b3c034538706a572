/** The settings of target-s3, as the Singer target of that name has them, and what Meltemi adds to them. */
import type { JsonObject } from '../../model/json';
import type { LoadMode } from '../../model/plan';
import type { ObjectStore } from '../../systems/objects/object-store';
import { csvSettings, FORMATS, keyPath, loadModeOf, missingFormat, parquetSettings } from '../files/format-settings';
import type { FormatName } from '../files/format-settings';
import { SettingsReader } from '../files/read-settings';
import type { FormatSettings } from '../formats/format';
import { GRAINS, type Grain, type NameRules } from './object-names';
import { openBucket } from './open-bucket';

export interface S3TargetSettings {
  readonly objects: ObjectStore;
  readonly names: NameRules;
  readonly format: FormatSettings;
  readonly loadMode: LoadMode;
  readonly processDate: boolean;
}

/** Does no I/O. Throws `ConfigInvalid` naming the setting, `Unsupported` when the cloud's client is not installed. */
export function readS3Settings(settings: JsonObject, pluginName: string): S3TargetSettings {
  const reader = new SettingsReader(settings, pluginName);
  const type = reader.below('format').oneOf('format_type', FORMATS);
  if (type === null) throw missingFormat(pluginName);
  return {
    objects: openBucket(reader.below('cloud_provider'), pluginName),
    names: nameRules(reader, type),
    format: formatOf(reader, type),
    loadMode: loadModeOf(reader),
    processDate: reader.flag('include_process_date') ?? false,
  };
}

export function nameRules(reader: SettingsReader, type: FormatName): NameRules {
  const rawName = reader.flag('use_raw_stream_name') ?? false;
  return {
    prefix: keyPath(reader, 'prefix') ?? '',
    streamPath: keyPath(reader, 'stream_name_path_override'),
    folders: grain(reader, 'append_date_to_prefix'),
    partitionNames: reader.flag('partition_name_enabled') ?? false,
    fileName: grain(reader, 'append_date_to_filename'),
    extension: rawName ? RAW_EXTENSIONS[type] : EXTENSIONS[type],
    rawName,
    numbered: reader.flag('number_objects') ?? true,
  };
}

/** Parquet's writer there adds its own to a name that has one. */
const EXTENSIONS: Readonly<Record<FormatName, string>> = {
  parquet: 'parquet.gz.parquet',
  json: 'json.gz',
  jsonl: 'jsonl.gz',
  csv: 'csv.gz',
};
const RAW_EXTENSIONS: Readonly<Record<FormatName, string>> = { parquet: 'parquet', json: '', jsonl: '', csv: '' };

function grain(reader: SettingsReader, name: string): Grain | null {
  const finest = reader.oneOf(`${name}_grain`, GRAINS) ?? 'day';
  return (reader.flag(name) ?? true) ? finest : null;
}

function formatOf(reader: SettingsReader, type: FormatName): FormatSettings {
  const format = reader.below('format');
  // What makes the Singer target compress is the `.gz` in the name.
  const gzip = !(reader.flag('use_raw_stream_name') ?? false);
  if (type === 'parquet') return parquetSettings(format.below('format_parquet'), 'gzip');
  return type === 'csv' ? csvSettings(format.below('format_csv'), gzip) : { type, gzip };
}

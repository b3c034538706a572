/**
 * target-csv and target-parquet: a folder of files per stream, a file of each batch, on this machine's disk:
 * `<destination_path>/<stream>/<YYYYMMDDTHHMMSS>.csv`.
 */
import { resolve } from 'node:path';
import type { JsonObject } from '../../model/json';
import type { PluginContext } from '../../model/plugin-context';
import { openLocalObjects } from '../../systems/objects/local-objects';
import { baseName } from '../files/base-name';
import { csvSettings, loadModeOf, parquetSettings } from '../files/format-settings';
import { type FileLayout, HIDDEN_FOLDER, UPLOADS_FOLDER } from '../files/layout';
import type { Patience } from '../files/place';
import { SettingsReader } from '../files/read-settings';
import { createFileTarget } from '../files/target';
import { openFormat } from '../formats/format';
import type { Target } from '../target';

/** A relative folder starts where the command runs, as that of target-jsonl. */
const DEFAULT_FOLDER = 'output';

/** A `TargetFactory` for one of the formats; `patience` is for tests. Throws `ConfigInvalid` naming the setting. */
export function createFolderTarget(
  type: 'csv' | 'parquet',
  settings: JsonObject,
  context: PluginContext,
  patience?: Patience,
): Target {
  const reader = new SettingsReader(settings, context.pluginName);
  const folder = resolve(reader.text('destination_path') ?? DEFAULT_FOLDER);
  const gzip = type === 'csv' && (reader.flag('gzip') ?? false);
  const wording = { who: context.pluginName, setting: 'destination_path' };
  const options = {
    objects: openLocalObjects(folder, UPLOADS_FOLDER, wording),
    layout: folderNames(gzip ? 'csv.gz' : type),
    format: openFormat(type === 'csv' ? csvSettings(reader, gzip) : parquetSettings(reader, 'zstd')),
    loadMode: loadModeOf(reader),
    processDate: reader.flag('include_process_date') ?? false,
  };
  return createFileTarget(options, context, patience);
}

function folderNames(extension: string): FileLayout {
  return {
    numbered: true,
    folder: (stream) => `${baseName(stream)}/`,
    hidden: (stream) => `${HIDDEN_FOLDER}/${baseName(stream)}/`,
    key: (stream, at, number) => {
      const time = new Date(Math.floor(at / 1000)).toISOString().slice(0, 19).replace(/[-:]/g, '');
      return `${baseName(stream)}/${time}${number === 1 ? '' : `_${String(number)}`}.${extension}`;
    },
  };
}

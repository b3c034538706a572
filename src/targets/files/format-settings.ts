/** The settings of file formats, as all targets of files have them. */
import { MeltemiError } from '../../model/errors';
import type { FormatSettings } from '../formats/format';
import type { SettingsReader } from './read-settings';

export const FORMATS = ['parquet', 'json', 'jsonl', 'csv'] as const;
export type FormatName = (typeof FORMATS)[number];

/** Some 16 MiB of narrow rows: readers skip row groups, and hold one in memory. */
const ROW_GROUP_ROWS = 122_880;

export function parquetSettings(settings: SettingsReader, compression: 'gzip' | 'zstd'): FormatSettings {
  return {
    type: 'parquet',
    compression: settings.oneOf('compression', ['gzip', 'zstd', 'snappy', 'none']) ?? compression,
    rowGroupRows: settings.count('row_group_rows') ?? ROW_GROUP_ROWS,
  };
}

export function csvSettings(settings: SettingsReader, gzip: boolean): FormatSettings {
  return {
    type: 'csv',
    gzip,
    delimiter: settings.text('delimiter') ?? ',',
    header: settings.flag('header') ?? true,
  };
}

const LOAD_MODES = { 'append-only': 'append', append: 'append', overwrite: 'overwrite' } as const;

/** Files of rows can be added, or replace those of the run before; they cannot be merged by key. Throws `ConfigInvalid`. */
export function loadModeOf(settings: SettingsReader): 'append' | 'overwrite' {
  const name = settings.text('load_method') ?? 'append-only';
  if (name === 'upsert') {
    throw settings.invalid('load_method', 'is `upsert`, but files cannot be merged by key');
  }
  const allowed = ['append-only', 'append', 'overwrite'] as const;
  return LOAD_MODES[settings.oneOf('load_method', allowed) ?? 'append-only'];
}

/** A path of keys without outer slashes. Throws `ConfigInvalid` for one that leads elsewhere. */
export function keyPath(settings: SettingsReader, name: string): string | null {
  const path = settings.text(name)?.replace(/^\/+|\/+$/g, '') ?? null;
  if (path === null || path === '') return null;
  const isOdd = path.split('/').some((part) => part === '' || part === '.' || part === '..');
  if (isOdd) throw settings.invalid(name, 'has an empty part, `.` or `..` in its path');
  return path;
}

export function missingFormat(pluginName: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `Setting \`format.format_type\` of \`${pluginName}\` is not set.`,
    `Set it to one of ${FORMATS.map((name) => `\`${name}\``).join(', ')}.`,
  );
}

/** The settings of tap-csv, as MeltanoLabs' tap of that name has them, and what Meltemi adds. */
import { readFile } from 'node:fs/promises';
import { MeltemiError } from '../../../model/errors';
import type { JsonObject, JsonValue } from '../../../model/json';
import { fileError } from '../../../systems/files/file-errors';
import { absolute, EntryReader, entriesOf, SOURCE_KEYS, type FileSource } from '../file-source';
import { DIALECT_KEYS, readDialect, type Dialect } from './dialect';

export interface CsvSource extends FileSource {
  readonly dialect: Dialect;
  /** A record with more or fewer fields than the header is filled up or cut, as the original does, instead of an error. */
  readonly fillsRows: boolean;
  readonly infersTypes: boolean;
  readonly addsMetadata: boolean;
}

export interface CsvSettings {
  /** Null: they stand in the file `definition`. */
  readonly sources: readonly CsvSource[] | null;
  readonly definition: string | null;
  readonly pluginName: string;
  readonly defaults: SourceDefaults;
}

interface SourceDefaults {
  readonly addsMetadata: boolean;
  readonly infersTypes: boolean;
}

const KEYS = [...SOURCE_KEYS, ...DIALECT_KEYS, 'ragged_rows', 'infer_types', 'add_metadata_columns'];

/** Reads no file. Throws `ConfigInvalid` naming the setting. */
export function readCsvSettings(settings: JsonObject, pluginName: string): CsvSettings {
  const read = new EntryReader(settings, '', pluginName);
  const filesystem = read.text('filesystem') ?? 'local';
  if (filesystem !== 'local') throw read.invalid('filesystem', `is \`${filesystem}\`; Meltemi reads \`local\` files.`);
  const definition = read.text('csv_files_definition');
  const files = settings['files'] ?? null;
  if (files === null && definition === null)
    throw read.invalid(
      'files',
      'is missing: it lists the files to read (`csv_files_definition` names a file with the list).',
    );
  const defaults: SourceDefaults = {
    addsMetadata: metadataFlag(settings, read) ?? false,
    infersTypes: read.flag('infer_types') ?? false,
  };
  const sources = files === null ? null : sourcesOf(files, 'files', pluginName, defaults);
  return { sources, definition: sources === null ? definition : null, pluginName, defaults };
}

/** Throws `ConfigInvalid`, and what the disk says to the file. */
export async function sourcesIn({
  sources,
  definition,
  pluginName,
  defaults,
}: CsvSettings): Promise<readonly CsvSource[]> {
  if (sources !== null) return sources;
  const path = definition ?? '';
  const text = await readFile(absolute(path), 'utf8').catch((error: unknown) => {
    throw fileError(error, path);
  });
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new MeltemiError('ConfigInvalid', `The file \`${path}\` is no JSON.`, 'Correct it.', { cause });
  }
  return sourcesOf(value, path, pluginName, defaults);
}

function sourcesOf(
  value: JsonValue,
  where: string,
  pluginName: string,
  defaults: SourceDefaults,
): readonly CsvSource[] {
  return entriesOf(value, where, pluginName).map((entry, index) => {
    const read = new EntryReader(entry, `${where}[${index}]`, pluginName);
    read.only(KEYS);
    const ragged = read.text('ragged_rows') ?? 'error';
    if (ragged !== 'error' && ragged !== 'fill') throw read.invalid('ragged_rows', 'is neither `error` nor `fill`.');
    return {
      ...read.source(),
      dialect: readDialect(read, entry),
      fillsRows: ragged === 'fill',
      infersTypes: read.flag('infer_types') ?? defaults.infersTypes,
      addsMetadata: metadataFlag(entry, read) ?? defaults.addsMetadata,
    };
  });
}

/** The original's default is `0`. */
function metadataFlag(entry: JsonObject, read: EntryReader): boolean | null {
  const value = entry['add_metadata_columns'];
  return typeof value === 'number' ? value !== 0 : read.flag('add_metadata_columns');
}

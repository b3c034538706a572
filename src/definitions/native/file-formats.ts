/** The settings of file formats, which targets of files share. `path`: what stands before their names, with the dot. */
import type { NativeSetting } from './native-plugin';

export function parquetSettings(path: string, compression: 'gzip' | 'zstd'): readonly NativeSetting[] {
  return [
    {
      name: `${path}compression`,
      kind: 'options',
      label: 'Compression of Parquet',
      description: `Codec inside the Parquet files; \`${compression}\` when it is not set.`,
      options: ['gzip', 'zstd', 'snappy', 'none'].map((value) => ({ label: value, value })),
    },
    {
      name: `${path}row_group_rows`,
      kind: 'integer',
      label: 'Rows in a row group',
      description: 'Rows in a row group of Parquet; 122880 when it is not set.',
    },
  ];
}

export function csvSettings(path: string): readonly NativeSetting[] {
  return [
    {
      name: `${path}delimiter`,
      kind: 'string',
      label: 'Delimiter of CSV',
      description: 'One character between the fields; a comma when it is not set.',
    },
    {
      name: `${path}header`,
      kind: 'boolean',
      label: 'Header of CSV',
      description: 'Whether the first line holds the names of the columns; true when it is not set.',
    },
  ];
}

export const FILES_LOAD_METHOD: NativeSetting = {
  name: 'load_method',
  kind: 'options',
  label: 'Load method',
  description:
    'Whether a run adds files or puts its own in the place of those that the last `overwrite` run made; `append-only` when it is not set.',
  options: [
    { label: 'Append', value: 'append-only' },
    { label: 'Replace the files', value: 'overwrite' },
  ],
};

export const PROCESS_DATE: NativeSetting = {
  name: 'include_process_date',
  kind: 'boolean',
  label: 'Process date',
  description: 'Adds `_PROCESS_DATE`, the time of the batch in UTC, to each record.',
};

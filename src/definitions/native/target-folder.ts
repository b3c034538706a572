/** The targets for files on this machine's disk: CSV and Parquet. */
import { csvSettings, FILES_LOAD_METHOD, parquetSettings, PROCESS_DATE } from './file-formats';
import type { NativePlugin, NativeSetting } from './native-plugin';
import { SDK_TARGET_SETTINGS } from './singer-sdk';
import { STREAM_MAPS } from './stream-maps';

const FOLDER: NativeSetting = {
  name: 'destination_path',
  kind: 'string',
  value: 'output',
  place: true,
  label: 'Folder',
  description: 'Folder that the files are written to; a relative one starts where the command runs.',
};
const SHARED: readonly NativeSetting[] = [FILES_LOAD_METHOD, PROCESS_DATE, ...SDK_TARGET_SETTINGS];

export const TARGET_CSV: NativePlugin = {
  kind: 'loaders',
  name: 'target-csv',
  namespace: 'target_csv',
  label: 'CSV',
  description: 'Writes CSV files, a folder per stream.',
  executable: 'target-csv',
  capabilities: ['stream-maps', 'schema-flattening'],
  variants: [
    {
      variant: 'meltanolabs',
      docs: 'https://hub.meltano.com/loaders/target-csv--meltanolabs',
      repo: 'https://github.com/MeltanoLabs/target-csv',
      pipUrl: 'git+https://github.com/MeltanoLabs/target-csv.git',
      settings: STREAM_MAPS,
    },
  ],
  accepted: [
    FOLDER,
    ...csvSettings(''),
    {
      name: 'gzip',
      kind: 'boolean',
      label: 'Compression',
      description: 'Whether the files are compressed, and called `.csv.gz`; false when it is not set.',
    },
    ...SHARED,
  ],
};

export const TARGET_PARQUET: NativePlugin = {
  kind: 'loaders',
  name: 'target-parquet',
  namespace: 'target_parquet',
  label: 'Parquet',
  description: "Writes Parquet files with the columns' own types, a folder per stream.",
  executable: 'target-parquet',
  capabilities: ['stream-maps', 'schema-flattening'],
  variants: [
    {
      variant: 'automattic',
      docs: 'https://hub.meltano.com/loaders/target-parquet--automattic',
      repo: 'https://github.com/Automattic/target-parquet',
      pipUrl: 'git+https://github.com/Automattic/target-parquet.git',
      settings: [FOLDER, ...STREAM_MAPS],
    },
  ],
  accepted: [...parquetSettings('', 'zstd'), ...SHARED],
};

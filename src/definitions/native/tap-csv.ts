/** The tap for CSV files. */
import type { NativePlugin, NativeSetting } from './native-plugin';
import { SDK_TAP_SETTINGS } from './singer-sdk';
import { STREAM_MAPS } from './stream-maps';

const SETTINGS: readonly NativeSetting[] = [
  {
    name: 'files',
    kind: 'array',
    label: 'Files',
    description:
      'One entry per stream: `entity`, `path` (a file, a folder or a pattern), `keys`, `encoding`, and how the file is written.',
  },
  {
    name: 'csv_files_definition',
    kind: 'string',
    label: 'File with the list',
    description: 'Path of a JSON file with what would stand below `files`; `files` wins.',
  },
  {
    name: 'add_metadata_columns',
    kind: 'boolean',
    label: 'Metadata columns',
    description: 'Adds `_sdc_source_file`, `_sdc_source_file_mtime` and `_sdc_source_lineno`.',
  },
];

export const TAP_CSV: NativePlugin = {
  kind: 'extractors',
  name: 'tap-csv',
  namespace: 'tap_csv',
  label: 'CSV files',
  description: 'Reads CSV files.',
  executable: 'tap-csv',
  capabilities: ['catalog', 'discover', 'state', 'stream-maps', 'schema-flattening'],
  variants: [
    {
      variant: 'meltanolabs',
      docs: 'https://hub.meltano.com/extractors/tap-csv--meltanolabs',
      repo: 'https://github.com/MeltanoLabs/tap-csv',
      pipUrl: 'git+https://github.com/MeltanoLabs/tap-csv.git',
      settings: [...SETTINGS, ...STREAM_MAPS, ...SDK_TAP_SETTINGS],
    },
  ],
  accepted: [
    {
      name: 'infer_types',
      kind: 'boolean',
      label: 'Types',
      description:
        'Makes whole numbers, numbers, booleans, dates and times of columns that look like them; all columns are texts when it is not set.',
    },
    {
      name: 'filesystem',
      kind: 'options',
      label: 'File system',
      description: 'Where the files are. Meltemi reads local ones, so anything but `local` is an error.',
      options: [{ label: 'Local', value: 'local' }],
    },
  ],
};

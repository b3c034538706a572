/** The target for files of JSON lines. */
import type { NativePlugin, NativeSetting } from './native-plugin';
import { SDK_TARGET_SETTINGS } from './singer-sdk';
import { STREAM_MAPS } from './stream-maps';

const SETTINGS: readonly NativeSetting[] = [
  {
    name: 'destination_path',
    kind: 'string',
    value: 'output',
    label: 'Folder',
    description: 'Folder that the files are written to; a relative one starts where the command runs.',
  },
  {
    name: 'do_timestamp_file',
    kind: 'boolean',
    value: false,
    label: 'File per run',
    description: 'Writes a file per run, with the time in its name, instead of one per stream.',
  },
  {
    name: 'custom_name',
    kind: 'string',
    label: 'File name',
    description: "Stands in for the stream's name: all streams go into one file then.",
  },
];

export const TARGET_JSONL: NativePlugin = {
  kind: 'loaders',
  name: 'target-jsonl',
  namespace: 'target_jsonl',
  label: 'JSON lines',
  description: 'Writes a file of JSON lines per stream.',
  executable: 'target-jsonl',
  capabilities: ['stream-maps', 'schema-flattening'],
  variants: [
    {
      variant: 'andyh1203',
      docs: 'https://hub.meltano.com/loaders/target-jsonl--andyh1203',
      repo: 'https://github.com/andyh1203/target-jsonl',
      pipUrl: 'target-jsonl',
      settings: [...SETTINGS, ...STREAM_MAPS],
    },
  ],
  accepted: [
    {
      name: 'load_method',
      kind: 'options',
      label: 'Load method',
      description: 'Whether a run adds to the files or puts new ones in their place; `append-only` when it is not set.',
      options: [
        { label: 'Append', value: 'append-only' },
        { label: 'Replace the files', value: 'overwrite' },
      ],
    },
    ...SDK_TARGET_SETTINGS,
  ],
};

/** The target for files of JSON lines. */
import type { JsonObject } from '../../model/json';
import type { SettingData } from '../definition';
import { STREAM_MAPS } from './stream-maps';

const SETTINGS: readonly SettingData[] = [
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

export const TARGET_JSONL = {
  plugin_type: 'loaders',
  name: 'target-jsonl',
  namespace: 'target_jsonl',
  variant: 'andyh1203',
  label: 'JSON lines',
  docs: 'https://hub.meltano.com/loaders/target-jsonl--andyh1203',
  repo: 'https://github.com/andyh1203/target-jsonl',
  pip_url: 'target-jsonl',
  executable: 'target-jsonl',
  description: 'Writes a file of JSON lines per stream. Meltemi runs it itself: nothing has to be installed.',
  capabilities: ['stream-maps', 'schema-flattening'],
  settings: [...SETTINGS, ...STREAM_MAPS].map((setting) => ({ ...setting })),
} satisfies JsonObject;

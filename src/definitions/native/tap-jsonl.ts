/** The tap for files of JSON lines. */
import type { NativePlugin, NativeSetting } from './native-plugin';
import { STREAM_MAPS } from './stream-maps';

const SETTINGS: readonly NativeSetting[] = [
  {
    name: 'path',
    kind: 'string',
    label: 'Path',
    description: 'A file, a folder or a pattern such as `data/**/*.jsonl`; all files are one stream.',
  },
  {
    name: 'stream_name',
    kind: 'string',
    label: 'Stream',
    description: 'Name of the stream of `path`; `jsonl` when it is not set.',
  },
  {
    name: 'primary_keys',
    kind: 'array',
    label: 'Keys',
    description: 'Key properties of the stream of `path`.',
  },
  {
    name: 'encoding',
    kind: 'string',
    label: 'Encoding',
    description: 'What the files of `path` are written in; `utf-8` when it is not set.',
  },
  {
    name: 'state_strategy',
    kind: 'string',
    label: 'State',
    description: 'How the place in a file is kept.',
    ignored: 'a run that is cut off goes on at the byte where it was, and the next one reads from the beginning',
  },
  {
    name: 'emit_state_every',
    kind: 'integer',
    label: 'Records per state',
    description: 'Records after which the place is kept.',
    ignored: 'the place is kept with every page',
  },
];

export const TAP_JSONL: NativePlugin = {
  kind: 'extractors',
  name: 'tap-jsonl',
  namespace: 'tap_jsonl',
  label: 'JSON lines',
  description: 'Reads files of JSON lines.',
  executable: 'tap-jsonl',
  capabilities: ['catalog', 'discover', 'state', 'stream-maps', 'schema-flattening'],
  variants: [
    {
      variant: 'default',
      docs: 'https://pypi.org/project/tap-jsonl/',
      repo: 'https://pypi.org/project/tap-jsonl/',
      pipUrl: 'tap-jsonl',
      settings: [...SETTINGS, ...STREAM_MAPS],
    },
  ],
  accepted: [
    {
      name: 'files',
      kind: 'array',
      label: 'Files',
      description: 'In place of `path`, one entry per stream: `entity`, `path`, `keys`, `encoding`, `schema`.',
    },
    {
      name: 'schema',
      kind: 'object',
      label: 'Schema',
      description: 'JSON Schema of the records of `path`; what it does not name is left out.',
    },
    {
      name: 'max_record_mb',
      kind: 'integer',
      label: 'Longest record',
      description: 'Megabytes that a record of `path` may have; 64 when it is not set.',
    },
    {
      name: 'schema_sample_mb',
      kind: 'integer',
      label: 'Sample for the schema',
      description:
        'Megabytes of a stream that are read to find its properties and their types; 64 when it is not set, 0 reads all.',
    },
  ],
};

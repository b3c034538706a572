/** The settings of stream maps, which taps, targets and mappers share. */
import type { NativeSetting } from './native-plugin';

export const STREAM_MAPS: readonly NativeSetting[] = [
  {
    name: 'stream_maps',
    kind: 'object',
    label: 'Stream maps',
    description: 'What becomes of each stream and its properties: expressions, new names, filters, nulls that remove.',
  },
  {
    name: 'stream_map_config',
    kind: 'object',
    label: 'Stream map values',
    description: 'Values that the expressions of `stream_maps` read as `config`.',
  },
  {
    name: 'stream_map_errors',
    kind: 'options',
    label: 'When an expression fails',
    description:
      'What becomes of a record on which an expression of `stream_maps` fails; the stream fails when it is not set.',
    options: [
      { label: 'The stream fails', value: 'fail' },
      { label: 'The property becomes null', value: 'null' },
      { label: 'The record is left out', value: 'drop' },
    ],
  },
  {
    name: 'flattening_enabled',
    kind: 'boolean',
    label: 'Flattening',
    description: 'Whether values inside objects become columns of their own, behind the maps.',
  },
  {
    name: 'flattening_max_depth',
    kind: 'integer',
    label: 'Levels to flatten',
    description: 'How many levels of objects are opened; needed when `flattening_enabled` is true.',
  },
  {
    name: 'flattening_max_key_length',
    kind: 'integer',
    label: 'Longest name',
    description: 'Names of flattened columns from this many characters on are shortened; 255 when it is not set.',
  },
  {
    name: 'flattening_separator',
    kind: 'string',
    label: 'Separator of names',
    description: 'What stands between the parts of a flattened name; `__` when it is not set.',
  },
  {
    name: 'faker_config',
    kind: 'object',
    label: 'Fakes',
    description:
      '`seed` (the same one gives the same fakes for the same record) and `locale` (such as `de_DE`, or a list) of `fake` in expressions.',
  },
  {
    name: 'stream_map_strict',
    kind: 'boolean',
    value: false,
    label: 'Stream maps as in the Singer SDK',
    description:
      'True: expressions have no more than the mapper of the Singer SDK, so that a map also works there; `len`, `round`, `re` and other extensions are errors.',
  },
];

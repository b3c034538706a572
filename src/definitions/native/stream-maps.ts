/** The settings of stream maps, which taps, targets and mappers share. */
import type { SettingData } from '../definition';

export const STREAM_MAPS: readonly SettingData[] = [
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
];

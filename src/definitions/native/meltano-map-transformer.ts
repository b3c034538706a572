/** The mapper of stream maps. */
import type { NativePlugin } from './native-plugin';
import { STREAM_MAPS } from './stream-maps';
import { TRANSFORMATIONS } from './transform-field';

export const MELTANO_MAP_TRANSFORMER: NativePlugin = {
  kind: 'mappers',
  name: 'meltano-map-transformer',
  namespace: 'meltano_map_transformer',
  label: 'Stream maps',
  description: 'Changes records between tap and target by stream maps.',
  executable: 'meltano-map-transform',
  capabilities: ['stream-maps', 'schema-flattening'],
  variants: [
    {
      variant: 'meltano',
      docs: 'https://hub.meltano.com/mappers/meltano-map-transformer--meltano',
      repo: 'https://github.com/MeltanoLabs/meltano-map-transform',
      pipUrl: 'meltano-map-transform',
      settings: [...STREAM_MAPS, TRANSFORMATIONS],
    },
  ],
  accepted: [],
};

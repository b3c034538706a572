/** The mapper of stream maps. */
import type { JsonObject } from '../../model/json';
import { STREAM_MAPS } from './stream-maps';
import { TRANSFORMATIONS } from './transform-field';

export const MELTANO_MAP_TRANSFORMER = {
  plugin_type: 'mappers',
  name: 'meltano-map-transformer',
  namespace: 'meltano_map_transformer',
  variant: 'meltano',
  label: 'Stream maps',
  docs: 'https://hub.meltano.com/mappers/meltano-map-transformer--meltano',
  repo: 'https://github.com/MeltanoLabs/meltano-map-transform',
  pip_url: 'meltano-map-transform',
  executable: 'meltano-map-transform',
  description:
    'Changes records between tap and target by stream maps. Meltemi runs it itself: nothing has to be installed.',
  capabilities: ['stream-maps', 'schema-flattening'],
  settings: [...STREAM_MAPS, TRANSFORMATIONS].map((setting) => ({ ...setting })),
} satisfies JsonObject;

/** The mapper of PipelineWise's rules. */
import type { JsonObject } from '../../model/json';
import type { SettingData } from '../definition';
import { STREAM_MAPS } from './stream-maps';

export const TRANSFORMATIONS: SettingData = {
  name: 'transformations',
  kind: 'array',
  label: 'Rules',
  description:
    'What is hidden: a list of `tap_stream_name`, `field_id`, `type`, and perhaps `when` and `field_paths`, as for pipelinewise-transform-field.',
};

export const TRANSFORM_FIELD = {
  plugin_type: 'mappers',
  name: 'transform-field',
  namespace: 'transform_field',
  variant: 'transferwise',
  label: 'Transform field',
  docs: 'https://hub.meltano.com/mappers/transform-field--transferwise',
  repo: 'https://github.com/transferwise/pipelinewise-transform-field',
  pip_url: 'pipelinewise-transform-field',
  executable: 'transform-field',
  description:
    'Hides values between tap and target by rules, or maps streams by stream maps. Meltemi runs it itself: nothing has to be installed.',
  capabilities: ['stream-maps', 'schema-flattening'],
  settings: [TRANSFORMATIONS, ...STREAM_MAPS].map((setting) => ({ ...setting })),
} satisfies JsonObject;

/** The mapper of PipelineWise's rules. What a mapper does is told by its settings and not by its name: both take both. */
import type { NativePlugin, NativeSetting } from './native-plugin';
import { STREAM_MAPS } from './stream-maps';

export const TRANSFORMATIONS: NativeSetting = {
  name: 'transformations',
  kind: 'array',
  label: 'Rules',
  description:
    'What is hidden: a list of `tap_stream_name`, `field_id`, `type`, and perhaps `when` and `field_paths`, as for pipelinewise-transform-field.',
};

export const TRANSFORM_FIELD: NativePlugin = {
  kind: 'mappers',
  name: 'transform-field',
  namespace: 'transform_field',
  label: 'Transform field',
  description: 'Hides values between tap and target by rules, or maps streams by stream maps.',
  executable: 'transform-field',
  capabilities: ['stream-maps', 'schema-flattening'],
  variants: [
    {
      variant: 'transferwise',
      docs: 'https://hub.meltano.com/mappers/transform-field--transferwise',
      repo: 'https://github.com/transferwise/pipelinewise-transform-field',
      pipUrl: 'pipelinewise-transform-field',
      settings: [TRANSFORMATIONS, ...STREAM_MAPS],
    },
  ],
  accepted: [],
};

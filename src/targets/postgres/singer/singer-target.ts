/** target-postgres as a Singer program. */
import type { JsonObject } from '../../../model/json';
import type { PluginContext } from '../../../model/plugin-context';
import type { SingerTarget } from '../../singer-target';
import { SettingReader } from '../setting-reader';
import { createPostgresTarget } from '../target';
import { variantOf } from '../variant';
import { meltanolabsRules } from './meltanolabs';
import { pipelinewiseRules } from './pipelinewise';

/** A `SingerTargetFactory` with the variant's name. */
export function createPostgresSingerTarget(
  settings: JsonObject,
  context: PluginContext,
  variant: string | null,
): SingerTarget {
  const read = new SettingReader(settings, context.pluginName);
  const target = createPostgresTarget(settings, context, { variant, pipe: true });
  switch (variantOf(variant)) {
    case 'pipelinewise':
      return { kind: 'batches', target, rules: pipelinewiseRules(read), mapSettings: withoutFlattening(settings) };
    case 'meltanolabs': {
      const rules = meltanolabsRules(read, (stream, version, hard, signal) =>
        target.keepVersion(stream, version, hard, signal),
      );
      return { kind: 'batches', target, rules, mapSettings: settings };
    }
    case 'own':
      return { kind: 'batches', target, rules: null, mapSettings: settings };
  }
}

/** It has a flattening of its own, by `data_flattening_max_level`. */
function withoutFlattening(settings: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !name.startsWith('flattening_')));
}

/** What the loader of a pipe is given as its settings. */
import type { JsonObject } from '../../model/json';
import type { OpenPlugin } from '../open-plugin';

/**
 * A target by the Singer SDK spends half of its time on comparing each record with its schema. What a tap of Meltemi's own reads fits by
 * the way it is made, so behind one the target is told not to (`validate_records`, a setting of every SDK target), unless the project
 * says otherwise. A mapper in between, and the author of a tap of the project, may make anything of a record.
 */
export function loaderConfig(
  { tap, hasMappers, target }: { readonly tap: OpenPlugin; readonly hasMappers: boolean; readonly target: OpenPlugin },
  warn: (message: string) => void,
): JsonObject {
  const { settings } = target.plugin;
  const fits = tap.isOwn && tap.plugin.source === null && !hasMappers;
  if (!fits || settings['validate_records'] !== undefined || !target.usesSingerSdk) return settings;
  warn(`Records of \`${tap.plugin.name}\` fit their schema: they are not checked again (\`validate_records\`).`);
  return { ...settings, validate_records: false };
}

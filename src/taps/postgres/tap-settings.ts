/** The settings of tap-postgres in both variants' spellings. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import { readPostgresSettings, type PostgresSettings } from '../../systems/postgres/settings';

export interface TapPostgresSettings {
  readonly connection: PostgresSettings;
  /** Only these schemas; empty: all but the system's. */
  readonly filterSchemas: readonly string[];
}

/** Throws `ConfigInvalid` naming the setting. */
export function readTapSettings(settings: JsonObject, pluginName: string): TapPostgresSettings {
  return {
    connection: readPostgresSettings(settings, pluginName),
    filterSchemas: readSchemas(settings, pluginName),
  };
}

/** A list (meltanolabs) or a comma separated text (pipelinewise). */
function readSchemas(settings: JsonObject, pluginName: string): readonly string[] {
  const given = settings['filter_schemas'] ?? null;
  if (given === null) return [];
  const parts = typeof given === 'string' ? given.split(',') : given;
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) {
    throw new MeltemiError(
      'ConfigInvalid',
      `The setting \`filter_schemas\` of \`${pluginName}\` is neither a list of names nor a text.`,
      'Write `filter_schemas: [public, sales]` or `filter_schemas: public,sales`.',
    );
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

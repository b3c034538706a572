/** What a plugin's own settings about maps are called, and what they mean when they are not set, where that differs from the Singer SDK. */
import type { JsonObject } from '../model/json';

/** Deeper objects are rare, and stay objects. */
const S3_DEPTH = 10;

/**
 * `baseName`: the plugin at the top of the inheritance chain. Projects for target-s3 in use say `flatten_records` besides
 * `flattening_enabled` (which counts), and no depth, at which the Singer target fails.
 */
export function withMapSpellings(baseName: string, settings: JsonObject): JsonObject {
  if (baseName !== 'target-s3') return settings;
  const enabled = settings['flattening_enabled'] ?? settings['flatten_records'] ?? null;
  if (enabled === null) return settings;
  const depth = settings['flattening_max_depth'] ?? S3_DEPTH;
  return { ...settings, flattening_enabled: enabled, flattening_max_depth: depth };
}

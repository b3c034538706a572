/** The plugins that Meltemi runs itself: one line each. */
import { MELTANO_MAP_TRANSFORMER } from './meltano-map-transformer';
import type { NativeKind, NativePlugin, NativeSetting, NativeVariant } from './native-plugin';
import { TAP_CSV } from './tap-csv';
import { TAP_JSONL } from './tap-jsonl';
import { TAP_POSTGRES } from './tap-postgres';
import { TARGET_DUCKDB } from './target-duckdb';
import { TARGET_CSV, TARGET_PARQUET } from './target-folder';
import { TARGET_JSONL } from './target-jsonl';
import { TARGET_POSTGRES } from './target-postgres';
import { TARGET_S3 } from './target-s3';
import { TRANSFORM_FIELD } from './transform-field';

export const NATIVE_PLUGINS: readonly NativePlugin[] = [
  TAP_POSTGRES,
  TAP_CSV,
  TAP_JSONL,
  TARGET_POSTGRES,
  TARGET_JSONL,
  TARGET_DUCKDB,
  TARGET_S3,
  TARGET_CSV,
  TARGET_PARQUET,
  MELTANO_MAP_TRANSFORMER,
  TRANSFORM_FIELD,
];

/** By kind and the name at the top of an inheritance chain. */
export function nativePlugin(kind: string, baseName: string): NativePlugin | null {
  return NATIVE_PLUGINS.find((plugin) => plugin.kind === kind && plugin.name === baseName) ?? null;
}

/** Whether Meltemi has an implementation of the plugin at the top of an inheritance chain; it serves all variants. */
export function isNative(kind: string, baseName: string): boolean {
  return nativePlugin(kind, baseName) !== null;
}

/** The kind of the native plugin of this name. */
export function nativeKind(name: string): NativeKind | null {
  return NATIVE_PLUGINS.find((plugin) => plugin.name === name)?.kind ?? null;
}

/** `variant` null: the default one, which Meltano also calls `default` and `original`. Answers null for one without a definition here. */
export function nativeVariant(plugin: NativePlugin, variant: string | null): NativeVariant | null {
  if (variant === null || variant === 'default' || variant === 'original') return plugin.variants[0];
  const isCalled = (each: NativeVariant): boolean =>
    each.variant === variant || each.otherNames?.includes(variant) === true;
  return plugin.variants.find(isCalled) ?? null;
}

/** Names of the settings that decide where data comes from or goes to, in all spellings. */
export function placeSettings(kind: string, baseName: string): readonly string[] {
  const plugin = nativePlugin(kind, baseName);
  if (plugin === null) return [];
  return [...takenSettings(plugin, null).values()].filter(({ place }) => place === true).map(({ name }) => name);
}

/** All settings that are taken, by name: those of the variant first, then those of the others, whose spellings count too. */
export function takenSettings(plugin: NativePlugin, variant: string | null): ReadonlyMap<string, NativeSetting> {
  const own = nativeVariant(plugin, variant) ?? plugin.variants[0];
  const others = plugin.variants.filter((each) => each !== own);
  const lists = [own.settings, plugin.accepted, ...others.map((each) => each.settings)];
  const taken = new Map<string, NativeSetting>();
  for (const setting of lists.flat()) if (!taken.has(setting.name)) taken.set(setting.name, setting);
  return taken;
}

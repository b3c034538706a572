/** The definitions of the plugins that Meltemi runs itself: they need neither the hub nor an installation. */
import type { JsonObject } from '../model/json';
import type { PluginKind } from '../project/entries';
import { readDefinition, type PluginDefinition } from './definition';
import { MELTANO_MAP_TRANSFORMER } from './native/meltano-map-transformer';
import { TAP_POSTGRES } from './native/tap-postgres';
import { TARGET_JSONL } from './native/target-jsonl';
import { TARGET_POSTGRES } from './native/target-postgres';
import { TRANSFORM_FIELD } from './native/transform-field';

const NATIVE: readonly { readonly kind: PluginKind; readonly json: JsonObject & { readonly name: string } }[] = [
  { kind: 'extractors', json: TAP_POSTGRES },
  { kind: 'loaders', json: TARGET_POSTGRES },
  { kind: 'loaders', json: TARGET_JSONL },
  { kind: 'mappers', json: MELTANO_MAP_TRANSFORMER },
  { kind: 'mappers', json: TRANSFORM_FIELD },
];

/** `variant` null: any. */
export function nativeDefinition(kind: PluginKind, name: string, variant: string | null): PluginDefinition | null {
  const found = NATIVE.find(({ kind: own, json }) => own === kind && json.name === name);
  if (found === undefined) return null;
  const definition = readDefinition(found.json, kind, `\`${name}\``);
  return variant === null || variant === definition.variant ? definition : null;
}

/** Whether Meltemi has an implementation of the plugin at the top of an inheritance chain; it serves all variants. */
export function isNative(kind: PluginKind, baseName: string): boolean {
  return NATIVE.some(({ kind: own, json }) => own === kind && json.name === baseName);
}

/** The kind of the native plugin of this name. */
export function nativeKind(name: string): PluginKind | null {
  return NATIVE.find(({ json }) => json.name === name)?.kind ?? null;
}

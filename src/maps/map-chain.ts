/** The maps of a pipeline in the order in which a record meets them: the tap's own, the mappings, the target's own. */
import type { JsonObject } from '../model/json';
import { withMapSpellings } from './map-spellings';

/** The settings of one place that maps. Plain data: it crosses to threads. */
export interface MapStep {
  /** Names the place in messages: `` mapping `map-shop` ``. */
  readonly owner: string;
  readonly config: JsonObject;
}

interface Named {
  readonly name: string;
}
type Plugin = Named & { readonly baseName: string; readonly settings: JsonObject };
type Mapping = Named & { readonly config: JsonObject };

export interface MappedPipeline {
  /** Null: a program, which runs the maps of its settings by itself. */
  readonly tap: Plugin | null;
  readonly mappings: readonly Mapping[];
  /** Null: a program, or none yet. */
  readonly target: Plugin | null;
}

/** Settings of the Singer SDK without which the others of its maps do nothing. */
const SWITCHES = ['stream_maps', 'flattening_enabled'] as const;
const MAP_SETTINGS = /^(stream_map_|flattening_|stream_maps$|faker_config$)/;

export function mapChain({ tap, mappings, target }: MappedPipeline): readonly MapStep[] {
  return [
    ...ownMaps(tap, 'tap'),
    ...mappings.map(({ name, config }) => ({ owner: `mapping \`${name}\``, config })),
    ...ownMaps(target, 'target'),
  ];
}

/** The maps in a tap's or target's own settings: the keys about maps alone, so that no password travels with them. */
export function ownMapSettings(plugin: Pick<Plugin, 'baseName' | 'settings'>): JsonObject | null {
  const settings = withMapSpellings(plugin.baseName, plugin.settings);
  if (!SWITCHES.some((key) => Object.hasOwn(settings, key))) return null;
  return Object.fromEntries(Object.entries(settings).filter(([key]) => MAP_SETTINGS.test(key)));
}

function ownMaps(plugin: Plugin | null, role: string): readonly MapStep[] {
  const config = plugin === null ? null : ownMapSettings(plugin);
  return plugin === null || config === null ? [] : [{ owner: `${role} \`${plugin.name}\``, config }];
}

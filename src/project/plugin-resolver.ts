/** Settings and extras of plugins, by all the layers in which a project can give them. */
import { placeSettings } from '../definitions/native/native-plugins';
import type { JsonValue } from '../model/json';
import type { EnvironmentEntry, PluginEntry, PluginKind, PluginValues, ProjectEntries } from './entries';
import { findVariable, type Surroundings } from './expand-tree';
import { EXTRA_DEFINITIONS, readExtras } from './extras';
import { flatten, type FlatTree } from './flatten';
import { variableText } from './json-text';
import { nativeSettings } from './native-settings';
import { pluginChain } from './plugin-chain';
import { programOf } from './plugin-program';
import { processEnvironment } from './process-environment';
import type { OnProblem } from './problems';
import type { ResolvedPlugin } from './project';
import { tapSource } from './tap-source';
import { resolveSettings } from './resolve-settings';
import { exportPrefixes, infoVariables, prefixesOf, variablePart } from './setting-names';
import type { ResolvedSettings, SettingsLevel, SettingsRequest } from './settings-request';
import type { MappingTree } from './tree';
import { expandedBlock, layerOf, literalBlock, type Layer, type Variables } from './variables';

export interface ProjectContext {
  readonly entries: ProjectEntries;
  readonly environment: EnvironmentEntry | null;
  /** The process environment, the top-level `env:` and the project's own variables. */
  readonly variables: Variables;
  readonly dotenv: Variables;
  /** Of this process alone. */
  readonly processEnv: ReadonlyMap<string, string>;
  /** `ff.strict_env_var_mode`. */
  readonly strict: boolean;
  readonly onProblem: OnProblem;
}

export interface PluginResolution {
  readonly plugin: ResolvedPlugin;
  /** The plugin's values under the names by which the blocks behind it may use them. */
  readonly exported: () => Layer;
  /** The variables of the plugin's own process. Holds secrets. */
  readonly processEnvironment: () => Readonly<Record<string, string>>;
}

/** What there is to resolve of one plugin. */
export interface PluginRequests {
  readonly chain: readonly [PluginEntry, ...PluginEntry[]];
  readonly base: PluginEntry;
  readonly variant: string | null;
  /** Name, namespace and variant as variables. */
  readonly info: Layer;
  readonly settings: SettingsRequest;
  /** Extras see the plugin's settings, by the names under which they are exported. */
  readonly extras: (settings: Pick<ResolvedSettings, 'flat'>) => SettingsRequest;
}

/** `before`: variables of the blocks in front of the plugin. */
export function pluginRequests(context: ProjectContext, kind: PluginKind, name: string, before: Layer): PluginRequests {
  const chain = pluginChain(context.entries, kind, name);
  const [plugin] = chain;
  const base = chain[chain.length - 1] ?? plugin;
  const variant = chain.find((entry) => entry.variant !== null)?.variant ?? null;
  const info = layerOf(infoVariables(plugin, variant), `the plugin \`${name}\``);
  const surroundings = surroundingsOf(context, chain, before, info);
  const levels = levelsOf(context, chain, configOf);
  // What the project names is of the kind that it has there.
  const isNamed = (setting: string): boolean =>
    levels.some(({ config, override }) => config.has(setting) || override.has(setting));
  const definitions = [
    ...chain.toReversed().flatMap((entry) => entry.settings),
    ...nativeSettings(base, variant).filter((setting) => !isNamed(setting.name)),
  ];
  const { strict, onProblem } = context;
  const request = { plugin: `\`${name}\``, surroundings, strict, onProblem };
  const settings: SettingsRequest = {
    ...request,
    levels,
    definitions,
    required: new Set([...placeSettings(kind, base.name), ...chain.flatMap((entry) => entry.required)]),
    wholeObjects: false,
  };
  const extras: PluginRequests['extras'] = ({ flat }) => ({
    ...request,
    levels: levelsOf(context, chain, extrasOf),
    definitions: EXTRA_DEFINITIONS[kind],
    required: new Set(),
    surroundings: { ...surroundings, variables: surroundings.variables.with(exportedLayer(plugin, flat)) },
    wholeObjects: true,
  });
  return { chain, base, variant, info, settings, extras };
}

/** `before`: variables of the blocks in front of the plugin. */
export function resolvePlugin(
  context: ProjectContext,
  kind: PluginKind,
  name: string,
  before: Layer,
): PluginResolution {
  const requests = pluginRequests(context, kind, name, before);
  const [plugin] = requests.chain;
  const settings = resolveSettings(requests.settings);
  const extras = resolveSettings(requests.extras(settings));
  return {
    plugin: {
      kind,
      name,
      baseName: requests.base.name,
      variant: requests.variant,
      program: programOf(requests.chain),
      source: tapSource(requests.chain, Object.keys(settings.nested), context.onProblem),
      settings: settings.nested,
      secrets: settings.secrets,
      extras: readExtras(extras.nested),
      warnings: [...settings.warnings, ...extras.warnings],
    },
    exported: () =>
      new Map([...requests.info, ...exportedLayer(plugin, settings.flat), ...exportedLayer(plugin, textsOf(extras))]),
    processEnvironment: () =>
      processEnvironment({
        context,
        chain: requests.chain,
        before: new Map([...before, ...requests.info]),
        definitions: requests.settings.definitions,
        values: [...settings.flat, ...extras.flat],
      }),
  };
}

/** The layers of variables over the project's own, lowest first. */
export function surroundingsOf(
  context: ProjectContext,
  chain: readonly PluginEntry[],
  before: Layer,
  info: Layer,
): Surroundings {
  const { environment, dotenv } = context;
  // The child's own variables count before those of its parents.
  const parentsFirst = chain.toReversed();
  let variables = context.variables.with(before).with(info);
  for (const entry of parentsFirst) variables = variables.with(literalBlock(entry.env));
  if (environment !== null) {
    // Meltano does not let this block see `.env`, and so gives empty values to the layout that everybody uses.
    const below: Surroundings = { variables, dotenv };
    variables = variables.with(expandedBlock(environment.env, (name) => findVariable(below, name)));
    for (const entry of parentsFirst)
      variables = variables.with(literalBlock(overrideOf(context, entry)?.env ?? new Map()));
  }
  return { variables, dotenv };
}

function overrideOf(context: ProjectContext, plugin: PluginEntry): PluginValues | null {
  return context.environment?.plugins.get(plugin.kind)?.get(plugin.name) ?? null;
}

function levelsOf(
  context: ProjectContext,
  chain: readonly PluginEntry[],
  part: (values: PluginValues | null) => FlatTree,
): readonly SettingsLevel[] {
  return chain.map((entry) => ({
    plugin: entry.name,
    prefixes: prefixesOf(entry),
    override: part(overrideOf(context, entry)),
    config: part(entry),
  }));
}

function configOf(values: PluginValues | null): FlatTree {
  const config = values?.config ?? null;
  return flatten(config === null ? null : onlyKeys(config, (key) => !isExtraKey(key)));
}

/** Extras are settings whose names start with `_`; they stand beside `config`, or under that name inside it. */
function extrasOf(values: PluginValues | null): FlatTree {
  if (values === null) return new Map();
  const beside = [...values.extras].map(([key, value]) => [`_${key}`, { keyPlace: value.place, value }] as const);
  const inside = values.config === null ? [] : [...onlyKeys(values.config, isExtraKey).entries];
  const all = new Map([...inside, ...beside]);
  const place = values.config?.place ?? { file: '', line: 1, column: 1 };
  return flatten({ kind: 'mapping', entries: all, place });
}

function isExtraKey(key: string): boolean {
  return key.startsWith('_');
}

function onlyKeys(mapping: MappingTree, keep: (key: string) => boolean): MappingTree {
  return { ...mapping, entries: new Map([...mapping.entries].filter(([key]) => keep(key))) };
}

function exportedLayer(plugin: PluginEntry, values: ReadonlyMap<string, JsonValue>): Layer {
  const parts = [...values].map(([name, value]) => [variablePart(name), variableText(value)] as const);
  const named = exportPrefixes(plugin).flatMap((prefix) =>
    parts.map(([name, text]) => [`${prefix}_${name}`, text] as const),
  );
  return layerOf(named, `the plugin \`${plugin.name}\``);
}

function textsOf(extras: ResolvedSettings): ReadonlyMap<string, JsonValue> {
  return new Map([...extras.flat].filter(([, value]) => typeof value === 'string'));
}

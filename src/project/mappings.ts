/** Blocks between tap and target: mappings of mappers, and mappers that carry a `config` themselves. */
import type { JsonObject, JsonValue } from '../model/json';
import { MeltemiError } from '../model/errors';
import type { MappingEntry, PluginEntry, ProjectEntries } from './entries';
import { findVariable, TreeExpander, type Surroundings } from './expand-tree';
import { flattenJson } from './flatten';
import { configError, definedTwice } from './place';
import { pluginChain } from './plugin-chain';
import { attempt } from './problems';
import { resolvePlugin, type ProjectContext } from './plugin-resolver';
import type { ResolvedMapping } from './project';
import { isSecret, secretTexts } from './sensitive';
import { didYouMean } from '../model/suggest';
import { expandedBlock } from './variables';

/** What a block's name stands for. */
export type MappingBlock =
  | { readonly kind: 'mapping'; readonly mapper: PluginEntry; readonly mapping: MappingEntry }
  | { readonly kind: 'mapper'; readonly mapper: PluginEntry };

/**
 * Null: no mapping and no mapper has this name. Throws `ConfigInvalid` when two have it, and for a mapper that can be no block.
 * Meltano refuses every mapper's own name; one whose only configuration is its own is accepted here, as the guide writes it.
 */
export function findMappingBlock(entries: ProjectEntries, name: string): MappingBlock | null {
  const mappers = [...(entries.plugins.get('mappers')?.values() ?? [])];
  const found = mappers.flatMap((mapper) =>
    mapper.mappings
      .filter((mapping) => mapping.name === name)
      .map((mapping) => ({ kind: 'mapping' as const, mapper, mapping })),
  );
  const [first, second] = found;
  if (first !== undefined && second !== undefined) {
    const twice = definedTwice(`The mapping \`${name}\``, first.mapping.place, second.mapping.place);
    throw configError(second.mapping.place, twice, 'Rename one of them.');
  }
  if (first !== undefined) return first;
  const mapper = entries.plugins.get('mappers')?.get(name);
  if (mapper === undefined) return null;
  if (mapper.mappings.length > 0) {
    const names = mapper.mappings.map((mapping) => `\`${mapping.name}\``).join(', ');
    throw configError(
      mapper.place,
      `The mapper \`${name}\` has mappings, and these are its blocks.`,
      `Use one of ${names} instead of \`${name}\`.`,
    );
  }
  if (!pluginChain(entries, 'mappers', name).some((entry) => entry.config !== null)) {
    throw configError(
      mapper.place,
      `The mapper \`${name}\` has neither \`mappings\` nor a \`config\`.`,
      'Give it one of them.',
    );
  }
  return { kind: 'mapper', mapper };
}

/** Names that can stand between tap and target. */
export function mappingNames(entries: ProjectEntries): readonly string[] {
  const mappers = [...(entries.plugins.get('mappers')?.values() ?? [])];
  return mappers.flatMap((mapper) =>
    mapper.mappings.length > 0 ? mapper.mappings.map((mapping) => mapping.name) : [mapper.name],
  );
}

export function resolveMapping(context: ProjectContext, name: string): ResolvedMapping {
  const block = findMappingBlock(context.entries, name);
  if (block === null) {
    const reason = `There is no mapping \`${name}\` in the project.${didYouMean(name, mappingNames(context.entries))}`;
    throw new MeltemiError('ConfigInvalid', reason, 'Define it below `mappings` of a mapper, or correct the name.');
  }
  const chain = pluginChain(context.entries, 'mappers', block.mapper.name);
  const identity = { name, mapper: block.mapper.name, baseName: chain[chain.length - 1]?.name ?? block.mapper.name };
  if (block.kind === 'mapping') return { ...identity, ...resolveOwnConfig(context, block.mapping) };
  const { plugin } = resolvePlugin(context, 'mappers', name, new Map());
  return { ...identity, config: plugin.settings, secrets: plugin.secrets, warnings: plugin.warnings };
}

/** A mapping gets its own config and nothing of the mapper's; nulls stay, and a missing variable is an empty text. */
function resolveOwnConfig(
  context: ProjectContext,
  mapping: MappingEntry,
): { readonly config: JsonObject; readonly secrets: readonly string[]; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const used: string[] = [];
  const surroundings = mappingSurroundings(context);
  const config = new Map<string, JsonValue>();
  for (const [key, { value }] of mapping.config?.entries ?? []) {
    const what = `the setting \`${key}\` of mapping \`${mapping.name}\``;
    const strict = isSecret(key, null) ? ('secret' as const) : null;
    const expander = new TreeExpander(surroundings, {
      what,
      strict,
      warn: (message) => warnings.push(message),
      secret: (text) => used.push(text),
    });
    const expanded = attempt(context.onProblem, () => expander.expand(value), null);
    config.set(key, expanded === null && value.kind === 'scalar' && value.value !== null ? '' : expanded);
  }
  const flat = [...config].flatMap(([key, value]) => [...flattenJson(key, value)]);
  const secrets = flat.flatMap(([key, value]) => secretTexts(key, value, isSecret(key, null)));
  return { config: Object.fromEntries(config), secrets: [...new Set([...secrets, ...used])], warnings };
}

/** Meltano shows mappings no environment's `env:`; here it fills what is undefined otherwise, so that nothing else changes. */
function mappingSurroundings(context: ProjectContext): Surroundings {
  const { variables, dotenv, environment } = context;
  if (environment === null) return context;
  const block = expandedBlock(environment.env, (name) => findVariable(context, name));
  const filling = new Map([...block].filter(([name]) => findVariable({ variables, dotenv }, name) === null));
  return { variables: variables.with(filling), dotenv };
}

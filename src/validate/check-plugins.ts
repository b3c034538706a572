/** Every plugin and mapping as one environment resolves it: variables, casts, options, and what native plugins say to their values. */
import type { PluginEntry, PluginKind, ProjectEntries } from '../project/entries';
import { findMappingBlock, mappingNames } from '../project/mappings';
import type { PluginChain } from '../project/plugin-chain';
import { attempt, ignore, type OnProblem } from '../project/problems';
import type { Pipeline, Project, ResolvedPlugin } from '../project/project';
import { checkMaps, checkOwnMaps } from './check-maps';
import { checkNativeValues } from './check-native';
import type { Findings } from './problem';

export interface EnvironmentCheck {
  readonly entries: ProjectEntries;
  /** Of the plugins whose parents are all there. */
  readonly chains: ReadonlyMap<PluginEntry, PluginChain>;
  readonly findings: Findings;
  readonly environment: string | null;
  /** Of all jobs that can be resolved. */
  readonly pipelines: readonly Pipeline[];
  /** Makes the project as the environment has it; mistakes in single settings go to `onProblem`. */
  readonly load: (onProblem: OnProblem) => Project;
}

export function checkPlugins(check: EnvironmentCheck): void {
  // Whose settings are at fault is known while they are resolved, one plugin after the other.
  let current: PluginEntry | null = null;
  let isSound = true;
  const { entries, findings, environment } = check;
  const note: OnProblem = (error) => {
    isSound = false;
    const near = current === null ? {} : { near: current.place, about: current.name };
    findings.addError(error, { environment, ...near });
  };
  const project = attempt(note, () => check.load(note), null);
  if (project === null) return;
  attempt(note, () => project.stateSettings(), null);
  const resolve = (entry: PluginEntry, kind: PluginKind, behindTap?: string): void => {
    current = entry;
    isSound = true;
    const plugin = attempt(note, () => project.resolvePlugin(kind, entry.name, behindTap), null);
    if (plugin === null) return;
    noteWarnings(plugin, entry, check, behindTap !== undefined);
    if (isSound) checkNativeValues(plugin, entry, findings, { environment });
    checkOwnMaps(plugin, entry, entries, { findings, environment });
  };
  for (const kind of entries.plugins.keys()) {
    for (const entry of toResolve(check, kind)) {
      const taps = kind === 'loaders' ? tapsBefore(check, entry.name) : [];
      for (const tap of taps.length === 0 ? [undefined] : taps) resolve(entry, kind, tap);
    }
  }
  for (const name of new Set(mappingNames(entries))) {
    // A mapper that nobody can use as a block is wrong only where a job does, which is said there.
    const isMapper = entries.plugins.get('mappers')?.has(name) === true;
    const block = attempt(isMapper ? ignore : note, () => findMappingBlock(entries, name), null);
    if (block === null) continue;
    current = block.mapper;
    const mapping = attempt(note, () => project.resolveMapping(name), null);
    if (mapping === null) continue;
    for (const warning of mapping.warnings) findings.addWarning(warning, { environment, about: name });
    checkMaps(mapping, block, entries, { findings, environment });
  }
}

/** A plugin that only others inherit from is never run: what it lacks, they may have. */
function toResolve({ entries, chains, pipelines }: EnvironmentCheck, kind: PluginKind): readonly PluginEntry[] {
  const plugins = [...(entries.plugins.get(kind)?.values() ?? [])];
  const parents = new Set(
    plugins.flatMap(({ name, inheritFrom }) => (inheritFrom?.name === name ? [] : [inheritFrom?.name])),
  );
  const used = new Set(pipelines.flatMap((pipeline) => [pipeline.tap, pipeline.target]));
  return plugins
    .filter(({ name }) => used.has(name) || !parents.has(name))
    .filter((entry) => isNoHolderOfMappings(entry) && chains.has(entry));
}

/** A mapper with mappings gives them nothing of its own. */
function isNoHolderOfMappings(plugin: PluginEntry): boolean {
  return plugin.kind !== 'mappers' || plugin.mappings.length === 0;
}

function tapsBefore({ pipelines }: EnvironmentCheck, target: string): readonly string[] {
  return [...new Set(pipelines.flatMap((pipeline) => (pipeline.target === target ? [pipeline.tap] : [])))];
}

/** Behind no tap, a loader lacks the variables of the one that it will stand behind. */
function noteWarnings(plugin: ResolvedPlugin, entry: PluginEntry, check: EnvironmentCheck, isBehindTap: boolean): void {
  for (const warning of plugin.warnings) {
    if (plugin.kind === 'loaders' && !isBehindTap && /`(MELTANO_EXTRACT|TAP_)\w*`/.test(warning)) continue;
    check.findings.addWarning(warning, { environment: check.environment, about: plugin.name, near: entry.place });
  }
}

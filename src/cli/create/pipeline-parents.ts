/** The plugins of a project that a new pipeline inherits from. */
import { didYouMean } from '../../model/suggest';
import type { PluginKind } from '../../project/entries';
import type { Project } from '../../project/project';
import { failedError, usageError } from '../cli-error';
import { kindNoun } from '../plugin-kinds';

export interface PipelineOptions {
  readonly tap?: string;
  readonly mapper?: string;
  readonly target?: string;
}

export interface PipelineParents {
  readonly tap: string;
  /** Null: the project has none for stream maps. */
  readonly mapper: { readonly name: string; readonly hasRules: boolean } | null;
  readonly target: string;
}

/** The mapper whose settings are rules, not stream maps. */
const RULE_MAPPER = 'transform-field';
const MAP_MAPPER = 'meltano-map-transformer';

/** Throws for a plugin that the project has not, and for a project without taps or targets. */
export function pipelineParents(project: Project, options: PipelineOptions): PipelineParents {
  const mapper = mapperOf(project, options.mapper);
  return {
    tap: parentOf(project, 'extractors', options.tap),
    mapper,
    target: parentOf(project, 'loaders', options.target),
  };
}

function parentOf(project: Project, kind: PluginKind, wanted: string | undefined): string {
  if (wanted !== undefined) return existing(project, kind, wanted);
  const first = project.plugins.find((plugin) => plugin.kind === kind && plugin.inheritFrom === null);
  if (first !== undefined) return first.name;
  throw failedError(
    `The project has no ${kindNoun(kind)} to inherit from.`,
    kind === 'extractors'
      ? 'Add one first: `meltemi add tap-postgres`, or `meltemi create tap`.'
      : 'Add one first: `meltemi add target-postgres`.',
  );
}

function mapperOf(project: Project, wanted: string | undefined): PipelineParents['mapper'] {
  const baseOf = (name: string): string => project.resolvePlugin('mappers', name).baseName;
  if (wanted !== undefined) {
    const name = existing(project, 'mappers', wanted);
    return { name, hasRules: baseOf(name) === RULE_MAPPER };
  }
  const first = project.plugins.find(
    ({ kind, name, inheritFrom }) => kind === 'mappers' && inheritFrom === null && baseOf(name) === MAP_MAPPER,
  );
  return first === undefined ? null : { name: first.name, hasRules: false };
}

function existing(project: Project, kind: PluginKind, wanted: string): string {
  const names = project.plugins.filter((plugin) => plugin.kind === kind).map(({ name }) => name);
  if (names.includes(wanted)) return wanted;
  throw usageError(
    `The project has no ${kindNoun(kind)} \`${wanted}\`.${didYouMean(wanted, names)}`,
    names.length === 0 ? `Add one with \`meltemi add\`.` : `It has ${names.map((name) => `\`${name}\``).join(', ')}.`,
  );
}

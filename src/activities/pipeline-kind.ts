/** Which way a pipeline runs: as pages, with a tap of Meltemi's own or one that is a program; or as a pipe of programs. */
import type { PipelineRef } from '../model/plan';
import { runsHere } from '../project/implementation';
import type { Project } from '../project/project';
import type { PlanDeps } from './deps';

type Deps = Pick<PlanDeps, 'isNative'>;

/** Whether the tap is a program of its own. Throws `ConfigInvalid`. */
export function isProgram(deps: Deps, project: Project, tap: string): boolean {
  const { kind, name } = project.findPlugin(tap, 'extractors');
  return !runsHere(deps.isNative, project.resolvePlugin(kind, name));
}

/**
 * Whether it runs as a pipe of programs: when the target or a mapper is one, or when a tap that is one asks for it, since its streams
 * belong together. What is Meltemi's own is a program there, too (`meltemi singer`). Throws `ConfigInvalid`.
 */
export async function runsAsPrograms(
  deps: Pick<PlanDeps, 'projects' | 'isNative'>,
  pipeline: PipelineRef,
): Promise<boolean> {
  const project = await deps.projects.load(pipeline.environment, pipeline.schedule);
  const { kind, name } = project.findPlugin(pipeline.target, 'loaders');
  if (!runsHere(deps.isNative, project.resolvePlugin(kind, name, pipeline.tap))) return true;
  if (keepsStreamsTogether(deps, project, pipeline.tap)) return true;
  return pipeline.mappings.some((mapping) => !deps.isNative('mappers', project.resolveMapping(mapping).baseName));
}

function keepsStreamsTogether(deps: Deps, project: Project, tap: string): boolean {
  const { kind, name } = project.findPlugin(tap, 'extractors');
  const plugin = project.resolvePlugin(kind, name);
  return !runsHere(deps.isNative, plugin) && plugin.extras.parallelPrograms !== null;
}

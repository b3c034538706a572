/** Which way a pipeline runs: as pages, with a tap of Meltemi's own or one that is a program; or as a pipe of programs. */
import { MeltemiError } from '../model/errors';
import type { PipelineRef } from '../model/plan';
import type { Project, ResolvedPlugin } from '../project/project';
import type { PlanDeps } from './deps';

type Deps = Pick<PlanDeps, 'isNative'>;

/** A program that the project itself brings along (`executable: ./bin/tap.py`) is meant, whatever it is called. */
function isOwn(deps: Deps, kind: 'extractors' | 'loaders', { baseName, program, source }: ResolvedPlugin): boolean {
  return source !== null || (deps.isNative(kind, baseName) && !program.executable.includes('/'));
}

/** Whether the tap is a program of its own. Throws `ConfigInvalid`. */
export function isProgram(deps: Deps, project: Project, tap: string): boolean {
  const { kind, name } = project.findPlugin(tap, 'extractors');
  return !isOwn(deps, 'extractors', project.resolvePlugin(kind, name));
}

/** Whether all of it runs as a pipe of programs. Throws `Unsupported` for what neither way can do, and `ConfigInvalid`. */
export async function runsAsPrograms(
  deps: Pick<PlanDeps, 'projects' | 'isNative'>,
  pipeline: PipelineRef,
): Promise<boolean> {
  const project = await deps.projects.load(pipeline.environment, pipeline.schedule);
  const tapIsProgram = isProgram(deps, project, pipeline.tap);
  const { kind, name } = project.findPlugin(pipeline.target, 'loaders');
  const targetIsProgram = !isOwn(deps, 'loaders', project.resolvePlugin(kind, name, pipeline.tap));
  if (tapIsProgram && targetIsProgram) return true;
  const mappers = pipeline.mappings.map((mapping) => project.resolveMapping(mapping));
  const mapper = mappers.find(({ baseName }) => !deps.isNative('mappers', baseName))?.mapper;
  if (!targetIsProgram && mapper === undefined) return false;
  const [program, native] = targetIsProgram ? [pipeline.target, pipeline.tap] : [mapper ?? '', pipeline.target];
  throw new MeltemiError(
    'Unsupported',
    `The pipeline \`${pipeline.tap}\` to \`${pipeline.target}\` mixes \`${native}\`, which is built into Meltemi, with \`${program}\`, which is a program of its own.`,
    targetIsProgram
      ? 'Use a loader that is built in, or a tap that is a program as well.'
      : 'Use `meltano-map-transformer` or `transform-field`, or a loader that is a program as well.',
  );
}

/** Which way a pipeline runs: as pages by the plugins that Meltemi has itself, or as a pipe of programs. */
import { MeltemiError } from '../model/errors';
import type { PipelineRef } from '../model/plan';
import type { PlanDeps } from './deps';

/** Throws `Unsupported` for a pipeline of both, and `ConfigInvalid`. */
export async function runsAsPrograms(
  deps: Pick<PlanDeps, 'projects' | 'isNative'>,
  pipeline: PipelineRef,
): Promise<boolean> {
  const project = await deps.projects.load(pipeline.environment, pipeline.schedule);
  const [tap, target] = [
    project.findPlugin(pipeline.tap, 'extractors'),
    project.findPlugin(pipeline.target, 'loaders'),
  ];
  const ends = [
    project.resolvePlugin(tap.kind, tap.name),
    project.resolvePlugin(target.kind, target.name, tap.name),
  ] as const;
  // A program that the project itself brings along (`executable: ./bin/tap.py`) is meant, whatever it is called.
  const natives = ends.filter(
    ({ kind, baseName, program }) =>
      (kind === 'extractors' || kind === 'loaders') &&
      deps.isNative(kind, baseName) &&
      !program.executable.includes('/'),
  );
  if (natives.length === 0) return true;
  const mappers = pipeline.mappings.map((name) => project.resolveMapping(name));
  const programs = [
    ...ends.filter((end) => !natives.includes(end)).map(({ name }) => name),
    ...mappers.filter(({ baseName }) => !deps.isNative('mappers', baseName)).map(({ mapper }) => mapper),
  ];
  const [native, program] = [natives[0]?.name, programs[0]];
  if (program === undefined) return false;
  throw new MeltemiError(
    'Unsupported',
    `The pipeline \`${pipeline.tap}\` to \`${pipeline.target}\` mixes \`${native}\`, which is built into Meltemi, with \`${program}\`, which is a program of its own.`,
    'Use plugins of one of the two kinds: `meltemi add` shows which ones are built in.',
  );
}

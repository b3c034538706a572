/** `planJob`: a job's name or blocks → its pipelines, by the project's files as they are now. */
import type { JobPlan, RunJobOptions } from '../model/run';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';

export function planJob(deps: ActivityDeps) {
  return (options: RunJobOptions): Promise<JobPlan> => inAttempt(deps.redactor, null, () => resolveJob(deps, options));
}

export async function resolveJob(
  deps: Pick<ActivityDeps, 'projects' | 'searchAttributes'>,
  options: RunJobOptions,
): Promise<JobPlan> {
  const project = await deps.projects.load(options.environment);
  const { job, pipelines } = project.resolveJob(options.job);
  return {
    job,
    pipelines: pipelines.map((blocks) => ({
      pipeline: {
        project: project.id,
        environment: project.environment,
        ...blocks,
        stateId: project.stateId(blocks, options.stateIdSuffix),
      },
      options: { fullRefresh: options.fullRefresh ?? false, select: options.select ?? [] },
      job,
      searchAttributes: deps.searchAttributes,
    })),
  };
}

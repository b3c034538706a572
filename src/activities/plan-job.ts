/** `planJob`: a job's name or blocks → what runs in order, by the project's files as they are now. */
import type { JobPlan, RunJobOptions } from '../model/run';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';
import { resolveJob } from './resolve-job';

export function planJob(deps: ActivityDeps) {
  return (options: RunJobOptions): Promise<JobPlan> => inAttempt(deps.redactor, null, () => resolveJob(deps, options));
}

/** `sweepPages`: deletes what a run left in this host's page store. */
import type { SweepPagesInput } from '../model/activity-io';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';

export function sweepPages(deps: ActivityDeps) {
  return ({ pipeline, runId }: SweepPagesInput): Promise<void> =>
    inAttempt(deps.redactor, null, () =>
      deps.pages.removeRun({ project: pipeline.project, stateId: pipeline.stateId, runId }),
    );
}

/** `writeBookmarks`: makes durable how far streams are loaded, and renews the copy in the state backend now and then. Safe to repeat. */
import type { WriteBookmarksInput } from '../model/activity-io';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';

export function writeBookmarks(deps: ActivityDeps) {
  return ({ pipeline, runId, streams }: WriteBookmarksInput): Promise<void> =>
    inAttempt(deps.redactor, null, async () => {
      if (pipeline.stateless === true) return;
      deps.faultPoint('before-bookmark');
      await deps.states.writeLoaded(pipeline, { runId, streams });
      deps.faultPoint('after-bookmark');
      await deps.states.mirrorIfDue(pipeline);
    });
}

/** `writeBookmarks`: makes durable how far streams are loaded. Safe to repeat. */
import type { WriteBookmarksInput } from '../model/activity-io';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';

export function writeBookmarks(deps: ActivityDeps) {
  return ({ pipeline, runId, streams }: WriteBookmarksInput): Promise<void> =>
    inAttempt(deps.redactor, null, async () => {
      if (pipeline.stateless === true) return;
      deps.faultPoint('before-bookmark');
      await deps.bookmarks.merge(pipeline.project, pipeline.stateId, { runId, streams });
      deps.faultPoint('after-bookmark');
    });
}

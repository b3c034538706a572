/** `readBookmarks`: the bookmarks of a state id, as the last runs and people left them. */
import type { ReadBookmarksInput, StateBookmarks } from '../model/activity-io';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';

export function readBookmarks(deps: ActivityDeps) {
  return ({ pipeline }: ReadBookmarksInput): Promise<StateBookmarks> =>
    inAttempt(deps.redactor, null, async () =>
      pipeline.stateless === true ? { streams: {} } : deps.bookmarks.read(pipeline.project, pipeline.stateId),
    );
}

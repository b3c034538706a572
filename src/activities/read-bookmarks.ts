/** `readBookmarks`: the bookmarks of a state id, as the last runs and people left them, here or in the project's state backend. */
import type { KnownBookmarks, ReadBookmarksInput } from '../model/activity-io';
import { programBookmarks } from '../model/bookmarks';
import { inAttempt } from './attempt';
import type { ActivityDeps } from './deps';
import { isProgram } from './pipeline-kind';

export function readBookmarks(deps: ActivityDeps) {
  return ({ pipeline }: ReadBookmarksInput): Promise<KnownBookmarks> =>
    inAttempt(deps.redactor, null, async () => {
      if (pipeline.stateless === true) return { streams: {} };
      const { state, notes } = await deps.states.take(pipeline);
      for (const note of notes) deps.warn(note);
      const { editId } = state;
      const project = await deps.projects.load(pipeline.environment, pipeline.schedule);
      const streams = isProgram(deps, project, pipeline.tap) ? programBookmarks(state) : state.streams;
      return { streams, ...(editId === undefined ? {} : { editId }), ...(notes.length === 0 ? {} : { notes }) };
    });
}

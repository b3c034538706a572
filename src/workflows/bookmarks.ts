/**
 * `bookmarks`: the durable state of one state id. Never closes, holds no logic beyond its updates, so it almost never
 * changes shape. Native runs write with `merge`, Singer processes with `writeSinger`, people with `set`, `mergeDocument` and
 * `clear`; an edit carries an id, so that a target whose ledger knows better takes it up exactly once (`src/model/reconcile.ts`).
 */
import { allHandlersFinished, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import type { StateBookmarks } from '../model/activity-io';
import { clearedBookmarks, editedBookmarks, mergedBookmarks, mergedEdit, singerWritten } from '../model/bookmarks';
import type { EditedState, MergedState, SingerWrite } from '../model/bookmarks';
import {
  clearUpdate,
  getUpdate,
  mergeDocumentUpdate,
  mergeUpdate,
  mirroredUpdate,
  setUpdate,
  stateQuery,
  writeSingerUpdate,
} from './messages';

export async function bookmarks(state: StateBookmarks = { streams: {} }): Promise<void> {
  let current = state;
  const become = (next: StateBookmarks): void => {
    if (next !== current) current = { ...next, changedAtMs: Date.now() };
  };
  setHandler(stateQuery, () => current, { description: 'All bookmarks of this state id' });
  setHandler(getUpdate, () => current, {
    description: 'The same as the query; starts the workflow when used with start',
  });
  setHandler(mergeUpdate, (written) => become(mergedBookmarks(current, written)), {
    description: 'What a run has loaded',
  });
  setHandler(writeSingerUpdate, (write) => become(singerWritten(current, write)), {
    description: 'What a Singer target has confirmed',
    validator: (write: SingerWrite) => void singerWritten(current, write),
  });
  setHandler(setUpdate, (edit) => become(editedBookmarks(edit)), {
    description: 'Replaces the state: {"streams": {...}, "editId": "..."}, or {"document": {...}, "editId": "..."}',
    validator: (edit: EditedState) => void editedBookmarks(edit),
  });
  setHandler(mergeDocumentUpdate, (edit) => become(mergedEdit(current, edit)), {
    description: 'Merges a part: {"partial": {"singer_state": {...}}, "editId": "..."}',
    validator: (edit: MergedState) => void mergedEdit(current, edit),
  });
  setHandler(clearUpdate, (edit) => become(clearedBookmarks(current, edit.editId)), {
    description: 'Forgets all bookmarks',
  });
  // No change of the state itself, so its time stays.
  setHandler(mirroredUpdate, (mirrored) => void (current = { ...current, mirrored }), {
    description: "What the project's state backend now holds",
  });
  await condition(() => workflowInfo().continueAsNewSuggested);
  await condition(allHandlersFinished);
  await continueAsNew<typeof bookmarks>(current);
}

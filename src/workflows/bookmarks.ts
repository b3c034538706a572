/**
 * `bookmarks`: the durable state of one state id. Never closes, holds no logic beyond its updates, so it almost never
 * changes shape. Runs write with `merge`, people with `set` and `clear`; an edit carries an id, so that a target whose ledger
 * knows better takes it up exactly once (`src/model/reconcile.ts`).
 */
import { allHandlersFinished, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import type { StateBookmarks } from '../model/activity-io';
import { clearedBookmarks, editedBookmarks, mergedBookmarks } from '../model/bookmarks';
import { clearUpdate, getUpdate, mergeUpdate, setUpdate, stateQuery } from './messages';
import type { EditedState } from './messages';

export async function bookmarks(state: StateBookmarks = { streams: {} }): Promise<void> {
  let current = state;
  setHandler(stateQuery, () => current, { description: 'All bookmarks of this state id' });
  setHandler(getUpdate, () => current, {
    description: 'The same as the query; starts the workflow when used with start',
  });
  setHandler(mergeUpdate, (written) => void (current = mergedBookmarks(current, written)), {
    description: 'What a run has loaded',
  });
  setHandler(setUpdate, (edit) => void (current = editedBookmarks(edit)), {
    description: 'Replaces the state: {"streams": {...}, "editId": "..."}',
    validator: (edit: EditedState) => void editedBookmarks(edit),
  });
  setHandler(clearUpdate, (edit) => void (current = clearedBookmarks(edit.editId)), {
    description: 'Forgets all bookmarks',
  });
  await condition(() => workflowInfo().continueAsNewSuggested);
  await condition(allHandlersFinished);
  await continueAsNew<typeof bookmarks>(current);
}

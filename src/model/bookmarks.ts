/** The rules of the `bookmarks` workflow's state, pure. */
import type { StateBookmarks, WriteBookmarksInput } from './activity-io';
import type { StreamBookmark } from './position';

/** Takes up what a run has loaded. A write of the same run that comes late (a retried activity) changes nothing. */
export function mergedBookmarks(
  state: StateBookmarks,
  written: Pick<WriteBookmarksInput, 'runId' | 'streams'>,
): StateBookmarks {
  const streams: Record<string, StreamBookmark> = { ...state.streams };
  for (const [name, { bookmark, seq }] of Object.entries(written.streams)) {
    const before = streams[name];
    if (before?.runId === written.runId && (before.seq ?? 0) > seq) continue;
    const editId = before?.editId ?? state.editId;
    streams[name] = { bookmark, runId: written.runId, seq, ...(editId === undefined ? {} : { editId }) };
  }
  return { ...state, streams };
}

/** The state as a person sets it. Throws a sentence when it has not the right shape. */
export function editedBookmarks(edit: StateBookmarks & { readonly editId: string }): StateBookmarks {
  if (typeof edit.editId !== 'string' || typeof edit.streams !== 'object' || edit.streams === null) {
    throw new Error(
      'Expected {"streams": {"<stream>": {"bookmark": {"replicationKey": ..., "value": ...}}}, "editId": "<new id>"}',
    );
  }
  const streams: Record<string, StreamBookmark> = {};
  for (const [name, { bookmark }] of Object.entries(edit.streams)) {
    if (bookmark !== null && (typeof bookmark?.replicationKey !== 'string' || bookmark.value === undefined)) {
      throw new Error(`Bookmark of stream \`${name}\` needs "replicationKey" and "value"`);
    }
    streams[name] = { bookmark, editId: edit.editId };
  }
  return { streams, editId: edit.editId };
}

export function clearedBookmarks(editId: string): StateBookmarks {
  return { streams: {}, editId };
}

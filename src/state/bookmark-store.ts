/** The contract of what keeps the state durably between runs; the `bookmarks` workflow in production. */
import type { Mirrored, StateBookmarks, WriteBookmarksInput } from '../model/activity-io';
import type { EditedState, MergedState, SingerWrite } from '../model/bookmarks';

export interface BookmarkStore {
  /** All state ids of the project that were ever written, also those cleared since. */
  list(project: string): Promise<readonly string[]>;
  /** Empty when the state id was never written. */
  read(project: string, stateId: string): Promise<StateBookmarks>;
  /** What a native run has loaded. Safe to repeat; an older `seq` of the same run changes nothing. */
  merge(project: string, stateId: string, written: Pick<WriteBookmarksInput, 'runId' | 'streams'>): Promise<void>;
  /** What a Singer target has confirmed. Safe to repeat; an older `seq` of the same run changes nothing. */
  writeSinger(project: string, stateId: string, write: SingerWrite): Promise<void>;
  /** Replaces the whole state. */
  set(project: string, stateId: string, edit: EditedState): Promise<void>;
  mergeDocument(project: string, stateId: string, edit: MergedState): Promise<void>;
  clear(project: string, stateId: string, edit: { readonly editId: string }): Promise<void>;
  /** Remembers what the state backend holds. */
  setMirrored(project: string, stateId: string, mirrored: Mirrored): Promise<void>;
}

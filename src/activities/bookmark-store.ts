/** The contract of what keeps the bookmarks between runs; the `bookmarks` workflow in production. */
import type { StateBookmarks, WriteBookmarksInput } from '../model/activity-io';

export interface BookmarkStore {
  /** Empty when the state id was never written. */
  read(project: string, stateId: string): Promise<StateBookmarks>;
  /** Safe to repeat; an older `seq` of the same run changes nothing. */
  merge(project: string, stateId: string, written: Pick<WriteBookmarksInput, 'runId' | 'streams'>): Promise<void>;
}

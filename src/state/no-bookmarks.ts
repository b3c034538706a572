/** The bookmarks of a project that never ran: nothing is known, and nothing is kept. */
import type { BookmarkStore } from './bookmark-store';

const nothing = (): Promise<void> => Promise.resolve();

export const NO_BOOKMARKS: BookmarkStore = {
  list: () => Promise.resolve([]),
  read: () => Promise.resolve({ streams: {} }),
  merge: nothing,
  writeSinger: nothing,
  set: nothing,
  mergeDocument: nothing,
  clear: nothing,
  setMirrored: nothing,
};

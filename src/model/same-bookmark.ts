/** Whether two bookmarks send the next run to the same place. */
import type { Bookmark } from './position';

/** The note on rows at the value is not looked at: another one of the same value costs nothing but a second look. */
export function saysTheSame(a: Bookmark | null, b: Bookmark | null): boolean {
  return (
    a?.replicationKey === b?.replicationKey &&
    a?.value === b?.value &&
    // A new part moves the bookmark and may leave the furthest value where it was.
    JSON.stringify(a?.parts) === JSON.stringify(b?.parts) &&
    JSON.stringify(a?.parent) === JSON.stringify(b?.parent)
  );
}

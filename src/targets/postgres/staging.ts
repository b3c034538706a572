/** Whether a stream's batches go straight into the destination, or into a table aside that `finish` makes use of. */
import type { LoadMode } from '../../model/plan';
import type { OutputStream } from '../target';

/**
 * What `finish` does with the table aside.
 * - `create`: becomes the destination, which did not exist
 * - `replace`: takes the place of the destination's rows
 * - `insert`: its rows are added to the destination
 * - `merge`: its rows are merged into the destination by key
 */
export type StagingUse = 'create' | 'replace' | 'insert' | 'merge';

export const STAGING_USES: readonly StagingUse[] = ['create', 'replace', 'insert', 'merge'];

/**
 * Null: batches go straight into the destination. A stream that is not resumable may start over, so it is always staged;
 * a new table is staged for speed (its key is built once, at the end) unless rows are only appended, or (`showsBatches`) are to show at once.
 */
export function stagingUse(
  loadMode: LoadMode,
  stream: OutputStream,
  tableExists: boolean,
  showsBatches: boolean,
): StagingUse | null {
  if (loadMode === 'overwrite') return 'replace';
  if (loadMode === 'append') return stream.resumable ? null : 'insert';
  if (!tableExists && !showsBatches) return 'create';
  return stream.resumable ? null : 'merge';
}

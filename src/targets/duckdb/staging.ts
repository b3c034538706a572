/** Whether a stream's batches go straight into the destination, or into a table aside that `finish` makes use of. */
import type { LoadMode } from '../../model/plan';
import type { OutputStream } from '../target';

/**
 * What `finish` does with the table aside.
 * - `replace`: takes the place of the destination
 * - `insert`: its rows are added to the destination
 * - `merge`: its rows are merged into the destination by key
 */
export type StagingUse = 'replace' | 'insert' | 'merge';

export const STAGING_USES: readonly StagingUse[] = ['replace', 'insert', 'merge'];

/** Null: batches go straight into the destination. A stream that is not resumable may start over, so it is always staged. */
export function stagingUse(loadMode: LoadMode, stream: OutputStream): StagingUse | null {
  if (loadMode === 'overwrite') return 'replace';
  if (stream.resumable) return null;
  return loadMode === 'append' ? 'insert' : 'merge';
}

/** Which promise a target can make for a stream, once its own loads are exact. */
import type { DeliveryLevel, LoadMode } from './plan';
import type { Replication } from './stream';

/** A tap that compares by `>=` gives the rows at the bookmark's value again in each run, however exact the loads are. */
export function deliveryOf(loadMode: LoadMode, replication: Replication): DeliveryLevel {
  const repeats = replication.method === 'INCREMENTAL' && replication.comparison === 'gte';
  if (!repeats || loadMode === 'overwrite') return 'exact';
  return loadMode === 'upsert' ? 'exact with key' : 'at least once';
}

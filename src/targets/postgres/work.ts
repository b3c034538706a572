/** What all that is done for one stream needs: its names, its ledger, connections. */
import type { FaultPoint } from '../../model/plugin-context';
import type { PostgresPool } from '../../systems/postgres/pool';
import type { Destination } from './destination';
import type { Ledger, StreamKey } from './ledger';
import type { MetadataColumn } from './metadata';
import type { PostgresTargetSettings } from './settings';

export interface Work {
  readonly pool: PostgresPool;
  readonly ledger: Ledger;
  readonly key: StreamKey;
  readonly destination: Destination;
  readonly settings: PostgresTargetSettings;
  /** `_sdc_` columns that the target fills in; empty: none. */
  readonly metadata: readonly MetadataColumn[];
  /** See `transaction.ts`. */
  readonly tag: number;
  readonly faultPoint: FaultPoint;
  readonly warn: (message: string) => void;
  readonly patience: Patience;
}

export interface Patience {
  /** How long a batch waits for its predecessor to be committed. */
  readonly predecessorMs: number;
}

/** Longer than a page takes to load, shorter than an activity's timeout. */
export const PATIENCE: Patience = { predecessorMs: 20_000 };

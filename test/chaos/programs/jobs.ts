/** The jobs under chaos whose plugins are Singer programs, alone and mixed with Meltemi's own, with keys and without. */
import type { Growth as LastingGrowth } from '../jobs';
import type { TableName } from '../tables';

/** Also `news`: what the last run found, since each run begins with an empty table. */
export type Growth = LastingGrowth | 'news';

/** A plugin of a pipeline that runs as a program and can be killed as one. */
export type Role = 'tap' | 'mapper' | 'target';

/** `tap-shop` is written with the Singer SDK (`test/fixtures/python/tap_shop.py`). */
export type TapName = 'tap-shop' | 'tap-shop-keyless' | 'tap-postgres';
/** Those of PyPI are `target-labs` (MeltanoLabs' target-postgres) and `target-lines` (target-jsonl). */
export type TargetName = 'target-postgres' | 'target-labs' | 'target-lines';

export interface ProgramJob {
  readonly name: string;
  readonly tap: TapName;
  /** meltano-map-transform of PyPI is between tap and target, with the map of `project.ts`. */
  readonly mapped: boolean;
  readonly target: TargetName;
  /** A stream of each. */
  readonly tables: readonly TableName[];
  /** Of the destination: what it holds after several runs. */
  readonly growth: Growth;
  /** The rows have a key by which the target merges them: what comes again changes nothing, whatever level is printed. */
  readonly merged: boolean;
  /** The loader's own settings. */
  readonly config: object;
  /** So many pipes side by side, each with some of the streams. */
  readonly lanes: number;
  /** Who runs as a process of its own. */
  readonly programs: readonly Role[];
}

const PAGES: readonly Role[] = ['tap'];
const PIPE: readonly Role[] = ['tap', 'target'];
const MAPPED_PIPE: readonly Role[] = ['tap', 'mapper', 'target'];

type Given = Pick<ProgramJob, 'tap' | 'target' | 'tables' | 'growth' | 'programs'> & Partial<ProgramJob>;

const job = (name: string, given: Given): ProgramJob => ({
  ...{ name, mapped: false, merged: false, config: {}, lanes: 1 },
  ...given,
});
const KEYED = { tap: 'tap-shop', tables: ['orders'], growth: 'mirror', merged: true } as const;

/** In the order in which they take turns. */
export const PROGRAM_JOBS: readonly ProgramJob[] = [
  // The real tap into pages of ours.
  job('tap-merge', { ...KEYED, target: 'target-postgres', programs: PAGES }),
  // Three programs of other people.
  job('pipe-merge', { ...KEYED, mapped: true, target: 'target-labs', programs: MAPPED_PIPE }),
  job('tap-mirror', {
    ...{ tap: 'tap-shop', target: 'target-postgres', tables: ['items'], growth: 'mirror', programs: PAGES },
    config: { load_method: 'overwrite' },
  }),
  job('pipe-lines', {
    ...{ tap: 'tap-shop-keyless', target: 'target-lines', tables: ['notes'], growth: 'changes' },
    ...{ mapped: true, programs: MAPPED_PIPE },
  }),
  // Ours as a program, in front of another's.
  job('labs-merge', { ...KEYED, tap: 'tap-postgres', target: 'target-labs', programs: PIPE }),
  job('tap-keyless', {
    ...{ tap: 'tap-shop-keyless', target: 'target-postgres', tables: ['clicks'], growth: 'mirror', programs: PAGES },
    config: { load_method: 'overwrite' },
  }),
  job('labs-append', {
    ...{ tap: 'tap-postgres', target: 'target-labs', tables: ['clicks'], growth: 'all', programs: PIPE },
  }),
  // Two pipes at once, one state.
  job('lanes-merge', {
    ...KEYED,
    ...{ tables: ['orders', 'notes'], target: 'target-labs', programs: PIPE, lanes: 2 },
  }),
  // A table that each run empties: there is nothing to go on from in its midst.
  job('own-news', {
    ...{ ...KEYED, mapped: true, target: 'target-postgres', growth: 'news', merged: false, programs: MAPPED_PIPE },
    config: { load_method: 'overwrite' },
  }),
  // Ours as a program, behind two of others.
  job('own-merge', { ...KEYED, mapped: true, target: 'target-postgres', programs: MAPPED_PIPE }),
  job('tap-changes', {
    ...{ tap: 'tap-shop-keyless', target: 'target-postgres', tables: ['notes'], growth: 'changes', programs: PAGES },
    config: { load_method: 'append-only' },
  }),
];

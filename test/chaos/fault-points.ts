/**
 * The named places at which the product can be made to die or freeze (`src/activities/fault-injection.ts`), and which of them a
 * run of each target passes. `before-command` belongs to programs, which have tests of their own.
 */
export const TARGET_KINDS = [
  'target-postgres',
  'target-jsonl',
  'target-s3',
  'target-parquet',
  'target-csv',
  'target-duckdb',
] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** Of every job, in the order of a run. */
export const COMMON_POINTS = [
  'before-prepare',
  'after-prepare',
  'before-extract',
  'after-page-rename',
  'after-extract',
  'before-load',
  'after-load',
  'before-finish',
  'after-finish',
  'before-bookmark',
  'after-bookmark',
] as const;
/** Of jobs with a map. */
export const MAP_POINTS = ['before-map', 'after-map'] as const;
const TRANSACTION_POINTS = ['after-target-rows', 'before-target-commit', 'after-target-commit', 'after-swap'] as const;
/** A batch is reserved, uploaded and committed. */
const OBJECT_POINTS = ['after-reserve', ...TRANSACTION_POINTS, 'after-upload'] as const;

export type FaultPointName =
  (typeof COMMON_POINTS)[number] | (typeof MAP_POINTS)[number] | (typeof OBJECT_POINTS)[number];

/** Points in the targets' own code. */
export const POINTS_OF: Readonly<Record<TargetKind, readonly FaultPointName[]>> = {
  'target-postgres': TRANSACTION_POINTS,
  'target-jsonl': TRANSACTION_POINTS,
  'target-s3': OBJECT_POINTS,
  'target-parquet': OBJECT_POINTS,
  'target-csv': OBJECT_POINTS,
  'target-duckdb': TRANSACTION_POINTS,
};

/** Passed once in a run, at its end: armed from the start of a run. */
export const LATE_POINTS: ReadonlySet<FaultPointName> = new Set<FaultPointName>([
  'before-finish',
  'after-swap',
  'after-finish',
  'before-bookmark',
  'after-bookmark',
]);

/** Passed once in a run, at its beginning. */
export const EARLY_POINTS: ReadonlySet<FaultPointName> = new Set<FaultPointName>(['before-prepare', 'after-prepare']);

/** Where a frozen worker is most dangerous: it is about to write, or has written, and will go on when it wakes. */
const FREEZING: ReadonlySet<FaultPointName> = new Set<FaultPointName>([
  'after-reserve',
  'after-target-rows',
  'after-upload',
  'before-target-commit',
]);

export function zombiePointsOf(target: TargetKind): readonly FaultPointName[] {
  return POINTS_OF[target].filter((point) => FREEZING.has(point));
}

/** A frozen worker keeps the lock of DuckDB's file: nobody can take its stream over, so there is nothing to refuse. */
export function canBeTakenOver(target: TargetKind): boolean {
  return target !== 'target-duckdb';
}

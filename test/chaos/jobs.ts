/** The jobs under chaos, one per way of moving data into each target, and what must be in its destination in the end. */
import { COMMON_POINTS, MAP_POINTS, POINTS_OF, type FaultPointName, type TargetKind } from './fault-points';
import { TABLES, type TableName } from './tables';

export type FileFormat = 'parquet' | 'csv' | 'jsonl';

/** Where a stream's rows are read back. Keys and paths are below the bucket, or the folder of all outputs. */
export type Place =
  | { readonly in: 'postgres'; readonly schema: string }
  | { readonly in: 'duckdb'; readonly file: string; readonly schema: string }
  | { readonly in: 'files' | 'bucket'; readonly root: string; readonly format: FileFormat }
  | { readonly in: 'jsonl'; readonly root: string };

/**
 * What a destination holds after several runs.
 * - `mirror`: what the source holds
 * - `all`: what the source held, once for each run
 * - `changes`: each version of a row that a run found
 */
export type Growth = 'mirror' | 'all' | 'changes';

export interface ChaosStream {
  readonly table: TableName;
  readonly growth: Growth;
  /** By `updated_at`; else the full table. */
  readonly incremental: boolean;
}

export interface ChaosJob {
  readonly name: string;
  readonly target: TargetKind;
  readonly streams: readonly ChaosStream[];
  readonly place: Place;
  /** The loader's own settings. */
  readonly config: object;
  /** The tap's own settings. */
  readonly tap: object;
  /** Columns are changed on the way by `project.ts`'s map. */
  readonly mapped: boolean;
  /** Rows wait aside until a stream ends. */
  readonly staged: boolean;
}

const full = (table: TableName, growth: Growth): ChaosStream => ({ table, growth, incremental: false });
const incremental = (table: TableName, growth: Growth): ChaosStream => ({ table, growth, incremental: true });

function postgres(name: string, streams: readonly ChaosStream[], config: object = {}): ChaosJob {
  const place = { in: 'postgres', schema: name } as const;
  const settings = { default_target_schema: name, ...config };
  return { name, target: 'target-postgres', streams, place, config: settings, tap: {}, mapped: false, staged: true };
}

/** Several connections of the tap read the table at once, by ranges of its key or of its blocks. */
function sideBySide(job: ChaosJob): ChaosJob {
  return { ...job, tap: { max_parallel: 4 } };
}

/** One stream each: two workers with streams of one file would mostly wait for each other. */
function duckdb(name: string, streams: readonly ChaosStream[], config: object = {}): ChaosJob {
  const place = { in: 'duckdb', file: `${name}.duckdb`, schema: 'raw' } as const;
  const staged = streams.some(({ incremental }) => !incremental);
  return { name, target: 'target-duckdb', streams, place, config, tap: {}, mapped: false, staged };
}

function jsonl(name: string, streams: readonly ChaosStream[], load_method: string): ChaosJob {
  const place = { in: 'jsonl', root: name } as const;
  const config = { do_timestamp_file: false, load_method };
  return { name, target: 'target-jsonl', streams, place, config, tap: {}, mapped: false, staged: true };
}

/** `append-only` with what changed and with a stream that has no key, and `overwrite`. */
function files(target: 'target-s3' | 'target-csv' | 'target-parquet', format: FileFormat): readonly ChaosJob[] {
  const job = (name: string, load_method: string, streams: readonly ChaosStream[]): ChaosJob => {
    const place = { in: target === 'target-s3' ? 'bucket' : 'files', root: name, format } as const;
    return { name, target, streams, place, config: { load_method }, tap: {}, mapped: false, staged: true };
  };
  const start = target === 'target-s3' ? `s3-${format}` : format;
  const changing = format === 'parquet' ? 'orders' : 'notes';
  return [
    job(`${start}-append`, 'append-only', [incremental(changing, 'changes'), full('clicks', 'all')]),
    job(`${start}-overwrite`, 'overwrite', [full('items', 'mirror')]),
  ];
}

/** In the order in which they take turns: neighbours are of different kinds. */
export const JOBS: readonly ChaosJob[] = interleaved([
  [
    postgres('full_load', [full('items', 'mirror')], { load_method: 'overwrite' }),
    sideBySide(postgres('ranges', [full('items', 'mirror')], { load_method: 'overwrite' })),
    postgres('merged', [incremental('orders', 'mirror')]),
    postgres('keyless', [full('clicks', 'mirror')], { load_method: 'overwrite' }),
    sideBySide(postgres('blocks', [full('clicks', 'mirror')], { load_method: 'overwrite' })),
    { ...postgres('mapped', [incremental('orders', 'mirror')]), mapped: true },
    postgres('appended', [incremental('notes', 'changes'), full('clicks', 'all')], { load_method: 'append-only' }),
  ],
  files('target-s3', 'parquet'),
  [
    duckdb('duck-merge', [incremental('orders', 'mirror')], { load_method: 'upsert' }),
    duckdb('duck-overwrite', [full('items', 'mirror')], { load_method: 'overwrite' }),
    duckdb('duck-append', [full('clicks', 'all')], { load_method: 'append-only' }),
    duckdb('duck-changes', [incremental('notes', 'changes')], { load_method: 'append-only' }),
  ],
  files('target-csv', 'csv'),
  files('target-s3', 'jsonl'),
  [
    jsonl('jsonl-overwrite', [full('notes', 'mirror')], 'overwrite'),
    jsonl('jsonl-append', [incremental('notes', 'changes'), full('clicks', 'all')], 'append-only'),
  ],
  files('target-parquet', 'parquet'),
  files('target-s3', 'csv'),
]);

function interleaved(groups: readonly (readonly ChaosJob[])[]): readonly ChaosJob[] {
  const longest = Math.max(...groups.map((group) => group.length));
  return Array.from({ length: longest }, (_, i) => groups.flatMap((group) => group[i] ?? [])).flat();
}

/** A query on the source: what a run of the job should bring. */
export function expectedRows(job: ChaosJob, { table }: ChaosStream): string {
  if (!job.mapped) return `select ${TABLES[table].postgres}::text as row from ${table}`;
  return 'select row(id, upper(note), amount, md5(ref::text), updated_at)::text as row from orders';
}

/** A query on the target, where that is a PostgreSQL. */
export function loadedRows(job: ChaosJob, { table }: ChaosStream, schema: string): string {
  if (!job.mapped) return `select ${TABLES[table].postgres}::text as row from ${schema}.${table}`;
  return `select row(id, note, amount, k, updated_at)::text as row from ${schema}.orders`;
}

/** The points that a run of the job passes. */
export function pointsOf(job: ChaosJob): readonly FaultPointName[] {
  const own = POINTS_OF[job.target].filter((point) => job.staged || point !== 'after-swap');
  return [...COMMON_POINTS, ...(job.mapped ? MAP_POINTS : []), ...own];
}

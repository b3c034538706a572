/** The tables `_meltemi.heads` and `_meltemi.ledger`: one head per (state id, stream), one ledger row per batch, in the data's own transactions. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Bookmark, Position } from '../../model/position';
import type { Head } from '../../model/reconcile';
import { queryRows } from '../../systems/duckdb/database-file';
import { STAGING_USES, type StagingUse } from './staging';

export interface StreamKey {
  readonly stateId: string;
  readonly stream: string;
}

export interface StoredHead extends Head {
  /** Where the run started: true again when what it staged is dropped. */
  readonly startBookmark: Bookmark | null;
  /** What `finish` does with the table aside; null: batches go straight into the destination. */
  readonly staging: StagingUse | null;
  /** `finish` of this run is done. */
  readonly finished: boolean;
}

export interface LedgerEntry {
  readonly rows: number;
  readonly position: Position;
}

/** Ledger rows of this many runs are kept, for people who want to see what happened. */
const KEPT_RUNS = 3;
const HEADS = '_meltemi.heads';
const ENTRIES = '_meltemi.ledger';
const OF_STREAM = 'state_id = $1 AND stream = $2';

export const LEDGER_STEPS: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS _meltemi',
  `CREATE TABLE IF NOT EXISTS ${HEADS} (
    state_id VARCHAR, stream VARCHAR, destination VARCHAR, epoch BIGINT, run_id VARCHAR, seq BIGINT, "rows" BIGINT,
    "position" VARCHAR, bookmark VARCHAR, start_bookmark VARCHAR, edit_id VARCHAR, staging VARCHAR, finished BOOLEAN)`,
  `CREATE TABLE IF NOT EXISTS ${ENTRIES} (
    state_id VARCHAR, stream VARCHAR, run_id VARCHAR, seq BIGINT, epoch BIGINT, "rows" BIGINT, "position" VARCHAR,
    bookmark VARCHAR, loaded_at TIMESTAMP WITH TIME ZONE DEFAULT now())`,
];

/** Null when nothing was ever prepared. */
export async function readHead(connection: DuckDBConnection, key: StreamKey): Promise<StoredHead | null> {
  const known = await queryRows(
    connection,
    `SELECT 1 FROM duckdb_tables() WHERE schema_name = '_meltemi' AND table_name = 'heads' AND database_name = current_database()`,
  );
  if (known.length === 0) return null;
  const [row] = await queryRows(connection, `FROM ${HEADS} WHERE ${OF_STREAM}`, [key.stateId, key.stream]);
  if (row === undefined) return null;
  return {
    epoch: Number(row['epoch']),
    runId: String(row['run_id']),
    seq: Number(row['seq']),
    rows: Number(row['rows']),
    position: JSON.parse(String(row['position'])) as Position,
    bookmark: parseBookmark(row['bookmark']),
    editId: typeof row['edit_id'] === 'string' ? row['edit_id'] : null,
    startBookmark: parseBookmark(row['start_bookmark']),
    staging: STAGING_USES.find((use) => use === row['staging']) ?? null,
    finished: row['finished'] === true,
  };
}

export async function writeHead(
  connection: DuckDBConnection,
  key: StreamKey,
  head: StoredHead,
  destination: string,
): Promise<void> {
  await connection.run(`DELETE FROM ${HEADS} WHERE ${OF_STREAM}`, [key.stateId, key.stream]);
  await connection.run(`INSERT INTO ${HEADS} VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, [
    key.stateId,
    key.stream,
    destination,
    head.epoch,
    head.runId,
    head.seq,
    head.rows,
    JSON.stringify(head.position),
    bookmarkJson(head.bookmark),
    bookmarkJson(head.startBookmark),
    head.editId,
    head.staging,
    head.finished,
  ]);
}

export async function writeEntry(
  connection: DuckDBConnection,
  key: StreamKey,
  batch: { runId: string; seq: number; epoch: number; next: Position; bookmark: Bookmark | null },
  rows: number,
): Promise<void> {
  await connection.run(
    `INSERT INTO ${ENTRIES} (state_id, stream, run_id, seq, epoch, "rows", "position", bookmark)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      key.stateId,
      key.stream,
      batch.runId,
      batch.seq,
      batch.epoch,
      rows,
      JSON.stringify(batch.next),
      bookmarkJson(batch.bookmark),
    ],
  );
}

export async function readEntry(
  connection: DuckDBConnection,
  key: StreamKey,
  runId: string,
  seq: number,
): Promise<LedgerEntry | null> {
  const [row] = await queryRows(connection, `FROM ${ENTRIES} WHERE ${OF_STREAM} AND run_id = $3 AND seq = $4`, [
    key.stateId,
    key.stream,
    runId,
    seq,
  ]);
  if (row === undefined) return null;
  return { rows: Number(row['rows']), position: JSON.parse(String(row['position'])) as Position };
}

/** The run starts over: its seqs will be written again. */
export async function forgetRun(connection: DuckDBConnection, key: StreamKey, runId: string): Promise<void> {
  await connection.run(`DELETE FROM ${ENTRIES} WHERE ${OF_STREAM} AND run_id = $3`, [key.stateId, key.stream, runId]);
}

export async function prune(connection: DuckDBConnection, key: StreamKey): Promise<void> {
  await connection.run(
    `DELETE FROM ${ENTRIES} WHERE ${OF_STREAM} AND run_id NOT IN (
       SELECT run_id FROM ${ENTRIES} WHERE ${OF_STREAM}
        GROUP BY run_id ORDER BY max(loaded_at) DESC LIMIT ${String(KEPT_RUNS)})`,
    [key.stateId, key.stream],
  );
}

function bookmarkJson(value: Bookmark | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function parseBookmark(json: unknown): Bookmark | null {
  return typeof json === 'string' ? (JSON.parse(json) as Bookmark) : null;
}

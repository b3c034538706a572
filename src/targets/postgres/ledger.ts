/** The tables beside the data that say what is loaded: one head per (state id, stream), one ledger row per batch. */
import type { Client } from 'pg';
import type { Bookmark, Position } from '../../model/position';
import type { Head } from '../../model/reconcile';
import { quoteIdent, quoteQualified } from '../../systems/postgres/quote';
import { STAGING_USES, type StagingUse } from './staging';

export interface StreamKey {
  readonly stateId: string;
  readonly stream: string;
}

export interface StoredHead extends Head {
  /** Where the run started: true again when what it staged is dropped. */
  readonly startBookmark: Bookmark | null;
  /** The table aside, in the ledger's schema; null: batches go straight into the destination. */
  readonly staging: { readonly table: string; readonly use: StagingUse } | null;
  /** `finish` of this run is done. */
  readonly finished: boolean;
}

export interface LedgerEntry {
  readonly rows: number;
  readonly position: Position;
}

/** Ledger rows of this many runs are kept, for people who want to see what happened. */
const KEPT_RUNS = 3;

export class Ledger {
  readonly heads: string;
  readonly entries: string;

  constructor(readonly schema: string) {
    this.heads = quoteQualified(schema, 'meltemi_heads');
    this.entries = quoteQualified(schema, 'meltemi_ledger');
  }

  /**
   * Makes schema and tables where they are missing, in a transaction of its own. `if not exists` alone fails when two
   * sessions do it at once, so they take turns; a user without the right to create anything is fine once they exist.
   */
  async ensure(client: Client): Promise<void> {
    if (await this.exists(client)) return;
    await client.query('begin');
    // Any fixed number does: it only has to be ours ("melt" in ASCII).
    await client.query('select pg_advisory_xact_lock(1835363444)');
    if (!(await this.exists(client))) {
      const schemaExists = await client.query('select 1 where to_regnamespace($1) is not null', [
        quoteIdent(this.schema),
      ]);
      if (schemaExists.rows.length === 0) await client.query(`create schema if not exists ${quoteIdent(this.schema)}`);
      await client.query(`create table if not exists ${this.heads} ${HEAD_COLUMNS}`);
      await client.query(`create table if not exists ${this.entries} ${LEDGER_COLUMNS}`);
    }
    await client.query('commit');
  }

  async exists(client: Client): Promise<boolean> {
    const found = await client.query('select 1 where to_regclass($1) is not null and to_regclass($2) is not null', [
      this.heads,
      this.entries,
    ]);
    return found.rows.length > 0;
  }

  /** Null when nothing was ever prepared. */
  async readHead(client: Client, key: StreamKey): Promise<StoredHead | null> {
    const found = await client.query<HeadRow>(`select * from ${this.heads} where state_id = $1 and stream = $2`, [
      key.stateId,
      key.stream,
    ]);
    return found.rows[0] === undefined ? null : toHead(found.rows[0]);
  }

  /** Waits for whoever holds it, and keeps it until the transaction ends. Null when nothing was ever prepared. */
  async lockHead(client: Client, key: StreamKey): Promise<StoredHead | null> {
    const found = await client.query<HeadRow>(
      `select * from ${this.heads} where state_id = $1 and stream = $2 for update`,
      [key.stateId, key.stream],
    );
    return found.rows[0] === undefined ? null : toHead(found.rows[0]);
  }

  /** As `lockHead`, once the batch before `seq` is in the head or something else has changed; null until then. */
  async lockHeadAt(client: Client, key: StreamKey, seq: number, epoch: number): Promise<StoredHead | null> {
    const found = await client.query<HeadRow>(
      `select * from ${this.heads} where state_id = $1 and stream = $2
          and (seq >= $3::bigint - 1 or epoch <> $4 or finished) for update`,
      [key.stateId, key.stream, seq, epoch],
    );
    return found.rows[0] === undefined ? null : toHead(found.rows[0]);
  }

  /** Locks the head, which is made when it is missing; null then. */
  async createAndLockHead(client: Client, key: StreamKey): Promise<StoredHead | null> {
    const made = await client.query(
      `insert into ${this.heads} (state_id, stream, epoch, run_id, seq, rows, position, finished)
       values ($1, $2, 0, '', 0, 0, '{"kind":"start","bookmark":null}', false) on conflict do nothing returning 1`,
      [key.stateId, key.stream],
    );
    return made.rows.length > 0 ? null : this.lockHead(client, key);
  }

  async writeHead(client: Client, key: StreamKey, head: StoredHead, destination: string): Promise<void> {
    await client.query(
      `update ${this.heads} set epoch = $3, run_id = $4, seq = $5, rows = $6, position = $7, bookmark = $8,
              start_bookmark = $9, edit_id = $10, staging = $11, staging_use = $12, finished = $13, destination = $14,
              updated_at = now()
        where state_id = $1 and stream = $2`,
      [
        key.stateId,
        key.stream,
        head.epoch,
        head.runId,
        head.seq,
        head.rows,
        JSON.stringify(head.position),
        toJson(head.bookmark),
        toJson(head.startBookmark),
        head.editId,
        head.staging?.table ?? null,
        head.staging?.use ?? null,
        head.finished,
        destination,
      ],
    );
  }

  /** Moves the locked head on by one batch and writes its ledger row. `bookmark` null keeps the head's. */
  async advance(
    client: Client,
    key: StreamKey,
    batch: { runId: string; seq: number; epoch: number; next: Position; bookmark: Bookmark | null },
    rows: number,
  ): Promise<void> {
    await client.query(
      `with entry as (
         insert into ${this.entries} (state_id, stream, run_id, seq, epoch, rows, position, bookmark, xact)
         values ($1, $2, $3, $4, $5, $6, $7, $8, txid_current()))
       update ${this.heads} set seq = $4, rows = rows + $6::bigint, position = $7,
              bookmark = coalesce($8::json, bookmark), updated_at = now()
        where state_id = $1 and stream = $2`,
      [
        key.stateId,
        key.stream,
        batch.runId,
        batch.seq,
        batch.epoch,
        rows,
        JSON.stringify(batch.next),
        toJson(batch.bookmark),
      ],
    );
  }

  async readEntry(client: Client, key: StreamKey, runId: string, seq: number): Promise<LedgerEntry | null> {
    const found = await client.query<{ rows: string; position: string }>(
      `select rows, position from ${this.entries} where state_id = $1 and stream = $2 and run_id = $3 and seq = $4`,
      [key.stateId, key.stream, runId, seq],
    );
    const [row] = found.rows;
    return row === undefined ? null : { rows: Number(row.rows), position: parsePosition(row.position) };
  }

  /** The run starts over: its seqs will be written again. */
  async forgetRun(client: Client, key: StreamKey, runId: string): Promise<void> {
    await client.query(`delete from ${this.entries} where state_id = $1 and stream = $2 and run_id = $3`, [
      key.stateId,
      key.stream,
      runId,
    ]);
  }

  async prune(client: Client, key: StreamKey): Promise<void> {
    await client.query(
      `delete from ${this.entries} where state_id = $1 and stream = $2 and run_id not in (
         select run_id from ${this.entries} where state_id = $1 and stream = $2
          group by run_id order by max(loaded_at) desc limit ${String(KEPT_RUNS)})`,
      [key.stateId, key.stream],
    );
  }
}

/** `json`, not `jsonb`: a cursor's text is kept as it is, and may hold what jsonb refuses (a NUL character's escape). */
const HEAD_COLUMNS = `(
  state_id text not null, stream text not null, epoch bigint not null, run_id text not null, seq bigint not null,
  rows bigint not null, position json not null, bookmark json, start_bookmark json, edit_id text, destination text,
  staging text, staging_use text, finished boolean not null, updated_at timestamptz not null default now(),
  primary key (state_id, stream))`;

/** `xact`: the loading transaction, by which rows can be put in the order of their batches. */
const LEDGER_COLUMNS = `(
  state_id text not null, stream text not null, run_id text not null, seq bigint not null, epoch bigint not null,
  rows bigint not null, position json not null, bookmark json, xact bigint not null,
  loaded_at timestamptz not null default now(), primary key (state_id, stream, run_id, seq))`;

/** All columns come as text. */
interface HeadRow {
  readonly epoch: string;
  readonly run_id: string;
  readonly seq: string;
  readonly rows: string;
  readonly position: string;
  readonly bookmark: string | null;
  readonly start_bookmark: string | null;
  readonly edit_id: string | null;
  readonly staging: string | null;
  readonly staging_use: string | null;
  readonly finished: string;
}

function toHead(row: HeadRow): StoredHead {
  const use = STAGING_USES.find((name) => name === row.staging_use);
  return {
    epoch: Number(row.epoch),
    runId: row.run_id,
    seq: Number(row.seq),
    rows: Number(row.rows),
    position: parsePosition(row.position),
    bookmark: parseBookmark(row.bookmark),
    editId: row.edit_id,
    startBookmark: parseBookmark(row.start_bookmark),
    staging: row.staging === null || use === undefined ? null : { table: row.staging, use },
    finished: row.finished === 't',
  };
}

function toJson(value: Bookmark | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

// The ledger's own JSON was written by `JSON.stringify` above; this is its parser.
function parsePosition(json: string): Position {
  return JSON.parse(json) as Position;
}

function parseBookmark(json: string | null): Bookmark | null {
  return json === null ? null : (JSON.parse(json) as Bookmark);
}

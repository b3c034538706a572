/**
 * Transactions on one stream. Each holds a shared advisory lock as a tag, by which a later one finds the sessions that
 * were left behind by a frozen or vanished worker, and ends those that stand in its way.
 */
import type { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import type { PostgresPool } from '../../systems/postgres/pool';
import { hash32 } from './destination';
import type { StreamKey } from './ledger';

/** Second key of the tags ("melt" in ASCII), so that another program's advisory lock is not taken for one of ours. */
const TAG = 1835363444;

/** `superseded`: whatever is in the way is outdated. `frozen`: only sessions that have been waiting for their worker for this long. */
export type Rival = 'superseded' | 'frozen';

/** A healthy worker goes from statement to statement in milliseconds; 5 s without one, holding a lock, is a frozen one. */
const FROZEN_AFTER_SECONDS = 5;
const LOOK_EVERY_MS = { superseded: 1_000, frozen: 2_500 } as const satisfies Record<Rival, number>;

/**
 * `idle_in_transaction_session_timeout`: a worker that froze in a transaction gives its locks back after a minute even when
 * nobody comes for them. `synchronous_commit`: a batch must be durable when its receipt is given, whatever the database's default.
 */
const BEGIN = `begin isolation level read committed; set local idle_in_transaction_session_timeout = '60s'`;
const TAG_SESSION = `select pg_backend_pid() as pid, pg_advisory_xact_lock_shared($1, $2),
  case when current_setting('synchronous_commit') = 'off' then set_config('synchronous_commit', 'on', true) end`;

export interface Transaction {
  readonly client: Client;
  readonly tag: number;
  readonly pid: number;
}

/** `scope`: the ledger's schema, since one database may hold several ledgers. */
export function tagOf(scope: string, key: StreamKey): number {
  // PostgreSQL's two-part advisory keys are signed.
  return hash32(`${scope}\0${key.stateId}\0${key.stream}`) | 0;
}

export async function begin(client: Client, tag: number): Promise<Transaction> {
  await client.query(BEGIN);
  const tagged = await client.query<{ pid: string }>(TAG_SESSION, [tag, TAG]);
  return { client, tag, pid: Number(tagged.rows[0]?.pid) };
}

/** PostgreSQL answers a COMMIT of a transaction that failed before with a rollback and no error; that must not pass for a success. */
export async function commit(transaction: Transaction): Promise<void> {
  const result = await transaction.client.query('commit');
  if (result.command !== 'COMMIT') throw new Error('PostgreSQL rolled back a transaction that was to be committed.');
}

export async function rollback(transaction: Transaction): Promise<void> {
  await transaction.client.query('rollback');
}

/** Ends every session that works on the stream: for `prepare`, which makes them all outdated. */
export async function endRivals(client: Client, tag: number): Promise<void> {
  await client
    .query(`select pg_terminate_backend(pid) from pg_locks where ${TAGGED} and pid <> pg_backend_pid()`, tagValues(tag))
    .catch(ignoreMissingRight);
}

/** Does `work`, whose statements may wait for locks; rivals that hold them are ended from another connection. */
export async function withRivalsEnded<T>(
  pool: PostgresPool,
  { tag, pid }: Transaction,
  rival: Rival,
  work: () => Promise<T>,
): Promise<T> {
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(() => endBlockers(pool, tag, pid, rival)).catch(() => undefined);
  }, LOOK_EVERY_MS[rival]);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await looking;
  }
}

async function endBlockers(pool: PostgresPool, tag: number, pid: number, rival: Rival): Promise<void> {
  const onlyFrozen =
    rival === 'frozen'
      ? `and a.state like 'idle in transaction%' and a.state_change < now() - interval '${String(FROZEN_AFTER_SECONDS)} s'`
      : '';
  await pool.use({ side: 'target', purpose: 'ending sessions of a frozen worker' }, (client) =>
    client.query(
      `select pg_terminate_backend(a.pid) from pg_stat_activity a
        where a.pid = any(pg_blocking_pids($3)) ${onlyFrozen}
          and exists (select 1 from pg_locks where ${TAGGED} and pid = a.pid)`,
      [...tagValues(tag), pid],
    ),
  );
}

/** The catalog shows advisory keys as unsigned numbers. */
const TAGGED = `locktype = 'advisory' and objsubid = 2 and classid::bigint = $1 and objid::bigint = $2
  and database = (select oid from pg_database where datname = current_database())`;

function tagValues(tag: number): [number, number] {
  return [tag >>> 0, TAG];
}

/** Sessions of another role cannot be ended; they are waited for instead. */
function ignoreMissingRight(error: unknown): void {
  if (error instanceof MeltemiError || !(error instanceof Error) || Reflect.get(error, 'code') !== '42501') throw error;
}

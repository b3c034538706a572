/** Rows of old versions of a table: what Singer's ACTIVATE_VERSION is about. */
import type { Client } from 'pg';
import type { JsonValue } from '../../model/json';
import { jsonText } from '../../model/lossless-json';
import { quoteIdent } from '../../systems/postgres/quote';
import { DELETED_AT } from './tending';
import type { Work } from './work';

const VERSION = quoteIdent('_sdc_table_version');

/** Rows of another version than this, or of none, are deleted, or marked with the time (`hard` false) when they are not yet. */
export async function keepVersion(work: Work, version: JsonValue, hard: boolean, signal: AbortSignal): Promise<void> {
  const { qualified } = work.destination;
  const old = `(${VERSION} < $1::bigint or ${VERSION} is null)`;
  const deletedAt = quoteIdent(DELETED_AT);
  const statement = hard
    ? `delete from ${qualified} where ${old}`
    : `update ${qualified} set ${deletedAt} = now() at time zone 'utc' where ${old} and ${deletedAt} is null`;
  const purpose = `activating a version of ${qualified}`;
  await work.pool.use({ side: 'target', purpose, signal }, (client) => client.query(statement, [jsonText(version)]));
}

/**
 * Rows that no batch of the run has brought: each row bears the time of its batch's transaction, and so does the ledger. In the caller's
 * transaction, before the ledger is pruned.
 */
export async function retireMissing(client: Client, work: Work, runId: string): Promise<void> {
  const { destination, ledger, key, settings } = work;
  const batchedAt = quoteIdent('_sdc_batched_at');
  const deletedAt = quoteIdent(DELETED_AT);
  const first = `coalesce((select min(loaded_at) from ${ledger.entries}
    where state_id = $1 and stream = $2 and run_id = $3), now()) at time zone 'utc'`;
  const missing = `(${batchedAt} < ${first} or ${batchedAt} is null)`;
  await client.query(
    settings.hardDelete
      ? `delete from ${destination.qualified} where ${missing}`
      : `update ${destination.qualified} set ${deletedAt} = now() at time zone 'utc' where ${missing} and ${deletedAt} is null`,
    [key.stateId, key.stream, runId],
  );
}

/** Rows of old versions of a table: what Singer's ACTIVATE_VERSION is about. */
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

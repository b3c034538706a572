/** What the settings ask for beside the rows, once a stream is loaded: indexes, deleted rows, rights. In the caller's transaction. */
import type { Client } from 'pg';
import { quoteIdent, quoteQualified } from '../../systems/postgres/quote';
import { columnList } from './table-ddl';
import type { Work } from './work';

/** Set in rows that the source has deleted, by taps that tell it. */
export const DELETED_AT = '_sdc_deleted_at';

export async function tend(client: Client, work: Work): Promise<void> {
  const { destination, settings } = work;
  if (settings.hardDelete && settings.variant === 'pipelinewise') await deleteMarked(client, work);
  for (const columns of destination.indexes) await makeIndex(client, work, columns.split(','));
  if (destination.readers.length > 0) await grantReading(client, work);
}

async function deleteMarked(client: Client, work: Work): Promise<void> {
  const { qualified } = work.destination;
  const found = await client.query(
    'select 1 from pg_attribute where attrelid = to_regclass($1) and attname = $2 and not attisdropped',
    [qualified, DELETED_AT],
  );
  if (found.rows.length === 0) return;
  await makeIndex(client, work, [DELETED_AT]);
  await client.query(`delete from ${qualified} where ${quoteIdent(DELETED_AT)} is not null`);
}

/** Named as the Singer target names them, so that one that it has made is found. */
async function makeIndex(client: Client, { destination }: Work, columns: readonly string[]): Promise<void> {
  const names = columns.map((column) => column.trim());
  const index = `i_${destination.table.slice(0, 30)}_${names.join('_')}`.replaceAll(' ', '').slice(0, 63).toLowerCase();
  const there = await client.query('select 1 where to_regclass($1) is not null', [
    quoteQualified(destination.schema, index),
  ]);
  if (there.rows.length > 0) return;
  await client.query(`create index ${quoteIdent(index)} on ${destination.qualified} (${columnList(names)})`);
}

async function grantReading(client: Client, { destination }: Work): Promise<void> {
  const roles = destination.readers.map(quoteIdent).join(', ');
  await client.query(`grant usage on schema ${quoteIdent(destination.schema)} to ${roles}`);
  await client.query(`grant select on table ${destination.qualified} to ${roles}`);
}

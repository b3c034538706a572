/** Rows with a key into a table that has it: `insert ... on conflict do update`, in one statement. */
import type { Client } from 'pg';
import { sqlStateOf } from '../../systems/postgres/errors';
import { quoteIdent } from '../../systems/postgres/quote';
import type { Ledger, StreamKey } from './ledger';
import { columnList } from './table-ddl';

export interface Merge {
  /** Quoted names. */
  readonly from: string;
  readonly into: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

/** `on conflict do update` would touch a row a second time: two rows of one statement have the same key. */
const CARDINALITY_VIOLATION = '21000';

/**
 * Merges; when `from` holds a key twice, `removeOlder` is called to leave the last version of each, and it is merged again.
 * Most batches have each key once, and looking for doubles first would cost them a sort.
 */
export async function mergeRows(client: Client, merge: Merge, removeOlder: () => Promise<void>): Promise<void> {
  const statement = mergeStatement(merge);
  await client.query('savepoint merging');
  try {
    await client.query(statement);
  } catch (error) {
    if (sqlStateOf(error) !== CARDINALITY_VIOLATION) throw error;
    await client.query('rollback to savepoint merging');
    await removeOlder();
    await client.query(statement);
  }
}

function mergeStatement({ from, into, columns, key }: Merge): string {
  const changes = columns
    .filter((name) => !key.includes(name))
    .map((name) => `${quoteIdent(name)} = excluded.${quoteIdent(name)}`);
  const action = changes.length === 0 ? 'do nothing' : `do update set ${changes.join(', ')}`;
  const names = columnList(columns);
  return `insert into ${into} (${names}) select ${names} from ${from} on conflict (${columnList(key)}) ${action}`;
}

/** Leaves the last version of each key in a table that one COPY filled: there the place of a row tells its order. */
export async function removeOlderInBatch(client: Client, table: string, key: readonly string[]): Promise<void> {
  await client.query(removeOlder(table, '', key, 'r.ctid desc'));
}

/**
 * Leaves the last version of each key in a table that many batches filled, side by side: the ledger knows by which
 * transaction each batch was loaded, and every row bears its transaction (`xmin`).
 */
export async function removeOlderInFill(
  client: Client,
  table: string,
  key: readonly string[],
  ledger: Ledger,
  stream: StreamKey,
): Promise<void> {
  const join = `left join ${ledger.entries} l on l.state_id = $1 and l.stream = $2
    and l.xact % 4294967296 = r.xmin::text::bigint`;
  const statement = removeOlder(table, join, key, 'l.seq desc nulls last, r.ctid desc');
  await client.query(statement, [stream.stateId, stream.stream]);
}

function removeOlder(table: string, join: string, key: readonly string[], order: string): string {
  const partition = key.map((name) => `r.${quoteIdent(name)}`).join(', ');
  return `delete from ${table} t using (
      select r.ctid as place, row_number() over (partition by ${partition} order by ${order}) as version
        from ${table} r ${join}) v
    where t.ctid = v.place and v.version > 1`;
}

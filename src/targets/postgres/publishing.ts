/** Makes use of the table aside at a stream's end: it becomes the destination, or its rows go there. All in the caller's transaction. */
import type { Client } from 'pg';
import { assertNever, MeltemiError } from '../../model/errors';
import { sqlStateOf } from '../../systems/postgres/errors';
import { quoteIdent, quoteQualified } from '../../systems/postgres/quote';
import type { LoadMode } from '../../model/plan';
import type { OutputStream } from '../target';
import { evolve } from './evolving';
import type { StoredHead } from './ledger';
import { mergeRows, removeOlderInFill } from './merge';
import { dropDefaults } from './metadata';
import { giveGrants, readReplaced, type Replaced } from './replaced-table';
import { addPrimaryKey, columnList } from './table-ddl';
import { readTableShape, type TableShape } from './table-shape';
import type { Work } from './work';

const UNIQUE_VIOLATION = '23505';

interface Fill {
  /** Quoted. */
  readonly qualified: string;
  readonly shape: TableShape;
  readonly keyed: boolean;
}

export async function publish(
  work: Work,
  client: Client,
  head: StoredHead,
  stream: OutputStream,
  loadMode: LoadMode,
): Promise<void> {
  if (head.staging === null) return;
  const { destination } = work;
  const qualified = quoteQualified(destination.schema, head.staging.table);
  const shape = await readTableShape(client, { schema: destination.schema, table: head.staging.table, qualified });
  if (shape === null) throw fillMissing(qualified, stream);
  const fill: Fill = { qualified, shape, keyed: loadMode !== 'append' && stream.schema.keyProperties.length > 0 };
  const existing = await readTableShape(client, destination);
  if (existing === null) return becomeDestination(work, client, fill, stream);
  switch (head.staging.use) {
    case 'replace':
      return replace(work, client, fill, stream, existing);
    case 'insert':
      return insert(work, client, fill);
    // `create` and yet there is a table: another run made it in the meantime.
    case 'create':
    case 'merge':
      return merge(work, client, fill, stream, existing);
    default:
      return assertNever(head.staging.use, 'use of a staged table');
  }
}

async function becomeDestination(work: Work, client: Client, fill: Fill, stream: OutputStream): Promise<void> {
  if (fill.keyed) await buildKey(work, client, fill, stream);
  await rename(work, client, fill);
}

async function rename(work: Work, client: Client, fill: Fill): Promise<void> {
  const { schema, table, qualified } = work.destination;
  await dropDefaults(client, fill.qualified, work.metadata);
  await client.query(`alter table ${fill.qualified} rename to ${quoteIdent(table)}`);
  const wanted = `${table}_pkey`;
  // PostgreSQL cuts the names it makes for long tables; ours stays as it is then, as it does when the name is taken.
  if (!fill.keyed || Buffer.byteLength(wanted) > 63) return;
  const key = await client.query<{ conname: string }>(
    `select conname from pg_constraint
      where conrelid = to_regclass($1) and contype = 'p' and to_regclass($2) is null`,
    [qualified, quoteQualified(schema, wanted)],
  );
  const [made] = key.rows;
  if (made === undefined) return;
  await client.query(`alter table ${qualified} rename constraint ${quoteIdent(made.conname)} to ${quoteIdent(wanted)}`);
}

/**
 * One index build over all rows is much cheaper than keeping an index while they come. A row that moved in the source
 * while it was being read may be there twice; its last version stays.
 */
async function buildKey(work: Work, client: Client, fill: Fill, stream: OutputStream): Promise<void> {
  const key = stream.schema.keyProperties;
  await client.query('savepoint building');
  try {
    await client.query(addPrimaryKey(fill.qualified, key));
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    await client.query('rollback to savepoint building');
    await removeOlderInFill(client, fill.qualified, key, work.ledger, work.key);
    await client.query(addPrimaryKey(fill.qualified, key));
  }
}

async function replace(
  work: Work,
  client: Client,
  fill: Fill,
  stream: OutputStream,
  existing: TableShape,
): Promise<void> {
  const { qualified } = work.destination;
  // Before the old table is locked: its readers wait for the swap only.
  if (fill.keyed) await buildKey(work, client, fill, stream);
  await client.query(`lock table ${qualified} in access exclusive mode`);
  const replaced = await readReplaced(client, qualified);
  if (!replaced.plain) return replaceInPlace(work, client, fill, stream, existing, replaced);
  await client.query(`drop table ${qualified}`);
  await rename(work, client, fill);
  await giveGrants(client, qualified, replaced.grants);
}

/** Views, foreign keys, triggers and the like hang on the old table: it stays, and its rows are exchanged. */
async function replaceInPlace(
  work: Work,
  client: Client,
  fill: Fill,
  stream: OutputStream,
  existing: TableShape,
  replaced: Replaced,
): Promise<void> {
  const { qualified } = work.destination;
  const types = await evolve(client, work, work.destination, existing, stream.schema, false);
  const names = [...fill.shape.columns.keys()];
  const values = names.map((name) => {
    const to = types.get(name) ?? 'text';
    // By way of the text, as COPY would read it.
    return fill.shape.columns.get(name) === to ? quoteIdent(name) : `${quoteIdent(name)}::text::${to}`;
  });
  await client.query(replaced.referenced ? `delete from ${qualified}` : `truncate ${qualified}`);
  await client.query(
    `insert into ${qualified} (${columnList(names)}) select ${values.join(', ')} from ${fill.qualified}`,
  );
  await client.query(`drop table ${fill.qualified}`);
}

async function insert(work: Work, client: Client, fill: Fill): Promise<void> {
  const names = columnList([...fill.shape.columns.keys()]);
  await client.query(`insert into ${work.destination.qualified} (${names}) select ${names} from ${fill.qualified}`);
  await client.query(`drop table ${fill.qualified}`);
}

async function merge(
  work: Work,
  client: Client,
  fill: Fill,
  stream: OutputStream,
  existing: TableShape,
): Promise<void> {
  const key = stream.schema.keyProperties;
  await evolve(client, work, work.destination, existing, stream.schema, true);
  await mergeRows(
    client,
    { from: fill.qualified, into: work.destination.qualified, columns: [...fill.shape.columns.keys()], key },
    () => removeOlderInFill(client, fill.qualified, key, work.ledger, work.key),
  );
  await client.query(`drop table ${fill.qualified}`);
}

function fillMissing(qualified: string, stream: OutputStream): MeltemiError {
  return new MeltemiError(
    'SessionLost',
    `The table ${qualified}, which holds what was loaded of \`${stream.name}\`, is gone.`,
    'The stream is read again from where the run began.',
  );
}

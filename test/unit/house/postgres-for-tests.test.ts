import { Client } from 'pg';
import { createDatabase, sharedPostgresUrl, startPostgres } from '../../support/postgres';

async function select(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('the shared server is PostgreSQL 18 with logical decoding', async () => {
  const rows = await select(
    sharedPostgresUrl(),
    `SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('wal_level') AS wal`,
  );
  expect(rows).toEqual([{ major: 18, wal: 'logical' }]);
});

test('a database is empty, and gone after drop even while a connection is open', async () => {
  const database = await createDatabase('house');
  await select(database.url, 'CREATE TABLE t (a int)');
  const again = await createDatabase('house');
  expect(await select(again.url, `SELECT FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
  const open = new Client({ connectionString: again.url });
  const closed = new Promise((resolve) => open.on('error', resolve));
  await open.connect();
  await again.drop();
  await closed;
  await expect(select(again.url, 'SELECT 1')).rejects.toThrow('does not exist');
});

test('a killed server keeps what was committed and loses what was not', async () => {
  const server = await startPostgres();
  try {
    const url = await server.createDatabase('mine');
    await select(url, 'CREATE TABLE t (a int); INSERT INTO t VALUES (1)');
    const open = new Client({ connectionString: url });
    open.on('error', () => undefined);
    await open.connect();
    await open.query('BEGIN; INSERT INTO t VALUES (2)');
    await server.kill();
    await expect(select(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    expect(await select(url, 'SELECT a FROM t')).toEqual([{ a: 1 }]);
  } finally {
    await server.stop();
  }
});

/** What tap-postgres finds: views, foreign tables, schemas that are chosen, and names that hold anything. */
import { Client } from 'pg';
import type { JsonObject } from '../../src/model/json';
import { createPostgresTap } from '../../src/taps/postgres/postgres-tap';
import type { Tap } from '../../src/taps/tap';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { discoverOne, linesOf, noAbort, PageBench, quietContext, selected } from './tap-bench';

/** As a schema, a table and a column each. */
const NAMES = [
  'say "hi"',
  "o'clock",
  'a.b',
  'two  words ',
  'Größe 表 🦊',
  'e\u0301',
  '$1',
  '%s',
  'back\\slash',
  'SELECT',
];

let database: TestDatabase;
let sql: Client;
let pages: PageBench;
const taps: Tap[] = [];

beforeAll(async () => {
  database = await createDatabase('tap_postgres_names');
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  const { hostname, port, username, password, pathname } = new URL(database.url);
  const login = `user '${username}', password '${decodeURIComponent(password)}'`;
  await sql.query(`
    create table orders (id integer primary key, note text);
    insert into orders select n, 'note ' || n from generate_series(1, 7) n;
    create view odd as select * from orders where id % 2 = 1;
    create materialized view even as select * from orders where id % 2 = 0;
    create schema sales; create table sales.t (id integer primary key);
    create schema stock; create table stock.t (id integer primary key);
    create extension postgres_fdw;
    create server itself foreign data wrapper postgres_fdw
      options (host '${hostname}', port '${port}', dbname '${pathname.slice(1)}');
    create user mapping for current_user server itself options (${login});
    create schema far;
    create foreign table far.orders (id integer not null, note text) server itself
      options (schema_name 'public', table_name 'orders');`);
  for (const name of NAMES) {
    const quoted = sql.escapeIdentifier(name);
    await sql.query(`create schema ${quoted}`);
    await sql.query(`create table ${quoted}.${quoted} (id integer primary key, ${quoted} text)`);
    await sql.query(`insert into ${quoted}.${quoted} select n, 'v' || n from generate_series(1, 5) n`);
  }
  pages = await PageBench.open();
});

afterEach(async () => {
  for (const tap of taps.splice(0)) await tap.close();
});

afterAll(async () => {
  await pages.close();
  await sql.end();
  await database.drop();
});

function tapWith(settings: JsonObject = {}): Tap {
  const tap = createPostgresTap({ url: database.url, ...settings }, quietContext);
  taps.push(tap);
  return tap;
}

async function streamsOf(settings: JsonObject): Promise<readonly string[]> {
  const { streams } = await tapWith(settings).discover(noAbort);
  return streams.map(({ stream }) => stream.name).sort();
}

async function readLines(name: string): Promise<readonly string[]> {
  const tap = tapWith();
  return linesOf(await pages.readAll(tap, selected(await discoverOne(tap, name))));
}

test.each([
  ['view', 'public-odd', [1, 3, 5, 7]],
  ['materialized view', 'public-even', [2, 4, 6]],
  ['foreign table', 'far-orders', [1, 2, 3, 4, 5, 6, 7]],
])('a %s is a stream without a key', async (_, name, ids) => {
  const { stream } = await discoverOne(tapWith(), name);
  expect(stream.schema.keyProperties).toEqual([]);
  expect(stream.schema.columns.map((column) => [column.name, column.sqlType])).toEqual([
    ['id', 'integer'],
    ['note', 'text'],
  ]);
  expect([...(await readLines(name))].sort()).toEqual(ids.map((id) => `${String(id)}\tnote ${String(id)}`));
});

test('a foreign table that gets rows at its server has them in the next run', async () => {
  await sql.query("insert into orders values (8, 'late')");
  try {
    expect(await readLines('far-orders')).toContain('8\tlate');
  } finally {
    await sql.query('delete from orders where id = 8');
  }
});

describe('filter_schemas', () => {
  test.each([
    ['a list', ['sales', 'stock']],
    ['text with a comma', 'sales,stock'],
    ['text with blanks around the comma', ' sales , stock '],
  ])('%s chooses the schemas', async (_, given) => {
    expect(await streamsOf({ filter_schemas: given })).toEqual(['sales-t', 'stock-t']);
  });

  test('one name as text chooses one', async () => {
    expect(await streamsOf({ filter_schemas: 'far' })).toEqual(['far-orders']);
  });

  test.each(NAMES)('a list takes a schema called %j', async (name) => {
    expect(await streamsOf({ filter_schemas: [name] })).toEqual([`${name}-${name}`]);
  });
});

test.each(NAMES)('schema, table and column called %j: found, and read over several pages', async (name) => {
  const { stream } = await discoverOne(tapWith(), `${name}-${name}`);
  expect(stream.schema.columns.map((column) => column.name)).toEqual(['id', name]);
  expect(await readLines(`${name}-${name}`)).toEqual(['1\tv1', '2\tv2', '3\tv3', '4\tv4', '5\tv5']);
});

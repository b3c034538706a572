/** The settings of both variants of tap-postgres: what they do to what is read, against a real server. */
import { Client } from 'pg';
import { createPostgresTap } from '../../src/taps/postgres/postgres-tap';
import type { JsonObject } from '../../src/model/json';
import type { Tap } from '../../src/taps/tap';
import { createDatabase, type TestDatabase } from '../support/postgres';
import {
  discoverOne,
  incremental,
  largePages,
  linesOf,
  noAbort,
  PageBench,
  quietContext,
  selected,
  tinyPages,
} from './tap-bench';

let database: TestDatabase;
let sql: Client;
let pages: PageBench;
const taps: Tap[] = [];

beforeAll(async () => {
  database = await createDatabase('tap_postgres_settings');
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  await sql.query(`
    create table t (id integer primary key, v text, d date, at timestamptz, j jsonb);
    insert into t select i, case when i % 2 = 0 then 'even' else 'odd' end, date '2024-01-01' + i, now(), '[1]' from generate_series(1, 20) i;
    create table keyless as select id, v from t;
    create schema other; create table other.u (id integer primary key);
    create function slow() returns integer language sql as 'select 1 from pg_sleep(5)';
    create view asleep as select slow() as v;
    create function conflict() returns integer language plpgsql as $$ begin
      raise exception using errcode = '40001', message = 'canceling statement due to conflict with recovery'; end $$;
    create view conflicting as select conflict() as v;`);
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

function tapWith(settings: JsonObject): Tap {
  const tap = createPostgresTap({ url: database.url, ...settings }, quietContext);
  taps.push(tap);
  return tap;
}

async function idsOf(tap: Tap, name: string, limits = tinyPages): Promise<readonly string[]> {
  const read = await pages.readAll(tap, selected(await discoverOne(tap, name)), { limits });
  return linesOf(read).map((line) => line.split('\t')[0] ?? '');
}

describe('max_record_count', () => {
  test.each(['public-t', 'public-keyless'])('ends %s over several pages', async (stream) => {
    expect(await idsOf(tapWith({ max_record_count: 7 }), stream)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });

  test('is called `limit` as well; an incremental stream goes on behind it', async () => {
    const tap = tapWith({ limit: '5' });
    const stream = selected(await discoverOne(tap, 'public-t'), { replication: incremental('id', 'gt') });
    const first = await pages.readAll(tap, stream, {});
    const bookmark = first.findLast((page) => page.bookmark !== null)?.bookmark ?? null;
    const second = await pages.readAll(tap, stream, { from: { kind: 'start', bookmark } });
    expect([first, second].map((read) => linesOf(read).map((line) => Number(line.split('\t')[0])))).toEqual([
      [1, 2, 3, 4, 5],
      [6, 7, 8, 9, 10],
    ]);
  });

  test.each([[0], [-1], ['many']])('%p is an error', (count) => {
    expect(() => tapWith({ max_record_count: count })).toThrow(/`max_record_count`/);
  });
});

describe('stream_options', () => {
  const where = (stream: string): JsonObject => ({
    stream_options: { [stream]: { custom_where_clauses: ["v = 'even' or v = 'none'", 'id > 14'] } },
  });

  test.each(['public-t', 'public-keyless'])('conditions choose the rows of %s', async (stream) => {
    expect(await idsOf(tapWith(where(stream)), stream)).toEqual(['16', '18', '20']);
  });

  test('of an incremental stream too, in every order of reading', async () => {
    const tap = tapWith(where('public-t'));
    const stream = selected(await discoverOne(tap, 'public-t'), { replication: incremental('d', 'exact') });
    const read = await pages.readAll(tap, stream, { limits: { ...tinyPages, maxRows: 2 } });
    expect(linesOf(read).map((line) => line.split('\t')[0])).toEqual(['16', '18', '20']);
  });

  test('a form that it cannot have is an error', () => {
    expect(() => tapWith({ stream_options: { 'public-t': { custom_where_clauses: 'id > 1' } } })).toThrow(
      /`public-t.custom_where_clauses`/,
    );
  });
});

test('dates_as_string and json_as_object are in the schema', async () => {
  const { stream } = await discoverOne(tapWith({ dates_as_string: 'true', json_as_object: true }), 'public-t');
  const schemas = Object.fromEntries(stream.schema.columns.map(({ name, schema }) => [name, schema]));
  expect(schemas).toMatchObject({
    d: { type: ['string', 'null'] },
    at: { type: ['string', 'null'] },
    j: { type: ['object', 'null'], additionalProperties: true },
  });
  expect([schemas['d'], schemas['at']].filter((schema) => schema !== undefined && 'format' in schema)).toEqual([]);
});

test('filter_schemas is a list or a text with commas', async () => {
  for (const schemas of [['other'], 'other', ' other , none']) {
    const { streams } = await tapWith({ filter_schemas: schemas }).discover(noAbort);
    expect(streams.map(({ stream }) => stream.name)).toEqual(['other-u']);
  }
});

test('use_secondary reads from the replica', async () => {
  const { hostname, port, username, password, pathname } = new URL(database.url);
  const tap = createPostgresTap(
    {
      host: 'primary.invalid',
      port: 1,
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      dbname: pathname.slice(1),
      use_secondary: true,
      secondary_host: hostname,
      secondary_port: Number(port),
    },
    quietContext,
  );
  taps.push(tap);
  expect(await idsOf(tap, 'public-t', largePages)).toHaveLength(20);
  expect(() => tapWith({ use_secondary: true })).toThrow(/`secondary_host`/);
});

describe('a server that gives up', () => {
  test('statement_timeout ends a statement, and it is tried again', async () => {
    const tap = tapWith({ statement_timeout: '100ms' });
    const stream = selected(await discoverOne(tap, 'public-asleep'));
    await expect(pages.readAll(tap, stream, {})).rejects.toMatchObject({ code: 'SourceUnavailable' });
    expect(() => tapWith({ statement_timeout: 'soon' })).toThrow(/`statement_timeout`/);
  });

  test('a conflict with recovery on a replica is tried again', async () => {
    const tap = tapWith({});
    const stream = selected(await discoverOne(tap, 'public-conflicting'));
    await expect(pages.readAll(tap, stream, {})).rejects.toMatchObject({
      code: 'SourceUnavailable',
      message: expect.stringContaining('conflict with recovery') as string,
    });
  });
});

/** tap-postgres keeps the contract of taps, and reads tables, views and snapshots as it says. */
import { Client } from 'pg';
import { createPostgresTap } from '../../src/taps/postgres/postgres-tap';
import type { Tap } from '../../src/taps/tap';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { describeTap } from './tap';
import {
  discoverOne,
  largePages,
  linesOf,
  noAbort,
  PageBench,
  quietContext,
  selected,
  START,
  tinyPages,
} from './tap-bench';

let database: TestDatabase;
let sql: Client;
let tap: Tap;
let pages: PageBench;

beforeAll(async () => {
  database = await createDatabase('tap_postgres');
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  await sql.query(`
    create table ten (id bigint primary key, note text, spare integer);
    insert into ten select i, 'note ' || i || E'\\ttab', i from generate_series(1, 10) i;
    create table none (id integer primary key);
    create table loose (a integer, b text);
    insert into loose select i % 4, repeat('x', i) from generate_series(1, 10) i;
    create view ten_view as select * from ten;
    create materialized view ten_mat as select * from ten;
    create table parted (id integer, part integer, primary key (part, id)) partition by list (part);
    create table parted_1 partition of parted for values in (1);
    create table parted_2 partition of parted for values in (2);
    insert into parted select i, 1 + i % 2 from generate_series(1, 10) i;
    create schema "Sales-EU";
    create table "Sales-EU"."Order Items" ("Key ""x""" uuid primary key, "Größe" numeric(12,2));
    insert into "Sales-EU"."Order Items" select md5(i::text)::uuid, i / 4.0 from generate_series(1, 10) i;
  `);
});

afterAll(async () => {
  await sql.end();
  await database.drop();
});

beforeEach(async () => {
  tap = createPostgresTap({ url: database.url }, quietContext);
  pages = await PageBench.open();
});

afterEach(async () => {
  await tap.close();
  await pages.close();
});

describeTap('postgres', async () => ({
  tap: createPostgresTap({ url: database.url }, quietContext),
  again: () => createPostgresTap({ url: database.url }, quietContext),
  tenRecords: 'public-ten',
  noRecords: 'public-none',
  spareColumn: 'spare',
  close: async () => undefined,
}));

describe('discovery', () => {
  test('tables, views, materialised views and partitioned tables are streams in the order of their names', async () => {
    const { streams } = await tap.discover(noAbort);
    expect(streams.map((entry) => entry.stream.name)).toEqual([
      'Sales-EU-Order Items',
      'public-loose',
      'public-none',
      'public-parted',
      'public-ten',
      'public-ten_mat',
      'public-ten_view',
    ]);
  });

  test('a partition is a stream when it is named, or with `include_partitions`: its rows are those of the whole', async () => {
    expect((await discoverOne(tap, 'public-parted_1')).stream.schema.keyProperties).toEqual(['part', 'id']);
    const including = createPostgresTap({ url: database.url, include_partitions: true }, quietContext);
    const { streams } = await including.discover(noAbort);
    await including.close();
    const names = streams.map((entry) => entry.stream.name);
    expect(names.filter((name) => name.includes('parted'))).toEqual([
      'public-parted',
      'public-parted_1',
      'public-parted_2',
    ]);
  });

  test.each([{ filter: 'Sales-EU, other' }, { filter: ['Sales-EU'] }])(
    'filter_schemas $filter leaves other schemas out',
    async ({ filter }) => {
      const filtered = createPostgresTap({ url: database.url, filter_schemas: filter }, quietContext);
      const { streams } = await filtered.discover(noAbort);
      expect(streams.map((entry) => entry.stream.name)).toEqual(['Sales-EU-Order Items']);
      await filtered.close();
    },
  );

  test('a stream has keys in key order, types with modifiers and a JSON Schema', async () => {
    const parted = await discoverOne(tap, 'public-parted');
    expect(parted.stream.schema.keyProperties).toEqual(['part', 'id']);
    const items = await discoverOne(tap, 'Sales-EU-Order Items');
    expect(items.stream.schema.columns).toEqual([
      { name: 'Key "x"', schema: { type: 'string' }, sqlType: 'uuid', nullable: false },
      { name: 'Größe', schema: { type: ['number', 'null'] }, sqlType: 'numeric(12,2)', nullable: true },
    ]);
    expect((await discoverOne(tap, 'public-ten_view')).metadata).toMatchObject({
      'schema-name': 'public',
      'is-view': true,
    });
  });
});

describe('full table', () => {
  test.each(['public-parted', 'Sales-EU-Order Items', 'public-ten'])(
    '%s is read in key order, resumable',
    async (name) => {
      const stream = selected(await discoverOne(tap, name));
      expect(tap.resumable(stream)).toBe(true);
      const read = await pages.readAll(tap, stream);
      expect(read.map((page) => page.rows)).toEqual([3, 3, 3, 1]);
      expect(new Set(linesOf(read)).size).toBe(10);
    },
  );

  test('rows that exist throughout arrive once while others come and go', async () => {
    await sql.query('create table busy (id integer primary key); insert into busy select generate_series(10, 100, 10)');
    const stream = selected(await discoverOne(tap, 'public-busy'));
    const read = await pages.readAll(tap, stream, {
      between: async (soFar) => {
        if (soFar.length === 1)
          await sql.query('delete from busy where id in (10, 50); insert into busy values (5), (55)');
      },
    });
    expect(linesOf(read)).toEqual(['10', '20', '30', '40', '55', '60', '70', '80', '90', '100']);
  });

  test('a page of unexpectedly wide rows is cut, and nothing is lost behind the cut', async () => {
    await sql.query(`create table wide (id integer primary key, body text);
      insert into wide select i, repeat(md5(i::text), 4000) from generate_series(1, 100) i`);
    const stream = selected(await discoverOne(tap, 'public-wide'));
    const read = await pages.readAll(tap, stream, { limits: { ...largePages, maxBytes: 1_000_000 } });
    expect(read.length).toBeGreaterThan(5);
    expect(read.every((page) => page.bytes.length < 3_000_000)).toBe(true);
    expect(linesOf(read).map((line) => line.split('\t')[0])).toEqual(
      Array.from({ length: 100 }, (_, i) => String(i + 1)),
    );
  });

  test('rows larger than any buffer are whole', async () => {
    await sql.query(`create table huge (id text primary key, body text);
      insert into huge values ('a', repeat('x', 3000000)), ('b', 'y'), ('c', repeat('z', 700000))`);
    const stream = selected(await discoverOne(tap, 'public-huge'));
    for (const encoding of ['text', 'binary'] as const) {
      const read = await pages.readAll(tap, stream, { encoding, limits: { ...tinyPages, maxRows: 1 } });
      expect(read.map((page) => page.rows)).toEqual([1, 1, 1, 0]);
      expect(read.map((page) => Math.floor(page.bytes.length / 100_000))).toEqual([30, 0, 7, 0]);
    }
  });
});

describe('snapshot', () => {
  test.each(['public-loose', 'public-ten_view', 'public-ten_mat'])(
    '%s has no key, so it is one snapshot in pages',
    async (name) => {
      const stream = selected(await discoverOne(tap, name));
      expect(tap.resumable(stream)).toBe(false);
      for (const encoding of ['text', 'binary'] as const) {
        const read = await pages.readAll(tap, stream, { encoding });
        expect(read.map((page) => page.rows)).toEqual([3, 3, 3, 1]);
      }
    },
  );

  test('rows larger than any buffer are whole, and counted', async () => {
    await sql.query(`create table vast (id text, body text);
      insert into vast values ('a', repeat('x', 3000000)), ('b', 'y'), ('c', repeat('z', 700000)), ('d', 'z'), ('e', 'z')`);
    const stream = selected(await discoverOne(tap, 'public-vast'));
    for (const encoding of ['text', 'binary'] as const) {
      const read = await pages.readAll(tap, stream, { encoding, limits: { ...largePages, maxRows: 2 } });
      expect(read.map((page) => page.rows)).toEqual([2, 2, 1]);
      expect(read.map((page) => Math.floor(page.bytes.length / 100_000))).toEqual([30, 7, 0]);
    }
  });

  test('what is committed after its first page is not in it', async () => {
    await sql.query('create table still (id integer primary key); insert into still select generate_series(1, 10)');
    const entry = await discoverOne(tap, 'public-still');
    const stream = selected(entry, { replication: { method: 'FULL_TABLE', snapshot: true } });
    expect(tap.resumable(stream)).toBe(false);
    const read = await pages.readAll(tap, stream, {
      between: async (soFar) => {
        if (soFar.length === 1) await sql.query('delete from still where id > 5; insert into still values (11)');
      },
    });
    expect(linesOf(read)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
  });

  test('a position that another worker, a repeated attempt or a failed page left is lost', async () => {
    const stream = selected(await discoverOne(tap, 'public-loose'));
    const first = await pages.readPage(tap, stream, START);
    const other = createPostgresTap({ url: database.url }, quietContext);
    await expect(pages.readPage(other, stream, first.next)).rejects.toMatchObject({ code: 'SessionLost' });
    await other.close();
    const second = await pages.readPage(tap, stream, first.next);
    await expect(pages.readPage(tap, stream, first.next)).rejects.toMatchObject({ code: 'SessionLost' });
    await expect(pages.readPage(tap, stream, second.next)).rejects.toMatchObject({ code: 'SessionLost' });
    expect((await pages.readAll(tap, stream)).map((page) => page.rows)).toEqual([3, 3, 3, 1]);
  });

  test('closing the tap ends the sessions at the server', async () => {
    const stream = selected(await discoverOne(tap, 'public-loose'));
    await pages.readPage(tap, stream, START);
    await tap.close();
    const count = async (): Promise<string> =>
      (
        await sql.query<{ n: string }>(
          `select count(*)::text as n from pg_stat_activity where application_name = 'meltemi' and datname = current_database() and xact_start is not null`,
        )
      ).rows[0]?.n ?? '';
    for (let tries = 0; tries < 50 && (await count()) !== '0'; tries += 1)
      await new Promise((done) => setTimeout(done, 20));
    expect(await count()).toBe('0');
  });
});

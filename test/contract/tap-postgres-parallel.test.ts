/** `max_parallel` of tap-postgres: big tables are read by several connections, and what is read is what one would read. */
import { Client } from 'pg';
import { createPostgresTap } from '../../src/taps/postgres/postgres-tap';
import type { JsonObject } from '../../src/model/json';
import type { PageLimits } from '../../src/model/page-ref';
import type { Tap } from '../../src/taps/tap';
import { createDatabase, sharedPostgresMajor, type TestDatabase } from '../support/postgres';
import {
  discoverOne,
  incremental,
  linesOf,
  noAbort,
  PageBench,
  quietContext,
  selected,
  START,
  type ReadOptions,
  type ReadPage,
} from './tap-bench';

/** Tables of some 20 to 50 such pages, which are big ones then. */
const pages16k: PageLimits = { maxBytes: 16 * 1024, maxRows: 1_000_000, maxSeconds: 30 };
const pages256k: PageLimits = { ...pages16k, maxBytes: 256 * 1024 };
/** Ranges of blocks can be read by themselves since version 14. */
const HAS_RANGE_SCANS = sharedPostgresMajor() >= 14;
const tooOld = (name: string): string =>
  `Stream \`${name}\` is read by one connection in spite of \`max_parallel\`: the server is older than PostgreSQL 14.`;
const FULL_SNAPSHOT = { method: 'FULL_TABLE', snapshot: true } as const;

let database: TestDatabase;
let sql: Client;
let pages: PageBench;
let warnings: string[];
const taps: Tap[] = [];

beforeAll(async () => {
  database = await createDatabase('tap_postgres_parallel');
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  await sql.query(`
    create table keyed (a integer, b text, note text, primary key (a, b));
    insert into keyed select i / 3, 'b' || i % 3, repeat('x', i % 90) || E'\\\\ \\t' from generate_series(1, 9000) i;
    create table holes (id bigint primary key, note text);
    insert into holes select i, 'note ' || i from generate_series(1, 9000) i;
    delete from holes where id between 2000 and 7000 or id % 7 = 0;
    update holes set note = 'changed' where id % 5 = 0;
    alter table holes add column gone integer default 3;
    alter table holes drop column gone;
    create table loose (n integer, note text);
    insert into loose select i, 'note ' || i from generate_series(1, 9000) i;
    delete from loose where n % 3 = 0;
    update loose set note = 'changed' where n % 5 = 0;
    create table none (id integer primary key);
    create table none_loose (id integer);
    create table parted (part integer, id integer, note text, primary key (part, id)) partition by list (part);
    create table parted_1 partition of parted for values in (1);
    create table parted_2 partition of parted for values in (2);
    create table parted_3 partition of parted for values in (3);
    insert into parted select case when i % 10 = 0 then 2 else 1 end, i, 'note ' || i from generate_series(1, 9000) i;
    create table parted_loose (part integer, n integer) partition by list (part);
    create table parted_loose_1 partition of parted_loose for values in (1);
    create table parted_loose_2 partition of parted_loose for values in (2);
    insert into parted_loose select case when i % 10 = 0 then 2 else 1 end, i from generate_series(1, 9000) i;
    create table parent_loose (n integer); create table child_loose (more text) inherits (parent_loose);
    insert into parent_loose select generate_series(1, 4000);
    insert into child_loose select i, 'more' from generate_series(4001, 9000) i;
    create view keyed_view as select * from keyed;
    create materialized view keyed_mat as select * from keyed;
    create table huge (id integer primary key, body text) with (autovacuum_enabled = off);
    alter table huge alter column body set storage external;
    insert into huge select i, case when i % 500 = 250 then repeat(chr(97 + i / 500), 700000) else 'small' end
      from generate_series(1, 6000) i;
    create table large (n integer, body text);
    alter table large alter column body set storage plain;
    insert into large select i, repeat('x', 1000) from generate_series(1, 60000) i;
  `);
  pages = await PageBench.open();
});

beforeEach(() => {
  warnings = [];
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
  const context = { ...quietContext, warn: (message: string) => void warnings.push(message) };
  const tap = createPostgresTap({ url: database.url, max_parallel: 4, ...settings }, context);
  taps.push(tap);
  return tap;
}

async function read(tap: Tap, name: string, options: ReadOptions & { snapshot?: true } = {}) {
  const entry = await discoverOne(tap, name);
  const stream = selected(entry, options.snapshot ? { replication: FULL_SNAPSHOT } : {});
  return pages.readAll(tap, stream, { limits: pages16k, ...options });
}

/** How many ranges the first position names; 0: none. */
function rangesIn(next: ReadPage['next'] | undefined): number {
  const cursor = next?.kind === 'cursor' ? (next.cursor as { mode: string; ranges?: unknown[] }) : null;
  return cursor?.mode === 'ranges' ? (cursor.ranges?.length ?? 0) : 0;
}

async function expected(query: string): Promise<string[]> {
  const { rows } = await sql.query<{ line: string }>(`select line from (${query}) q(line)`);
  return rows.map(({ line }) => line).sort();
}

const sorted = (read: readonly ReadPage[]): string[] => linesOf(read).sort();
const ids = (read: readonly ReadPage[]): string[] => linesOf(read).map((line) => line.split('\t')[0] ?? '');

/** Of all taps of this file, now. */
async function connections(): Promise<number> {
  const { rows } = await sql.query<{ n: string }>(
    `select count(*)::text as n from pg_stat_activity where application_name = 'meltemi' and datname = current_database()`,
  );
  return Number(rows[0]?.n);
}

describe('a big table with a key', () => {
  test.each([
    ['public-keyed', 'select a::text || chr(9) || b from keyed'],
    ['public-holes', 'select id::text || chr(9) || note from holes'],
    ['public-parted', 'select part::text || chr(9) || id from parted'],
  ])('%s comes in 4 ranges, each row once', async (name, query) => {
    const tap = tapWith();
    const [whole, ranged] = [await read(tapWith({ max_parallel: 1 }), name), await read(tap, name)];
    expect([rangesIn(whole[0]?.next), rangesIn(ranged[0]?.next)]).toEqual([0, 4]);
    expect(sorted(ranged)).toEqual(sorted(whole));
    const keys = linesOf(ranged).map((line) => line.split('\t').slice(0, 2).join('\t'));
    expect(keys.sort()).toEqual(await expected(query));
    expect(await connections()).toBeGreaterThanOrEqual(4);
    expect(warnings).toEqual([]);
  });

  test('its pages keep to their limits and hold rows of all ranges', async () => {
    const ranged = await read(tapWith(), 'public-holes');
    expect(ranged.length).toBeGreaterThan(3);
    expect(ranged.every((page) => page.bytes.length < 1.5 * pages16k.maxBytes)).toBe(true);
    const first = ids(ranged.slice(0, 1)).map(Number);
    expect([Math.min(...first) < 100, Math.max(...first) > 7000]).toEqual([true, true]);
  });

  test('a page of fewer rows than there are ranges takes from some of them', async () => {
    const clauses = { stream_options: { 'public-holes': { custom_where_clauses: ['id < 100'] } } };
    const few = await read(tapWith(clauses), 'public-holes', { limits: { ...pages16k, maxRows: 3 } });
    expect([rangesIn(few[0]?.next), few.every((page) => page.rows <= 3)]).toEqual([4, true]);
    expect(ids(few).sort()).toEqual(await expected('select id::text from holes where id < 100'));
  });

  test('binary pages hold the same rows', async () => {
    const ranged = await read(tapWith(), 'public-keyed', { encoding: 'binary' });
    expect(ranged.reduce((sum, page) => sum + page.rows, 0)).toBe(9000);
    expect(rangesIn(ranged[0]?.next)).toBe(4);
  });

  test('another worker goes on from any page, with other settings too, and a page read twice is the same', async () => {
    const tap = tapWith();
    const stream = selected(await discoverOne(tap, 'public-keyed'));
    const all = await pages.readAll(tap, stream, { limits: pages16k });
    for (const [index, page] of all.entries()) {
      // The ranges of a start are sampled again, so it may divide the table elsewhere.
      if (index % 5 === 1) {
        const again = await pages.readPage(tap, stream, page.from, { limits: pages16k });
        expect([sorted([again]), again.next]).toEqual([sorted([page]), page.next]);
        const rest = await pages.readAll(tapWith({ max_parallel: 1 }), stream, { limits: pages16k, from: page.from });
        expect(sorted(rest)).toEqual(sorted(all.slice(index)));
      }
      expect(JSON.stringify(page.next).length).toBeLessThan(4096);
    }
  });

  test('rows that exist throughout arrive once while others come and go', async () => {
    await sql.query(`create table busy (id integer primary key, note text);
      insert into busy select i * 10, repeat('y', 50) from generate_series(1, 5000) i`);
    let at = 0;
    const ranged = await read(tapWith(), 'public-busy', {
      between: async () => {
        at += 1;
        await sql.query(`update busy set note = 'v${at}' where id % 70 = 0`);
        await sql.query(`delete from busy where id % 50 = 0 and id % 3 = ${at % 3}`);
        await sql.query('insert into busy select id + 1 from busy where id % 1110 = 0 on conflict do nothing');
      },
    });
    expect(ranged.length).toBeGreaterThan(5);
    const seen = ids(ranged);
    expect(new Set(seen).size).toBe(seen.length);
    const stayed = Array.from({ length: 5000 }, (_, i) => (i + 1) * 10).filter((id) => id % 50 !== 0);
    expect(stayed.filter((id) => !seen.includes(String(id)))).toEqual([]);
  });

  test('conditions of the settings hold in every range', async () => {
    const clauses = { stream_options: { 'public-holes': { custom_where_clauses: ['id < 1500', 'id % 2 = 1'] } } };
    const ranged = await read(tapWith(clauses), 'public-holes', { limits: { ...pages16k, maxBytes: 4096 } });
    expect(rangesIn(ranged[0]?.next)).toBe(4);
    expect(ids(ranged).sort()).toEqual(await expected('select id::text from holes where id < 1500 and id % 2 = 1'));
  });

  test('keys that would not fit into a position make fewer ranges', async () => {
    await sql.query(`create table wordy (id text primary key);
      insert into wordy select repeat(md5(i::text), 30) from generate_series(1, 500) i`);
    const ranged = await read(tapWith({ max_parallel: 16 }), 'public-wordy');
    expect([rangesIn(ranged[0]?.next), new Set(linesOf(ranged)).size]).toEqual([2, 500]);
  });

  test('a small or empty table is read by one connection, without a word', async () => {
    const tap = tapWith();
    expect((await read(tap, 'public-none')).map((page) => page.rows)).toEqual([0]);
    const small = await read(tap, 'public-holes', { limits: { ...pages16k, maxBytes: 16 * 1024 * 1024 } });
    expect([small[0]?.next.kind, warnings]).toEqual(['end', []]);
  });

  test('max_record_count and incremental streams keep their order, by one connection', async () => {
    const counted = await read(tapWith({ max_record_count: 500 }), 'public-keyed');
    const firsts = await sql.query<{ k: string }>(
      'select a || chr(9) || b as k from (select a, b from keyed order by a, b limit 500) f',
    );
    const keys = linesOf(counted).map((line) => line.split('\t').slice(0, 2).join('\t'));
    expect(keys).toEqual(firsts.rows.map(({ k }) => k));
    const tap = tapWith();
    const stream = selected(await discoverOne(tap, 'public-holes'), { replication: incremental('id') });
    const inOrder = ids(await pages.readAll(tap, stream, { limits: pages16k })).map(Number);
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
  });

  test('a range that fails ends the others, and the page can be read again', async () => {
    await sql.query(`create table sour (id integer primary key, n integer);
      insert into sour select i, i - 4000 from generate_series(1, 5000) i`);
    const clauses = { stream_options: { 'public-sour': { custom_where_clauses: ['1 / n < 2'] } } };
    const tap = tapWith();
    const stream = selected(await discoverOne(tap, 'public-sour'));
    const first = await pages.readPage(tap, stream, START, { limits: pages16k });
    const sour = tapWith(clauses);
    await expect(pages.readAll(sour, stream, { limits: pages16k, from: first.next })).rejects.toMatchObject({
      code: 'SourceRejected',
    });
    const rest = await pages.readAll(tap, stream, { limits: pages16k, from: first.next });
    expect(new Set(ids([first, ...rest])).size).toBe(5000);
  });

  test('an aborted page lets go of all connections', async () => {
    const tap = tapWith();
    const stream = selected(await discoverOne(tap, 'public-keyed'));
    const first = await pages.readPage(tap, stream, START, { limits: pages16k });
    const stop = new AbortController();
    const reading = pages.readPage(tap, stream, first.next, { limits: pages16k, signal: stop.signal });
    stop.abort();
    await expect(reading).rejects.toThrow(/abort/i);
    await tap.close();
    for (let tries = 0; tries < 100 && (await connections()) > 0; tries += 1)
      await new Promise((done) => setTimeout(done, 20));
    expect(await connections()).toBe(0);
  });
});

describe('a big table in one snapshot', () => {
  test.each([
    ['public-loose', 'select n::text || chr(9) || note from loose'],
    ['public-parted_loose', 'select part::text || chr(9) || n from parted_loose'],
    ['public-parent_loose', 'select n::text from parent_loose'],
    ['public-keyed_mat', 'select a::text || chr(9) || b from keyed_mat'],
  ])('%s, which has no key, is read by 4 connections, each row once', async (name, query) => {
    const tap = tapWith();
    const most = { connections: 0 };
    const all = await read(tap, name, {
      between: async () => {
        most.connections = Math.max(most.connections, await connections());
      },
    });
    const keys = linesOf(all).map((line) => line.split('\t').slice(0, 2).join('\t'));
    expect(keys.sort()).toEqual(await expected(query));
    // One more has discovered the table.
    expect([most.connections, warnings]).toEqual(HAS_RANGE_SCANS ? [5, []] : [2, [tooOld(name)]]);
    const binary = await read(tap, name, { encoding: 'binary' });
    expect(binary.reduce((sum, page) => sum + page.rows, 0)).toBe(keys.length);
  });

  test('what is committed after its first page is in none of its ranges', async () => {
    await sql.query(`create table still (id integer primary key, note text);
      insert into still select i, 'first' from generate_series(1, 9000) i`);
    let changed = false;
    const all = await read(tapWith(), 'public-still', {
      snapshot: true,
      between: async () => {
        if (changed) return;
        changed = true;
        await sql.query("update still set note = 'second'");
        await sql.query('delete from still where id % 2 = 0');
        await sql.query('vacuum still');
        await sql.query(`insert into still select i, 'third' from generate_series(9001, 12000) i`);
      },
    });
    expect(all.length).toBeGreaterThan(5);
    expect(new Set(ids(all)).size).toBe(9000);
    expect(new Set(linesOf(all).map((line) => line.split('\t')[1]))).toEqual(new Set(['first']));
  });

  test('a connection that is lost takes the snapshot with it, and the stream can start again', async () => {
    const tap = tapWith({ max_parallel: 2 });
    const stream = selected(await discoverOne(tap, 'public-large'));
    const first = await pages.readPage(tap, stream, START, { limits: pages256k });
    const { rows } = await sql.query<{ pid: string }>(
      `select pid::text from pg_stat_activity where application_name = 'meltemi' and datname = current_database()
         and xact_start is not null order by backend_start desc limit 1`,
    );
    await sql.query('select pg_terminate_backend($1::integer)', [rows[0]?.pid]);
    await expect(pages.readAll(tap, stream, { limits: pages256k, from: first.next })).rejects.toMatchObject({
      code: 'SessionLost',
    });
    expect(await read(tap, 'public-large', { limits: pages256k }).then((all) => new Set(linesOf(all)).size)).toBe(
      60_000,
    );
  });

  test('an empty table ends with its first page', async () => {
    expect((await read(tapWith(), 'public-none_loose')).map((page) => page.rows)).toEqual([0]);
  });

  test('a view is read by one connection, and the log says so', async () => {
    const all = await read(tapWith(), 'public-keyed_view');
    expect(linesOf(all)).toHaveLength(9000);
    expect(warnings).toEqual([
      'Stream `public-keyed_view` is read by one connection in spite of `max_parallel`: it is a view.',
    ]);
  });

  test('with max_record_count one connection reads', async () => {
    const tap = tapWith({ max_record_count: 1000 });
    await pages.readPage(tap, selected(await discoverOne(tap, 'public-loose')), START, { limits: pages16k });
    expect(await connections()).toBeLessThanOrEqual(2);
  });
});

test.each([
  ['text', {}],
  ['binary', {}],
  ['text', { snapshot: true }],
  ['binary', { snapshot: true }],
] as const)('rows longer than any buffer stay whole beside each other: %s %j', async (encoding, how) => {
  const limits = { ...pages16k, maxBytes: 3_000_000 };
  const ranged = await read(tapWith(), 'public-huge', { encoding, limits, ...how });
  expect(ranged.reduce((sum, page) => sum + page.rows, 0)).toBe(6000);
  if (encoding === 'binary') {
    // Two columns in each row, and nothing between them.
    const bytes = Buffer.concat(ranged.map((page) => page.bytes));
    let at = 0;
    let long = 0;
    while (at < bytes.length) {
      expect([bytes.readInt16BE(at), bytes.readInt32BE(at + 2)]).toEqual([2, 4]);
      const length = bytes.readInt32BE(at + 10);
      if (length === 700_000) long += 1;
      at += 14 + length;
    }
    expect([at, long]).toEqual([bytes.length, 12]);
    return;
  }
  const bodies = linesOf(ranged).map((line) => line.split('\t')[1] ?? '');
  const long = bodies.filter((body) => body !== 'small').sort();
  expect(long).toEqual(Array.from({ length: 12 }, (_, i) => String.fromCharCode(97 + i).repeat(700_000)));
});

test.each([[0], [17], [1.5], ['many'], [true]])('max_parallel %p is an error that says what to write', (count) => {
  expect(() => tapWith({ max_parallel: count })).toThrow(/`max_parallel`.*between 1 and 16/);
});

test('max_parallel as a text of the environment counts', async () => {
  const ranged = await read(tapWith({ max_parallel: '2' }), 'public-keyed');
  expect(rangesIn(ranged[0]?.next)).toBe(2);
  expect(await tapWith({ max_parallel: '16' }).discover(noAbort, ['public-keyed'])).toMatchObject({ streams: [{}] });
});

/** tap-postgres on a hot standby that replays what the primary's vacuum removed, and ends the queries that could still see it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { createPostgresTap } from '../../src/taps/postgres/postgres-tap';
import type { Tap } from '../../src/taps/tap';
import type { Position } from '../../src/model/position';
import { queryRows, sharedPostgresMajor } from '../support/postgres';
import { startReplicatedPostgres, type ReplicatedPostgres } from '../support/standby';
import { discoverOne, linesOf, PageBench, quietContext, type ReadPage, selected, START } from './tap-bench';

jest.setTimeout(120_000);

const ROWS = 300;
/** Each page takes a second, since every row is slow. */
const PAGE = { maxBytes: 1_000_000, maxRows: 100, maxSeconds: 30 };

let servers: ReplicatedPostgres;
let sql: Client;
let tap: Tap;
let pages: PageBench;

beforeAll(async () => {
  servers = await startReplicatedPostgres();
  sql = new Client({ connectionString: servers.primary });
  await sql.connect();
  // Who is not its owner reads a table through its policy: here one that takes ten milliseconds a row.
  await sql.query(`
    create table t (id integer primary key, note text);
    insert into t select i, 'row ' || i from generate_series(1, ${String(ROWS)}) i;
    alter table t enable row level security;
    create policy slowly on t using (pg_sleep(0.01)::text = '');
    create role reader login password 'reader';
    grant select on t to reader;
    create table loose as select i as n from generate_series(1, 9000) i;
    create table busy (id integer);
    insert into busy select generate_series(1, 1000)`);
  await servers.caughtUp();
  const url = new URL(servers.standby);
  url.username = url.password = 'reader';
  tap = createPostgresTap({ url: url.toString() }, quietContext);
  pages = await PageBench.open();
});

afterAll(async () => {
  await tap.close();
  await sql.end();
  await pages.close();
  await servers.stop();
});

test('a query that the standby ends is tried again, and every row is there once', async () => {
  const stream = selected(await discoverOne(tap, 'public-t'));
  const read: ReadPage[] = [];
  const failures: unknown[] = [];
  let position: Position = START;
  while (position.kind !== 'end') {
    const page = pages.readPage(tap, stream, position, { limits: PAGE });
    // In the middle of the second page, and never again.
    const vacuumed = read.length === 1 && failures.length === 0 ? vacuum() : Promise.resolve();
    try {
      read.push(await page);
      position = read.at(-1)?.next ?? START;
    } catch (error) {
      failures.push(error);
    }
    await vacuumed;
  }
  expect(failures).toEqual([
    expect.objectContaining({
      code: 'SourceUnavailable',
      message: expect.stringContaining('conflict with recovery') as string,
    }),
  ]);
  expect(linesOf(read)).toEqual(Array.from({ length: ROWS }, (_, i) => `${String(i + 1)}\trow ${String(i + 1)}`));
});

test('a standby exports its snapshot to connections that read side by side', async () => {
  const parallel = createPostgresTap({ url: servers.standby, max_parallel: 4 }, quietContext);
  const stream = selected(await discoverOne(parallel, 'public-loose'));
  const first = await pages.readPage(parallel, stream, START, { limits: { ...PAGE, maxBytes: 16_384, maxRows: 2000 } });
  const standby = new Client({ connectionString: servers.standby });
  await standby.connect();
  const { rows } = await standby.query<{ readers: string }>(
    `select count(*)::text as readers from pg_locks where relation = 'loose'::regclass and mode = 'AccessShareLock'`,
  );
  await standby.end();
  const rest = await pages.readAll(parallel, stream, { from: first.next });
  await parallel.close();
  const expected = Array.from({ length: 9000 }, (_, i) => i + 1);
  expect(
    linesOf([first, ...rest])
      .map(Number)
      .sort((a, b) => a - b),
  ).toEqual(expected);
  // Ranges of blocks can be read by themselves since version 14.
  expect(rows).toEqual([{ readers: sharedPostgresMajor() >= 14 ? '4' : '1' }]);
});

async function vacuum(): Promise<void> {
  const reading = "select from pg_stat_activity where usename = 'reader' and state = 'active' and query ilike 'copy%'";
  while ((await queryRows(servers.standby, reading)).length === 0) await sleep(20);
  await sql.query('delete from busy');
  await sql.query('vacuum busy');
}

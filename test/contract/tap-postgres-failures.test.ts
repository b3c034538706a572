/** What goes wrong at a source becomes an error that says what, where and what to do, and holds no secret and no value. */
import { Client } from 'pg';
import { createPostgresTap } from '../../src/taps/postgres/postgres-tap';
import type { Tap } from '../../src/taps/tap';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { discoverOne, incremental, noAbort, PageBench, quietContext, selected, START } from './tap-bench';

let database: TestDatabase;
let sql: Client;
let tap: Tap;
let pages: PageBench;

beforeAll(async () => {
  database = await createDatabase('tap_postgres_failures');
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  pages = await PageBench.open();
});

afterAll(async () => {
  await pages.close();
  await sql.end();
  await database.drop();
});

beforeEach(async () => {
  await sql.query('drop table if exists t cascade; create table t (id integer primary key, v integer, note text)');
  await sql.query("insert into t select i, i, 'canary-' || i from generate_series(1, 10) i");
  tap = createPostgresTap({ url: database.url }, quietContext);
});

afterEach(async () => {
  await tap.close();
});

function tapWith(change: (url: URL) => void): Tap {
  const url = new URL(database.url);
  change(url);
  return createPostgresTap({ url: url.toString() }, quietContext);
}

async function failureOf(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await work;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { code, message };
  }
  throw new Error('It did not fail.');
}

test.each([
  ['a column is gone', 'alter table t drop column note', '`note`'],
  ['a column has another type', 'alter table t alter column v type bigint', '`bigint`'],
  ['the primary key is gone', 'alter table t drop constraint t_pkey', 'primary key'],
])('%s in mid-run: the stream starts again, and the error names it', async (_, change, named) => {
  const stream = selected(await discoverOne(tap, 'public-t'));
  const first = await pages.readPage(tap, stream, START);
  await sql.query(change);
  const failure = await failureOf(pages.readPage(tap, stream, first.next));
  expect(failure.code).toBe('SourceSchemaChanged');
  expect(failure.message).toContain(named);
});

test('a column that the run does not read may come and go', async () => {
  const entry = await discoverOne(tap, 'public-t');
  const stream = selected(entry, { columns: ['id', 'v'] });
  const first = await pages.readPage(tap, stream, START);
  await sql.query('alter table t drop column note, add column more text');
  expect((await pages.readPage(tap, stream, first.next)).rows).toBe(3);
});

test('a dropped table is not found, by its name', async () => {
  const stream = selected(await discoverOne(tap, 'public-t'));
  await sql.query('drop table t');
  const failure = await failureOf(pages.readPage(tap, stream, START));
  expect(failure.code).toBe('StreamNotFound');
  expect(failure.message).toMatch(/public-t.*"public\.t"|"public"\."t"|public\.t/);
});

test('a table without the right to read it is PermissionDenied', async () => {
  await sql.query(`drop role if exists tap_reader; create role tap_reader login password 'canary-password'`);
  const reader = tapWith((url) => {
    url.username = 'tap_reader';
    url.password = 'canary-password';
  });
  const stream = selected(await discoverOne(reader, 'public-t'));
  const failure = await failureOf(pages.readPage(reader, stream, START));
  await reader.close();
  await sql.query('drop role tap_reader');
  expect(failure.code).toBe('PermissionDenied');
  expect(failure.message).not.toContain('canary');
});

test.each<[string, (url: URL) => void, string]>([
  ['a wrong password', (url) => void (url.password = 'canary-wrong'), 'CredentialsRejected'],
  ['a database that is not there', (url) => void (url.pathname = '/nowhere'), 'ConfigInvalid'],
  ['a port where nothing listens', (url) => void (url.port = '1'), 'SourceUnavailable'],
  ['a host that has no address', (url) => void (url.hostname = 'no-host.invalid'), 'SourceUnavailable'],
  ['TLS where the server has none', (url) => void url.searchParams.set('sslmode', 'require'), 'ConfigInvalid'],
])('%s', async (_, change, code) => {
  const wrong = tapWith(change);
  const failure = await failureOf(wrong.discover(noAbort));
  await wrong.close();
  expect(failure.code).toBe(code);
  expect(failure.message).toContain('discovering tables');
  expect(failure.message).not.toContain('canary');
});

test("a function's own error in a view holds no value of a row", async () => {
  await sql.query(
    `create or replace view bad as select id, case when id = 7 then note::integer else 0 end as n from t`,
  );
  const stream = selected(await discoverOne(tap, 'public-bad'));
  const failure = await failureOf(pages.readAll(tap, stream));
  await sql.query('drop view bad');
  expect(failure.code).toBe('SourceRejected');
  expect(failure.message).toContain('invalid input syntax for type integer');
  expect(failure.message).not.toContain('canary');
});

test('a broken connection is unavailable, and the next attempt reads the same page', async () => {
  const stream = selected(await discoverOne(tap, 'public-t'), { replication: incremental('v') });
  const before = await pages.readPage(tap, stream, START);
  await sql.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  const attempts = [];
  for (let attempt = 0; attempt < 2 && attempts.at(-1) !== 'read'; attempt += 1) {
    const outcome = await pages.readPage(tap, stream, START).then(
      (page) => (expect(page).toEqual(before), 'read'),
      (error: unknown) => (error as { code: string }).code,
    );
    attempts.push(outcome);
  }
  expect(attempts.at(-1)).toBe('read');
  expect(attempts.every((outcome) => outcome === 'read' || outcome === 'SourceUnavailable')).toBe(true);
});

test('an abort ends a statement that is running at the server', async () => {
  await sql.query('create or replace view slow as select id, pg_sleep(10)::text as s from t');
  const stream = selected(await discoverOne(tap, 'public-slow'));
  const controller = new AbortController();
  const reading = failureOf(pages.readPage(tap, stream, START, { signal: controller.signal }));
  await untilRunning('1');
  controller.abort();
  expect((await reading).message).toMatch(/abort/i);
  await untilRunning('0');
  await sql.query('drop view slow');
});

/** Waits until so many statements of the tap run at the server. */
async function untilRunning(count: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { rows } = await sql.query<{ n: string }>(
      `select count(*)::text as n from pg_stat_activity where datname = current_database()
       and application_name = 'meltemi' and state = 'active'`,
    );
    if (rows[0]?.n === count) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`There were never ${count} statements running.`);
}

test('a page that cannot be written gives its connection up and the tap goes on', async () => {
  const stream = selected(await discoverOne(tap, 'public-t'));
  const request = {
    stream,
    position: START,
    limits: { maxBytes: 1000, maxRows: 5, maxSeconds: 5 },
    encoding: 'text' as const,
    sessionKey: 'k',
  };
  const full = {
    bytes: 0,
    rows: 0,
    write: () => Promise.reject(new Error('The disk is full.')),
    commit: () => Promise.reject(new Error('never')),
    abort: async () => undefined,
  };
  await expect(tap.extractPage(request, full, noAbort)).rejects.toThrow('The disk is full.');
  expect((await pages.readPage(tap, stream, START)).rows).toBe(3);
});

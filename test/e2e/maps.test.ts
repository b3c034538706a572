/** Maps in real runs: in a tap's and a target's own settings, between them, and what becomes of records that they cannot take. */
import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { receiptOf, streamOf, TestProject, type TestWorker } from '../support/cli-process';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { startTemporal, type TestTemporal } from '../support/temporal';

let databases: readonly TestDatabase[];
let temporal: TestTemporal;
let project: TestProject;
let worker: TestWorker;
let source: Client;
let target: Client;

beforeAll(async () => {
  databases = await Promise.all([createDatabase('maps_source'), createDatabase('maps_target')]);
  const [sourceUrl, targetUrl] = databases.map(({ url }) => new URL(url));
  if (sourceUrl === undefined || targetUrl === undefined) throw new Error('no databases');
  [source, target] = await Promise.all([connect(sourceUrl), connect(targetUrl)]);
  temporal = await startTemporal();
  project = new TestProject(
    { TEMPORAL_ADDRESS: temporal.address },
    { tap: settingsOf(sourceUrl), target: settingsOf(targetUrl) },
  );
  worker = await project.startWorker({ MELTEMI_PAGE_ROWS: '100' });
}, 120_000);

afterAll(async () => {
  await worker.stop();
  await temporal.stop();
  await Promise.all([source.end(), target.end()]);
  await Promise.all(databases.map((database) => database.drop()));
  project.remove();
}, 60_000);

async function connect(url: URL): Promise<Client> {
  const client = new Client({ connectionString: url.toString() });
  await client.connect();
  return client;
}

function settingsOf(url: URL) {
  return {
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
  };
}

async function run(job: string) {
  const ended = await project.meltemi('--json', 'run', job);
  if (ended.code !== 0) throw new Error(ended.stdout + ended.stderr);
  return receiptOf(ended);
}

async function rows(sql: string): Promise<unknown[]> {
  return (await target.query<Record<string, unknown>>(sql)).rows;
}

test('a tap and a target map by their own settings, and the bookmark stays with the tap', async () => {
  await source.query(`create schema own;
    create table own.orders (id int primary key, note text, updated_at timestamptz not null);
    create table own.secrets (id int primary key);
    insert into own.secrets values (1);
    insert into own.orders select n, 'note ' || n, '2024-01-01T00:00:00Z'::timestamptz + n * interval '1 s' from generate_series(1, 250) n`);
  project.addJob('own', {
    tap: {
      stream_maps: {
        'own-orders': { __alias__: 'bought', at: 'updated_at', updated_at: null, __filter__: 'id > 50' },
        'own-secrets': null,
      },
    },
    metadata: { 'own-orders': { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' } },
    streamMaps: { bought: { note: 'note.upper()' } },
    target: {
      stream_maps: { bought: { number: 'int(note[5:])', note: 'note + config["mark"]' } },
      stream_map_config: { mark: '!' },
    },
  });
  const first = await run('own');
  expect(first.rows).toBe(200);
  expect(streamOf(first, 'own-orders')).toMatchObject({
    extractedRows: 250,
    bookmark: { replicationKey: 'updated_at' },
  });
  expect(await rows('select * from own.bought order by id limit 1')).toEqual([
    { id: 51, note: 'NOTE 51!', at: new Date('2024-01-01T00:00:51Z'), number: 51n.toString() },
  ]);
  expect(await rows(`select table_name from information_schema.tables where table_name like '%secrets%'`)).toEqual([]);

  await source.query(`insert into own.orders values (300, 'note 300', '2024-01-02T00:00:00Z')`);
  const second = await run('own');
  expect(streamOf(second, 'own-orders').extractedRows).toBe(1);
  expect(await rows('select count(*)::int as n from own.bought')).toEqual([{ n: 201 }]);
});

test('`preview` and `plan` map the same way', async () => {
  const preview = await project.meltemi(
    '--json',
    'preview',
    'tap-postgres--own',
    'map-own',
    'target-postgres--own',
    '--limit',
    '51',
  );
  expect(preview.code).toBe(0);
  expect(JSON.parse(preview.stdout.trim())).toEqual({
    stream: 'bought',
    record: { id: 51, note: 'NOTE 51!', at: '2024-01-01T00:00:51+00:00', number: 51 },
  });
  const plan = await project.meltemi('--json', 'plan', 'own');
  expect(plan.stdout).toContain('"name":"bought"');
  expect(plan.stdout).not.toContain('secrets');
});

describe('a record on which an expression fails', () => {
  beforeAll(async () => {
    // In pages of 100: one mixed, one in which every record fails, the last one good.
    await source.query(`create schema faulty; create table faulty.rows (id int primary key, note text);
      insert into faulty.rows select n, case when n > 100 and n <= 200 or n = 7 then 'x' else n::text end from generate_series(1, 250) n`);
  });
  const metadata = { 'faulty-rows': { 'replication-method': 'INCREMENTAL', 'replication-key': 'id' } };
  const jobOf = (name: string, policy: string) =>
    project.addJob(name, {
      tap: { filter_schemas: ['faulty'] },
      select: ['faulty-*.*'],
      metadata,
      target: {
        default_target_schema: name,
        stream_maps: { 'faulty-rows': { number: 'int(note)' } },
        stream_map_errors: policy,
      },
    });

  test('is left out by `drop`; a page of which nothing is left still moves the bookmark', async () => {
    jobOf('dropping', 'drop');
    const receipt = await run('dropping');
    const first = '`stream_maps.faulty-rows.number` of target `target-postgres--dropping`';
    expect(streamOf(receipt, 'faulty-rows')).toMatchObject({
      rows: 149,
      extractedRows: 250,
      bookmark: { value: 250 },
      faults: { dropped: 101, nulled: 0, first },
    });
    expect(await rows('select count(*)::int as n, count(number)::int as known from dropping.rows')).toEqual([
      { n: 149, known: 149 },
    ]);
    const second = await run('dropping');
    expect(streamOf(second, 'faulty-rows')).toMatchObject({ extractedRows: 0 });
    expect(streamOf(second, 'faulty-rows')).not.toHaveProperty('faults');
  });

  test('keeps a null by `null`, and the run says so to people', async () => {
    jobOf('nulling', 'null');
    const ended = await project.meltemi('run', 'nulling');
    expect(ended.code).toBe(0);
    expect(ended.stdout + ended.stderr).toContain(
      'faulty-rows: 101 values made null because expressions failed, first `stream_maps.faulty-rows.number` of target `target-postgres--nulling`.',
    );
    expect(await rows('select count(*)::int as n, count(number)::int as known from nulling.rows')).toEqual([
      { n: 250, known: 149 },
    ]);
  });
});

test('the rules of transform-field hide values on their way', async () => {
  await source.query(`create schema hidden;
    create table hidden.users (id int primary key, email text, born date, seen timestamptz, salary numeric(9,2), extra jsonb, vip boolean);
    insert into hidden.users values
      (1, 'ada@example.com', '1815-12-10', '2024-05-06T07:08:09Z', 1234.50, '{"phone": "123", "n": 1}', true),
      (2, 'bob@example.com', '1999-03-04', null, null, null, false)`);
  project.addJob('hidden');
  project.addRules('hide', [
    {
      tap_stream_name: 'hidden-users',
      field_id: 'email',
      type: 'HASH-SKIP-FIRST-1',
      when: [{ column: 'vip', equals: true }],
    },
    { tap_stream_name: 'hidden-users', field_id: 'born', type: 'MASK-DATE' },
    { tap_stream_name: 'hidden-users', field_id: 'seen', type: 'MASK-DATE' },
    { tap_stream_name: 'hidden-users', field_id: 'salary', type: 'MASK-NUMBER' },
    { tap_stream_name: 'hidden-users', field_id: 'extra', type: 'SET-NULL', field_paths: ['phone'] },
  ]);
  project.addTask('hiding', 'tap-postgres--hidden hide target-postgres--hidden');
  expect((await run('hiding')).rows).toBe(2);
  expect(
    await rows(
      `select id, email, to_char(born, 'YYYY-MM-DD') as born, seen, salary::text, extra from hidden.users order by id`,
    ),
  ).toEqual([
    {
      id: 1,
      email: `a${createHash('sha256').update('da@example.com').digest('hex')}`,
      born: '1815-01-01',
      seen: new Date('2024-01-01T07:08:09Z'),
      salary: '0',
      extra: { phone: null, n: 1 },
    },
    { id: 2, email: 'bob@example.com', born: '1999-01-01', seen: null, salary: '0', extra: null },
  ]);
});

test('a stream that a map makes beside another one is loaded, with a bookmark of its own', async () => {
  await source.query(`create schema doubled; create table doubled.orders (id int primary key, note text);
    insert into doubled.orders select n, 'note ' || n from generate_series(1, 250) n`);
  project.addJob('doubled', {
    metadata: { 'doubled-orders': { 'replication-method': 'INCREMENTAL', 'replication-key': 'id' } },
    streamMaps: { late: { __source__: 'doubled-orders', note: null, __filter__: 'id > 200' } },
  });
  const first = await run('doubled');
  expect(streamOf(first, 'doubled-orders')).toMatchObject({ rows: 250, bookmark: { value: 250 } });
  expect(streamOf(first, 'late')).toMatchObject({ rows: 50, extractedRows: 250, bookmark: { value: 250 } });
  await source.query(`insert into doubled.orders values (251, 'new')`);
  const second = await run('doubled');
  for (const name of ['doubled-orders', 'late']) expect(streamOf(second, name)).toMatchObject({ extractedRows: 1 });
  expect(await rows('select count(*)::int as n, max(id) as last from doubled.late')).toEqual([{ n: 51, last: 251 }]);
  expect(await rows('select count(*)::int as n from doubled.orders')).toEqual([{ n: 251 }]);
});

test('a stream that a map makes is refused under the name of another one; that one is loaded', async () => {
  await source.query(`create schema twins; create table twins.a (id int primary key); create table twins.b (id int primary key);
    insert into twins.a values (1); insert into twins.b values (1), (2)`);
  project.addJob('twins', { streamMaps: { 'twins-a': { __source__: 'twins-b' } } });
  const ended = await project.meltemi('--json', 'run', 'twins');
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain('there is another one of that name');
  expect(await rows('select count(*)::int as n from twins.b')).toEqual([{ n: 2 }]);
  expect(await rows('select count(*)::int as n from twins.a')).toEqual([{ n: 1 }]);
});

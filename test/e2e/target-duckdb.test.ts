/** PostgreSQL into a DuckDB file through the built command line and a real server, with workers that are killed on the way. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { queryRows, useDatabase } from '../../src/systems/duckdb/database-file';
import { type TestWorker, receiptOf, TestProject } from '../support/cli-process';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { startTemporal, type TestTemporal } from '../support/temporal';

/** The server gives a killed worker's activity up after its heartbeat timeout of 10 s. */
jest.setTimeout(180_000);

/** Five batches; a killed worker's activities are given to the next one after seconds. */
const WORKER = { MELTEMI_PAGE_ROWS: '500', MELTEMI_HEARTBEAT_SECONDS: '2' };

let database: TestDatabase;
let source: Client;
let temporal: TestTemporal;
let project: TestProject;
let worker: TestWorker;

beforeAll(async () => {
  database = await createDatabase('duckdb_source');
  source = new Client({ connectionString: database.url });
  await source.connect();
  await source.query(`
    create table items (id bigint primary key, note text, price numeric(12,2), at timestamptz not null, tags int[], data jsonb);
    insert into items select n, 'line ' || n || E'\\nsecond\\tline \\\\', n / 7.0, '2024-01-01'::timestamptz + n * interval '1 s',
      array[n, n + 1], jsonb_build_object('n', n) from generate_series(1, 2500) n`);
  temporal = await startTemporal();
  project = new TestProject(
    { TEMPORAL_ADDRESS: temporal.address },
    { tap: { sqlalchemy_url: database.url }, target: {} },
  );
  project.addJob('shop', {
    tap: { filter_schemas: ['public'] },
    select: ['public-items.*'],
    metadata: { 'public-items': { 'replication-method': 'INCREMENTAL', 'replication-key': 'at' } },
  });
  project.addLoader({
    name: 'target-duckdb',
    config: { filepath: join(project.folder, 'shop.duckdb'), default_target_schema: 'raw' },
  });
  project.addTask('to-duckdb', 'tap-postgres--shop target-duckdb');
});

afterAll(async () => {
  await worker.stop();
  await temporal.stop();
  await source.end();
  await database.drop();
  project.remove();
});

test('workers die in the middle of loads; the file holds every row once, and later changes by key', async () => {
  const running = project.start(['--json', 'run', 'to-duckdb']);
  for (const point of ['after-target-rows', 'before-target-commit', 'after-target-commit']) {
    const faults = join(project.folder, 'faults');
    mkdirSync(faults, { recursive: true });
    writeFileSync(join(faults, point), 'SIGKILL');
    worker = await project.startWorker({ ...WORKER, MELTEMI_FAULTS_DIR: faults });
    expect((await worker.ended).code).toBeNull();
  }
  worker = await project.startWorker(WORKER);
  const ended = await running.ended;
  expect(ended).toMatchObject({ code: 0 });
  expect(receiptOf(ended)).toMatchObject({ rows: 2500 });
  expect(readdirSync(project.folder).filter((name) => name.startsWith('shop.duckdb'))).toEqual(['shop.duckdb']);
  expect(await totals()).toEqual(await sourceTotals());

  await source.query(`update items set note = 'changed', at = '2025-01-01' where id <= 100`);
  await source.query(`insert into items values (9001, null, null, '2025-01-02', '{}', 'null')`);
  expect((await project.meltemi('--json', 'run', 'to-duckdb')).code).toBe(0);
  expect(await totals()).toEqual(await sourceTotals());
});

const TOTALS = `count(*) as rows, count(distinct id) as ids, sum(price) as price, sum(length(note)) as notes, max(md5(note)) as note,
  count(*) filter (note = 'changed') as changed`;

async function totals(): Promise<unknown> {
  const signal = new AbortController().signal;
  const [row] = await useDatabase(join(project.folder, 'shop.duckdb'), signal, (connection) =>
    queryRows(connection, `SELECT ${TOTALS} FROM raw.items`),
  );
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, String(value)]));
}

async function sourceTotals(): Promise<unknown> {
  const { rows } = await source.query<Record<string, unknown>>(
    `select ${TOTALS.replace('filter (note', 'filter (where note')} from items`,
  );
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, value]) => [name, String(value)]));
}

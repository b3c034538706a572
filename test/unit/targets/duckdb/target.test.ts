import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryRows, useDatabase } from '../../../../src/systems/duckdb/database-file';
import type { JsonObject } from '../../../../src/model/json';
import { createDuckdbTarget } from '../../../../src/targets/duckdb/target';
import type { OutputStream, Target } from '../../../../src/targets/target';
import { FileBench, sqlSchema } from '../../../support/file-bench';

const noAbort = new AbortController().signal;
let folder: string;
let bench: FileBench;
beforeAll(async () => {
  bench = await FileBench.open();
});
afterAll(() => bench.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meltemi-duckdb-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const path = (): string => join(folder, 'x.duckdb');

function target(settings: JsonObject = {}): Target {
  return createDuckdbTarget(
    { filepath: path(), ...settings },
    { pluginName: 'target-duckdb', faultPoint: () => undefined, warn: () => undefined },
  );
}

function stream(types: Readonly<Record<string, string>>, key: readonly string[] = []): OutputStream {
  return {
    stateId: 'dev:a-to-b',
    name: 'public-things',
    schema: { ...sqlSchema(types), keyProperties: key },
    replication: { method: 'FULL_TABLE', snapshot: false },
    resumable: true,
  };
}

/** One run of one batch. */
async function run(runId: string, of: OutputStream, rows: readonly (readonly (string | null)[])[]): Promise<void> {
  const to = target();
  const loadMode = of.schema.keyProperties.length > 0 ? 'upsert' : 'append';
  const asked = { stream: of, loadMode, runId } as const;
  const { epoch } = await to.prepare({ ...asked, known: null, fullRefresh: false, restart: false }, noAbort);
  const page = await bench.page(of.schema, rows);
  await to.load({ ...asked, epoch, seq: 1, next: { kind: 'end' }, bookmark: null, page }, noAbort);
  await to.finish({ ...asked, epoch, outcome: 'completed' }, noAbort);
}

function query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return useDatabase(path(), noAbort, (connection) => queryRows(connection, sql));
}

test('columns become wider when the source does, and keep what is in them', async () => {
  await run('1', stream({ a: 'smallint', b: 'numeric(12,2)', c: 'date' }), [['1', '1.25', '2024-01-01']]);
  const wider = stream({ a: 'bigint', b: 'numeric(12,4)', c: 'timestamp without time zone', d: 'uuid' });
  await run('2', wider, [['9223372036854775807', '1.2345', '2024-01-01 12:00:00', null]]);
  expect(await query('DESCRIBE things')).toMatchObject([
    { column_name: 'a', column_type: 'BIGINT' },
    { column_name: 'b', column_type: 'DECIMAL(14,4)' },
    { column_name: 'c', column_type: 'TIMESTAMP' },
    { column_name: 'd', column_type: 'UUID' },
  ]);
  expect(await query('SELECT * FROM things ORDER BY a')).toEqual([
    { a: '1', b: '1.2500', c: '2024-01-01 00:00:00', d: null },
    { a: '9223372036854775807', b: '1.2345', c: '2024-01-01 12:00:00', d: null },
  ]);
});

test('a type that does not fit is refused, and nothing changes', async () => {
  await run('1', stream({ a: 'date' }), [['2024-01-01']]);
  await expect(run('2', stream({ a: 'boolean' }), [['t']])).rejects.toMatchObject({
    code: 'TargetRejected',
    reason: expect.stringContaining('`a` of "main"."things" is DATE, and the stream now gives BOOLEAN') as string,
  });
  expect(await query('FROM things')).toEqual([{ a: '2024-01-01' }]);
});

test('a value that does not fit its column is told by the column, never by the value', async () => {
  const failed = run('1', stream({ id: 'bigint', at: 'date' }), [['1', 'secret']]);
  await expect(failed).rejects.toMatchObject({
    code: 'RecordInvalid',
    reason: expect.stringContaining('column `at`') as string,
  });
  await expect(failed).rejects.not.toThrow('secret');
});

test('keys that are null or of several columns are keys as others', async () => {
  const keyed = stream({ a: 'bigint', b: 'text', c: 'text' }, ['a', 'b']);
  await run('1', keyed, [
    ['1', null, 'old'],
    ['1', 'x', 'old'],
  ]);
  await run('2', keyed, [
    ['1', null, 'older'],
    ['1', null, 'new'],
    ['1', 'y', 'new'],
  ]);
  expect(await query('SELECT * FROM things ORDER BY b')).toEqual([
    { a: '1', b: 'x', c: 'old' },
    { a: '1', b: 'y', c: 'new' },
    { a: '1', b: null, c: 'new' },
  ]);
});

test('streams side by side take turns, and the file is free afterwards', async () => {
  const names = Array.from({ length: 6 }, (_, i) => `public-t${String(i)}`);
  await Promise.all(names.map((name) => run('1', { ...stream({ a: 'bigint' }), name }, [['1'], ['2']])));
  for (const name of names) {
    expect(await query(`SELECT count(*) AS n FROM ${name.slice('public-'.length)}`)).toEqual([{ n: '2' }]);
  }
  expect(await readdir(folder)).toEqual(['x.duckdb']);
});

/** Opens the file and keeps it until it is killed. */
const HOLDER = `const { DuckDBInstance } = require('@duckdb/node-api');
DuckDBInstance.create(process.argv[1]).then(async (one) => { await one.connect(); console.log('open'); setInterval(() => one, 1000); });`;

test('a file that another process has open is tried again later', async () => {
  const holder = spawn(process.execPath, ['-e', HOLDER, path()], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(holder.stdout, 'data');
    await expect(run('1', stream({ a: 'bigint' }), [['1']])).rejects.toMatchObject({
      code: 'TargetUnavailable',
      reason: expect.stringMatching(new RegExp(`Another process \\(${String(holder.pid)}\\) has .* open`)) as string,
    });
  } finally {
    holder.kill('SIGKILL');
    await once(holder, 'exit');
  }
  await run('1', stream({ a: 'bigint' }), [['1']]);
  expect(await query('FROM things')).toEqual([{ a: '1' }]);
});

test('pages that a killed process left beside the file are removed', async () => {
  const left = `${path()}.1234567-${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}.page`;
  await writeFile(left, 'x');
  await run('1', stream({ a: 'bigint' }), [['1']]);
  expect(await readdir(folder)).toEqual(['x.duckdb']);
});

test.each([
  [{ filepath: '' }, '`filepath` of `target-duckdb` is missing'],
  [{ filepath: ':memory:' }, 'is not the path of a file'],
  [{ filepath: 'md:shop' }, 'is not the path of a file'],
  [{ load_method: 'merge' }, '`load_method` of `target-duckdb` is not one of append-only, upsert, overwrite'],
  [{ schema_mapping: { public: {} } }, '`schema_mapping.public` of `target-duckdb` has no `target_schema`'],
])('settings %j are refused', (settings, message) => {
  expect(() => target(settings)).toThrow(message);
});

test('schemas are mapped as in the other targets', async () => {
  const plan = await target({ schema_mapping: { public: { target_schema: 'raw' } } }).plan(
    stream({ a: 'bigint' }),
    noAbort,
  );
  expect(plan).toMatchObject({ destination: `${path()}: "raw"."things"`, loadMode: 'append', delivery: 'exact' });
});

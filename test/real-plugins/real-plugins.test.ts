/**
 * `npm run test:real-plugins`: the same project run by the real Meltano and by Meltemi, with plugins from PyPI that `meltemi install` installs.
 * What each makes must be equal, row for row; how long each takes is printed.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OKTA_TOKEN, OktaApi } from '../support/okta-api';
import { PluginProject } from '../support/plugin-project';
import { queryRows, startPostgres, type TestPostgres } from '../support/postgres';
import { startTemporal, type TestTemporal } from '../support/temporal';
import { pythonTool } from '../support/tools';
import { realProject } from './project';

/** Environments of six plugins are made first; a run of the real ones takes half a minute. */
jest.setTimeout(900_000);

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
/** `PLUGIN_ROWS=1000000` shows how fast each is once its programs have started. */
const ROWS = Number(process.env['PLUGIN_ROWS'] ?? 20_000);
const USERS = 450;
/** Tables that are read in one run; as many rows each. */
const SEVERAL = ['a', 'b', 'c', 'd'];

let postgres: TestPostgres;
let okta: OktaApi;
let temporal: TestTemporal;
let project: PluginProject;
let meltano: string;
let worker: ChildProcess;
const times: string[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  await queryRows(
    postgres.url,
    `create table orders (id bigint primary key, note text, amount numeric(12,2), score double precision, paid boolean,
       placed_on date, updated_at timestamptz not null, attrs jsonb);
     insert into orders select i, case when i % 5 = 0 then null else 'note ' || i || E' "ü" \\n' end, i / 100.0, i / 8.0, i % 2 = 0,
       date '2024-01-01' + i % 500, timestamptz '2024-01-01' + i * interval '1 second', jsonb_build_object('a', i)
     from generate_series(1, ${String(ROWS)}) i;
     create schema several; ${SEVERAL.map((name) => `create table several.${name} (like orders including all); insert into several.${name} select * from orders;`).join(' ')}
     create schema meltemi_several; create schema meltano_several;`,
  );
  okta = new OktaApi();
  await okta.start();
  okta.addUsers(USERS, '2024-01-01T00:00:00.000Z');
  temporal = await startTemporal();
  const { host, port, user, password } = postgres;
  project = new PluginProject();
  // pip builds in the folder itself.
  const ownTap = join(project.folder, 'tap-people');
  cpSync(resolve('test/fixtures/python/tap-people'), ownTap, { recursive: true });
  const source = { host, port, user, password };
  const batches = join(project.folder, 'batches');
  mkdirSync(batches);
  project.write(
    'meltano.yml',
    realProject({ source, okta: { url: okta.url, token: OKTA_TOKEN }, ownTap, batches: `file://${batches}` }),
  );
  for (const side of ['meltemi', 'meltano']) mkdirSync(join(project.folder, `out-${side}`));
  meltano = join(await pythonTool(['meltano==4.4.1']), 'meltano');
  const installed = await project.run(['install', '--include-native']);
  expect({ code: installed.code, output: installed.code === 0 ? '' : installed.stdout + installed.stderr }).toEqual({
    code: 0,
    output: '',
  });
  worker = await startWorker();
  // What discovering takes is no part of the comparison: each keeps its catalogs where the other finds them.
  for (const tap of ['tap-python', 'tap-python--files', 'tap-python--several', 'tap-people'])
    expect(await project.run(['select', '--list', tap], { env: env('meltemi') })).toMatchObject({ code: 0 });
});

afterAll(async () => {
  console.log(times.join('\n'));
  worker.kill('SIGKILL');
  await temporal.stop();
  await okta.stop();
  await postgres.stop();
  project.remove();
});

const env = (side: string): Record<string, string> => ({ TEMPORAL_ADDRESS: temporal.address, SIDE: side });

/** Resolves when it takes work. */
async function startWorker(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN, 'worker'], {
    cwd: project.folder,
    env: { ...process.env, ...env('meltemi') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await once(child.stderr, 'data');
  child.stderr.resume();
  return child;
}

async function runBoth(...blocks: readonly string[]): Promise<void> {
  const ours = await timed(() => project.run(['run', ...blocks], { env: env('meltemi') }));
  const theirs = await timed(() => runMeltano(blocks));
  expect(ours).toBeLessThan(theirs);
  times.push(
    `${blocks.join(' ')}: Meltano ${theirs.toFixed(1)} s, Meltemi ${ours.toFixed(1)} s (${(theirs / ours).toFixed(1)} x)`,
  );
}

async function timed(
  work: () => Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>,
): Promise<number> {
  const started = performance.now();
  const { code, stdout, stderr } = await work();
  expect({ code, output: code === 0 ? '' : `${stdout}${stderr}` }).toEqual({ code: 0, output: '' });
  return (performance.now() - started) / 1000;
}

function runMeltano(blocks: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(meltano, ['--log-level=warning', 'run', ...blocks], {
    cwd: project.folder,
    env: { ...process.env, ...env('meltano') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((done) => child.once('close', (code) => done({ code, stdout: '', stderr })));
}

interface Table {
  /** Name → type. */
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly unknown[];
}

/** The rows of a table, as texts by column, in order of its key. */
async function table(schema: string, name: string): Promise<Table> {
  const columns = await queryRows(
    postgres.url,
    `select column_name as name, data_type as type from information_schema.columns
     where table_schema = '${schema}' and table_name = '${name}' order by column_name`,
  );
  const values = columns.map(({ name, type }) => `'${String(name)}', ${comparable(String(name), String(type))}`);
  const rows = await queryRows(
    postgres.url,
    `select json_build_object(${values.join(', ')})::text as row from ${schema}.${name} order by id`,
  );
  return {
    columns: Object.fromEntries(columns.map(({ name, type }) => [String(name), String(type)])),
    rows: rows.map(({ row }) => row),
  };
}

function comparable(name: string, type: string): string {
  // `2495.0` of a Python double and `2495` are one numeric; the server's clock is UTC.
  if (type === 'numeric') return `trim_scale("${name}")`;
  return type.startsWith('timestamp') ? `"${name}"::timestamp` : `"${name}"::text`;
}

/** `better`: types that are ours on purpose, as docs/targets/target-postgres.md says. */
async function expectEqualTables(
  loader: string,
  better: Readonly<Record<string, string>> = {},
  name = 'orders',
): Promise<void> {
  const [ours, theirs] = await Promise.all([table(`meltemi_${loader}`, name), table(`meltano_${loader}`, name)]);
  expect(ours.columns).toEqual({ ...theirs.columns, ...better });
  expect(ours.rows).toHaveLength(ROWS);
  expect(ours.rows.filter((row, i) => row !== theirs.rows[i]).slice(0, 3)).toEqual([]);
  expect(theirs.rows).toHaveLength(ROWS);
}

describe('from PostgreSQL', () => {
  test('the real tap-postgres into our target-postgres', async () => {
    await runBoth('tap-python', 'target-postgres');
    await expectEqualTables('own', { updated_at: 'timestamp with time zone' });
  });

  test('the real tap-postgres, which writes files and names them in BATCH messages, into our target-postgres', async () => {
    await runBoth('tap-python--files', 'target-postgres--files');
    expect(readdirSync(join(project.folder, 'batches'))).not.toEqual([]);
    await expectEqualTables('files', { updated_at: 'timestamp with time zone' });
  });

  test('our tap-postgres into the real target-postgres of MeltanoLabs', async () => {
    await runBoth('tap-postgres', 'target-labs');
    await expectEqualTables('labs');
  });

  test('our tap-postgres into the real target-postgres of PipelineWise', async () => {
    await runBoth('tap-postgres', 'target-pipelinewise');
    await expectEqualTables('pipelinewise');
  });

  test('the real tap, the real mapper and the real target', async () => {
    for (const side of ['meltemi', 'meltano']) await queryRows(postgres.url, `drop schema ${side}_labs cascade`);
    await runBoth('tap-python', 'mask', 'target-labs');
    await expectEqualTables('labs');
  });

  test('several streams of the real tap into our target', async () => {
    await runBoth('tap-python--several', 'target-postgres');
    for (const name of SEVERAL) await expectEqualTables('own', { updated_at: 'timestamp with time zone' }, name);
  });

  test('several streams of our tap into several programs of the real target side by side', async () => {
    await runBoth('tap-postgres--several', 'target-labs--several');
    for (const name of SEVERAL) await expectEqualTables('several', {}, name);
  });
});

test("a team's own REST tap, by the Singer SDK, into the real target-jsonl", async () => {
  await runBoth('tap-people', 'target-lines');
  const lines = (side: string): readonly string[] =>
    project.read(`out-${side}/users.jsonl`).trimEnd().split('\n').sort();
  expect(lines('meltemi')).toHaveLength(USERS);
  expect(lines('meltemi')).toEqual(lines('meltano'));
});

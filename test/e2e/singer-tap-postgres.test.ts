/** `meltemi singer tap-postgres`: the built program in a pipe, in both variants, with flat memory and through signals of the pipe. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createDatabase, type TestDatabase } from '../support/postgres';

jest.setTimeout(120_000);

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

interface Message {
  readonly type: string;
  readonly stream?: string;
  readonly version?: number;
  readonly record?: Readonly<Record<string, unknown>>;
  readonly value?: { readonly bookmarks: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
}

let database: TestDatabase;
let sql: Client;
let folder: string;

beforeAll(async () => {
  database = await createDatabase('singer_tap_postgres');
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  await sql.query(`
    create table orders (id bigint primary key, amount numeric, at timestamp, note text);
    insert into orders select i, i * 1.10, timestamp '2024-01-01' + i * interval '1 minute', 'note ' || i from generate_series(1, 1000) i;
    create schema secret; create table secret.hidden (id integer);
    create table old (id integer primary key, d date); insert into old values (1, '2024-01-01'), (2, '0044-03-15 BC');`);
  folder = mkdtempSync(join(tmpdir(), 'meltemi-singer-pg-'));
  const url = new URL(database.url);
  const config = {
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    dbname: url.pathname.slice(1),
    filter_schemas: 'public',
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'wrong.json'), JSON.stringify({ ...config, password: 'not-the-password-9' }));
});

afterAll(async () => {
  await sql.end();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `behind`: a shell command that takes the messages. */
function singer(args: string, behind = 'cat'): Promise<Ended> {
  const command = `"${process.execPath}" "${MAIN}" singer tap-postgres ${args}`;
  const child = spawn('bash', ['-c', `set -o pipefail; ${command} | ${behind}`], { cwd: folder });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk.toString('utf8')));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout: stdout.join(''), stderr: stderr.join('') }));
  });
}

function messagesOf({ stdout }: Ended): readonly Message[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Message);
}

interface CatalogEntry {
  readonly tap_stream_id: string;
  readonly metadata: { readonly breadcrumb: readonly string[]; readonly metadata: Record<string, unknown> }[];
}

/** The discovered catalog with `orders` selected, by its times. */
async function catalogFile(variant: string): Promise<string> {
  const found = await singer(`--config config.json --discover --variant ${variant}`);
  expect(found).toMatchObject({ code: 0, stderr: '' });
  const { streams } = JSON.parse(found.stdout) as { streams: CatalogEntry[] };
  expect(streams.map(({ tap_stream_id: id }) => id)).toEqual(['public-old', 'public-orders']);
  const root = streams[1]?.metadata.find(({ breadcrumb }) => breadcrumb.length === 0);
  Object.assign(root?.metadata ?? {}, { selected: true, 'replication-method': 'INCREMENTAL', 'replication-key': 'at' });
  writeFileSync(join(folder, `${variant}.json`), JSON.stringify({ streams }));
  return `${variant}.json`;
}

describe.each([
  ['meltanolabs', '2024-01-01T16:40:00.000000+00:00'],
  ['pipelinewise', '2024-01-01T16:40:00+00:00'],
])('variant %s', (variant, last) => {
  test('discovers, reads, and goes on from its state', async () => {
    const catalog = await catalogFile(variant);
    const run = `--config config.json --variant ${variant} --catalog ${catalog}`;
    const first = messagesOf(await singer(run));
    const records = first.filter(({ type }) => type === 'RECORD');
    expect(records).toHaveLength(1000);
    expect(records[0]?.record).toMatchObject({ id: 1, amount: 1.1, note: 'note 1' });
    expect(new Set(records.map(({ version }) => version === undefined))).toEqual(new Set([variant === 'meltanolabs']));
    const state = first.findLast(({ type }) => type === 'STATE')?.value;
    expect(state?.bookmarks['public-orders']).toMatchObject({ replication_key: 'at', replication_key_value: last });
    writeFileSync(join(folder, 'state.json'), JSON.stringify(state));
    await sql.query("insert into orders values (1001, 7.00, '2024-01-02', 'late')");
    const second = messagesOf(await singer(`${run} --state state.json`));
    // The row at the bookmark comes again.
    expect(second.filter(({ type }) => type === 'RECORD').map(({ record }) => record?.['id'])).toEqual([1000, 1001]);
    await sql.query('delete from orders where id > 1000');
  });
});

test('a date that Singer has no form for ends the run behind what came before, and names the column', async () => {
  const ended = await singer('--config config.json');
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(/column `d`.*`dates_as_string: true`/s);
  expect(messagesOf(ended).filter(({ type }) => type === 'RECORD')).toMatchObject([{ record: { id: 1 } }]);
});

test('a program behind it that ends early is told without a trace', async () => {
  const ended = await singer('--config config.json --variant pipelinewise', 'head -c 10 > /dev/null; exit 0');
  expect(ended.stderr).not.toMatch(/at .*\.js/);
});

test.each([
  ['--config config.json --variant postgres', 1, /no variant `postgres`/],
  ['--config wrong.json', 1, /password authentication failed|`user` and `password`/],
  ['--config none.json', 2, /none\.json/],
])('%s is an error with what to do, and no secret in it', async (args, code, text) => {
  const ended = await singer(args);
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).toMatch(text);
  expect(ended.stderr).not.toContain('not-the-password-9');
});

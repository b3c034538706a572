/** `meltemi singer <target>` as a process behind a pipe: what arrives, which states are printed, how it ends. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { createDatabase, type TestDatabase } from '../support/postgres';

const MAIN = resolve('dist/cli/main.js');
const SCHEMA = `{"type":"SCHEMA","stream":"sales-orders","schema":{"properties":{"id":{"type":"integer"},"v":{"type":["string","null"]},"n":{"type":["number","null"]}}},"key_properties":["id"]}`;

let folder: string;
let database: TestDatabase;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meltemi-singer-target-'));
  database = await createDatabase('singer_target');
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], config: object, input: string): Promise<Ended> {
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  const child = spawn(process.execPath, [MAIN, 'singer', ...args, '--config', file], { cwd: folder });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (data) => (output[name] += String(data)));
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((done) => child.on('close', (code) => done({ code, ...output })));
}

async function rows(sql: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: database.url, types: { getTypeParser: () => (text: string) => text } });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

const record = (text: string): string => `{"type":"RECORD","stream":"sales-orders","record":${text}}`;
const lines = (...each: readonly string[]): string => `${each.join('\n')}\n`;

describe('meltemi singer target-postgres', () => {
  const config = (more: object = {}) => ({ sqlalchemy_url: database.url, default_target_schema: 'raw', ...more });

  test('records arrive exactly, and the state is printed behind them', async () => {
    const input = lines(
      SCHEMA,
      record('{"id":9223372036854775807,"v":"žluť\\n\\t\\\\N","n":0.12345678901234567890123456789}'),
      record('{"id":2,"v":"","n":null}'),
      '{"type":"STATE","value":{"big":9223372036854775807}}',
    );
    const { code, stdout, stderr } = await run(['target-postgres'], config(), input);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '{"big": 9223372036854775807}\n', stderr: '' });
    expect(await rows('select id, v, n from raw.orders order by id')).toEqual([
      ['2', '', null],
      ['9223372036854775807', 'žluť\n\t\\N', '0.12345678901234567890123456789'],
    ]);
  });

  test('records in a file (a BATCH message) are loaded as those of messages', async () => {
    const file = join(folder, 'batch.jsonl');
    writeFileSync(file, '{"id":41,"v":"a","n":0.12345678901234567890123456789}\n{"id":42,"v":"é","n":null}\n');
    const batch = {
      type: 'BATCH',
      stream: 'sales-orders',
      encoding: { format: 'jsonl' },
      manifest: [`file://${file}`],
    };
    const input = lines(SCHEMA, JSON.stringify(batch), '{"type":"STATE","value":{"n":42}}');
    expect(await run(['target-postgres'], config(), input)).toEqual({ code: 0, stdout: '{"n": 42}\n', stderr: '' });
    expect(await rows('select id, v, n from raw.orders where id in (41, 42) order by id')).toEqual([
      ['41', 'a', '0.12345678901234567890123456789'],
      ['42', 'é', null],
    ]);
  });

  test('half a line at the end is an error without a state, and nothing of the batch is loaded', async () => {
    const input = lines(SCHEMA, record('{"id":77,"v":"a"}'), '{"type":"STATE","value":{"n":77}}') + '{"type":"RECO';
    const { code, stdout, stderr } = await run(['target-postgres', '--variant', 'meltanolabs'], config(), input);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('Line 4 of the input is no JSON.');
    expect(stderr).not.toContain('    at ');
    expect(await rows('select id from raw.orders where id = 77')).toEqual([]);
  });

  test.each([
    [lines(record('{"id":1}')), 'A RECORD of stream `sales-orders` came before its SCHEMA.'],
    [lines('{"type":"BATCH"}'), 'a BATCH message without `stream`'],
    [
      lines(SCHEMA, '{"type":"BATCH","stream":"sales-orders","encoding":{"format":"jsonl"},"manifest":["gone.jsonl"]}'),
      'gone.jsonl',
    ],
    [lines('{"type":"BATCHES"}'), 'a message of type `BATCHES`'],
    [lines('{"type":"SCHEMA","stream":"a"}'), 'a SCHEMA message without `schema`'],
    [lines('[]'), 'Line 1 of the input is no JSON object.'],
    [lines(SCHEMA, record('{"id":"x"}')), 'A value of column `id` is not an integer'],
    [lines(SCHEMA, record('{"id":5,"v":"a\\u0000b"}')), 'sales-orders'],
  ])('%j ends with a reason', async (input, reason) => {
    const { code, stdout, stderr } = await run(['target-postgres'], config(), input);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(reason);
    expect(stderr).not.toContain('    at ');
  });

  test('NUL characters are taken out when the settings say so', async () => {
    const input = lines(SCHEMA, record('{"id":5,"v":"a\\u0000b"}'));
    const settings = config({
      sanitize_null_text_characters: true,
      add_record_metadata: false,
      activate_version: false,
    });
    expect((await run(['target-postgres', '--variant', 'meltanolabs'], settings, input)).code).toBe(0);
    expect(await rows('select v from raw.orders where id = 5')).toEqual([['ab']]);
  });

  test('a password in the settings stays out of messages', async () => {
    const url = new URL(database.url);
    const settings = { host: url.hostname, port: Number(url.port), user: 'nobody', password: 'hush-hush', dbname: 'x' };
    const { code, stderr } = await run(['target-postgres'], settings, lines(SCHEMA));
    expect(code).toBe(1);
    expect(stderr).not.toContain('hush-hush');
  });
});

describe('meltemi singer target-jsonl', () => {
  test('lines are those of the tap; the state comes when they are on disk', async () => {
    const input = lines(SCHEMA, record('{"v":"é","id":1234.5678901234567890}'), '{"type":"STATE","value":{"n":1}}');
    const settings = { destination_path: join(folder, 'out'), do_timestamp_file: false };
    const wrong = await run(['target-jsonl'], settings, input);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('/id must be integer');
    const number = input.replace('"integer"', '"number"');
    expect(await run(['target-jsonl'], settings, number)).toEqual({ code: 0, stdout: '{"n": 1}\n', stderr: '' });
    expect(readFileSync(join(folder, 'out/sales-orders.jsonl'), 'utf8')).toBe(
      '{"v": "\\u00e9", "id": 1234.5678901234567890}\n',
    );
  });
});

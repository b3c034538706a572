/** A job of Singer programs, through the built command line and a real server: its worker is killed, and the job still ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { PluginProject } from '../support/plugin-project';
import { createDatabase } from '../support/postgres';
import { commandLine, parentsByPid } from '../support/process-tree';
import { startTemporal, type TestTemporal } from '../support/temporal';

/** The server gives a killed worker's activity up after its heartbeat timeout of 10 s. */
jest.setTimeout(120_000);

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const LAST = 40;
const PROJECT = `version: 1
project_id: programs
default_environment: dev
environments: [{name: dev}]
plugins:
  extractors:
    - {name: tap-slow, namespace: tap_slow, executable: ./bin/tap, capabilities: [state]}
    - {name: tap-endless, namespace: tap_endless, executable: ./bin/endless, capabilities: [state]}
    - {name: tap-numbers, namespace: tap_numbers, executable: ./bin/numbers, capabilities: [catalog, discover, state]}
    - {name: tap-typed, namespace: tap_typed, executable: ./bin/typed, capabilities: [catalog, discover, state]}
    - {name: tap-broken, namespace: tap_broken, executable: ./bin/broken, capabilities: [state]}
  loaders:
    - {name: target-file, namespace: target_file, executable: ./bin/target}
    - {name: target-postgres, config: {sqlalchemy_url: $PG_URL, default_target_schema: warehouse}}
    - {name: target-jsonl, config: {destination_path: out, do_timestamp_file: false}}
`;
const TYPED_TAP = `#!${process.execPath}
const fs = require('fs');
const given = (flag) => process.argv.includes(flag) ? JSON.parse(fs.readFileSync(process.argv[process.argv.indexOf(flag) + 1], 'utf8')) : null;
const schema = { properties: { id: { type: 'integer' }, amount: { type: 'number' }, at: { type: 'string', format: 'date-time' }, tags: { type: 'array' } } };
if (process.argv.includes('--discover')) {
  const stream = { tap_stream_id: 'events', schema, key_properties: ['id'], replication_method: 'INCREMENTAL', replication_key: 'at' };
  console.log(JSON.stringify({ streams: [stream] }));
} else {
  const from = given('--state')?.bookmarks.events.replication_key_value ?? '';
  for (let id = 1; id <= Number(fs.readFileSync('last', 'utf8')); id++) {
    const at = '2026-01-01T00:00:0' + id + 'Z';
    if (at < from) continue;
    console.log('{"type":"RECORD","stream":"events","record":{"id":' + id + ',"amount":12345678901234567.1' + id + ',"at":"' + at + '","tags":["a",{"n":1.0}]}}');
    console.log(JSON.stringify({ type: 'STATE', value: { bookmarks: { events: { replication_key: 'at', replication_key_value: at } } } }));
  }
}
`;
const NUMBERS_TAP = `#!${process.execPath}
const fs = require('fs');
const given = (flag) => process.argv.includes(flag) ? JSON.parse(fs.readFileSync(process.argv[process.argv.indexOf(flag) + 1], 'utf8')) : null;
if (process.argv.includes('--discover')) {
  console.log(JSON.stringify({ streams: [{ tap_stream_id: 'numbers', schema: { properties: { id: { type: 'integer' } } }, key_properties: ['id'] }] }));
} else {
  let id = given('--state')?.bookmarks.numbers.replication_key_value ?? 0;
  const next = () => {
    if (id === ${LAST}) return;
    console.log(JSON.stringify({ type: 'RECORD', stream: 'numbers', record: { id: ++id } }));
    console.log(JSON.stringify({ type: 'STATE', value: { bookmarks: { numbers: { replication_key: 'id', replication_key_value: id } } } }));
    setTimeout(next, 100);
  };
  next();
}
`;
const TAP = `#!${process.execPath}
const fs = require('fs');
const at = process.argv.indexOf('--state');
let id = at < 0 ? 0 : JSON.parse(fs.readFileSync(process.argv[at + 1], 'utf8')).id;
const next = () => {
  if (id === ${LAST}) return;
  console.log(JSON.stringify({ type: 'RECORD', stream: 'ids', record: { id: ++id } }));
  console.log(JSON.stringify({ type: 'STATE', value: { id } }));
  setTimeout(next, 100);
};
next();
`;
const TARGET = `#!${process.execPath}
const fs = require('fs');
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.type === 'RECORD') fs.appendFileSync('ids.txt', message.record.id + '\\n');
  if (message.type === 'STATE') console.log(JSON.stringify(message.value));
});
`;
const BROKEN = `#!${process.execPath}
console.log(JSON.stringify({ type: 'RECORD', stream: 'ids', record: { id: 1 } }));
console.error('the API says no');
process.exitCode = 3;
`;

let temporal: TestTemporal;
let project: PluginProject;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  temporal = await startTemporal();
  project = new PluginProject({ 'meltano.yml': PROJECT });
  for (const [name, text] of Object.entries({
    tap: TAP,
    endless: TAP.replace(`id === ${LAST}`, 'false'),
    target: TARGET,
    broken: BROKEN,
    numbers: NUMBERS_TAP,
    typed: TYPED_TAP,
  }))
    project.writeExecutable(`bin/${name}`, text);
});

afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await temporal?.stop();
  project?.remove();
});

const env = (): Record<string, string> => ({ TEMPORAL_ADDRESS: temporal.address });

function startWorker(more: Record<string, string> = env()): ChildProcess {
  const worker = spawn(process.execPath, [MAIN, 'worker'], {
    cwd: project.folder,
    env: { ...process.env, ...more },
    stdio: 'ignore',
  });
  workers.push(worker);
  return worker;
}

const ids = (): readonly number[] =>
  project.has('ids.txt') ? project.read('ids.txt').trim().split('\n').map(Number) : [];

async function query(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('a killed worker is followed by one that goes on from the last confirmed state', async () => {
  const first = startWorker();
  const run = project.run(['run', 'tap-slow', 'target-file'], { env: env() });
  while (ids().length < 10) await new Promise((resolve) => setTimeout(resolve, 50));
  first.kill('SIGKILL');
  startWorker();
  expect(await run).toMatchObject({ code: 0 });
  const loaded = ids();
  expect(new Set(loaded)).toEqual(new Set(Array.from({ length: LAST }, (_, index) => index + 1)));
  // What was confirmed before the kill is not read again.
  expect(loaded.length).toBeLessThan(LAST + 10);
  const { stdout } = await project.run(['state', 'get', 'dev:tap-slow-to-target-file'], { env: env() });
  expect(JSON.parse(stdout)).toEqual({ singer_state: { id: LAST } });
});

test.each([
  ['tap', 'a run', []],
  ['target', 'a run', []],
  ['tap', 'a full refresh', ['--full-refresh']],
])('a killed %s of %s is followed by a try from the last confirmed state', async (victim, _, options) => {
  startWorker();
  const before = ids().length;
  expect(await project.run(['state', 'clear', 'dev:tap-slow-to-target-file', '--force'], { env: env() })).toMatchObject(
    { code: 0 },
  );
  const run = project.run(['run', 'tap-slow', 'target-file', ...options], { env: env() });
  while (ids().length < before + 10) await new Promise((resolve) => setTimeout(resolve, 50));
  const found = [...parentsByPid().keys()].filter((pid) =>
    commandLine(pid).startsWith(`${process.execPath} ${join(project.folder, 'bin', victim)}`),
  );
  expect(found).toHaveLength(1);
  for (const pid of found) process.kill(pid, 'SIGKILL');
  expect(await run).toMatchObject({ code: 0 });
  const loaded = ids().slice(before);
  expect(new Set(loaded)).toEqual(new Set(Array.from({ length: LAST }, (_, index) => index + 1)));
  // A row that the target had taken, and a state that it had not printed yet.
  expect(loaded.length).toBeLessThan(LAST + 3);
});

test('a cancelled run loads what the tap has given, and its state says so', async () => {
  startWorker();
  const before = ids().length;
  const run = project.run(['run', 'tap-endless', 'target-file'], { env: env() });
  while (ids().length < before + 5) await new Promise((resolve) => setTimeout(resolve, 50));
  const stateId = 'dev:tap-endless-to-target-file';
  expect(await project.run(['cancel', stateId], { env: env() })).toMatchObject({ code: 0 });
  expect(await run).toMatchObject({ code: 1 });
  const { stdout } = await project.run(['state', 'get', stateId], { env: env() });
  expect(JSON.parse(stdout)).toEqual({ singer_state: { id: ids().length - before } });
});

test('a program into a native target: exact, whatever is killed', async () => {
  // Pages of one row, so that there is a state to go on from.
  const pages = { ...env(), MELTEMI_PAGE_ROWS: '1' };
  const first = startWorker(pages);
  for (const other of workers) if (other !== first) other.kill('SIGKILL');
  const run = project.run(['run', 'tap-numbers', 'target-jsonl'], { env: env() });
  const written = (): readonly number[] =>
    project.has('out/numbers.jsonl')
      ? project
          .read('out/numbers.jsonl')
          .split('\n')
          .filter((line) => line.endsWith('}'))
          .map((line) => (JSON.parse(line) as { id: number }).id)
      : [];
  while (written().length < 10) await new Promise((resolve) => setTimeout(resolve, 50));
  first.kill('SIGKILL');
  startWorker(pages);
  expect(await run).toMatchObject({ code: 0 });
  expect(written()).toEqual(Array.from({ length: LAST }, (_, index) => index + 1));
});

test('a program into PostgreSQL: types by its schema, merged by its key, and only what is new', async () => {
  const database = await createDatabase('programs');
  try {
    const target = { ...env(), PG_URL: database.url };
    startWorker(target);
    for (const other of workers.slice(0, -1)) other.kill('SIGKILL');
    const run = () => project.run(['run', 'tap-typed', 'target-postgres'], { env: target });
    project.write('last', '3');
    expect(await run()).toMatchObject({ code: 0 });
    project.write('last', '5');
    const { code, stdout } = await run();
    expect(code).toBe(0);
    // The row at the bookmark's value comes again, and the key makes that harmless.
    expect(stdout).toMatch(/^events +3 /m);
    const rows = await query(
      database.url,
      'select id, amount::text, at, tags::text, pg_typeof(amount)::text as type from warehouse.events order by id',
    );
    expect(rows).toHaveLength(5);
    expect(rows[4]).toEqual({
      id: '5',
      amount: '12345678901234567.15',
      at: new Date('2026-01-01T00:00:05Z'),
      tags: '["a", {"n": 1.0}]',
      type: 'numeric',
    });
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    await database.drop();
  }
});

test('a preview shows the first records and ends the program', async () => {
  const { code, stdout } = await project.run(['--json', 'preview', 'tap-numbers', '--limit', '2']);
  expect(code).toBe(0);
  expect(stdout).toContain('{"id":1}');
  expect(stdout).not.toContain('{"id":3}');
});

test('a failing tap is told with what it said, in the receipt and once', async () => {
  startWorker();
  const { code, stdout, stderr } = await project.run(['run', 'tap-broken', 'target-file'], { env: env() });
  expect(code).toBe(1);
  expect(stdout).toContain('Extractor failed: `tap-broken` ended with exit code 3.');
  expect(`${stdout}${stderr}`.match(/the API says no/g)).toHaveLength(1);
});

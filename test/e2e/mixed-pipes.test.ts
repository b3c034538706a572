/** Meltemi's own taps, maps and targets in one pipe with programs, through the built command line and a real server. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PluginProject } from '../support/plugin-project';
import { createDatabase, queryRows, type TestDatabase } from '../support/postgres';
import { startTemporal, type TestTemporal } from '../support/temporal';

/** The server gives a killed worker's activity up after its heartbeat timeout of 10 s. */
jest.setTimeout(120_000);

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const ROWS = 40;

const PROJECT = `version: 1
project_id: mixed
default_environment: dev
environments: [{name: dev}]
plugins:
  extractors:
    - name: tap-postgres
      config: {sqlalchemy_url: $PG_URL, filter_schemas: [shop]}
      select: [shop-orders.*, '!shop-orders.secret', shop-parts.*]
      metadata: {shop-*: {replication-method: INCREMENTAL, replication-key: id}}
    - {name: tap-ticks, namespace: tap_ticks, executable: ./bin/ticks, capabilities: [state]}
    - {name: tap-units, namespace: tap_units, module: units.ts}
  mappers:
    - name: meltano-map-transformer
      mappings: [{name: shout, config: {stream_maps: {shop-orders: {note: note.upper()}}}}]
    - name: mapper-plus
      namespace: mapper_plus
      executable: ./bin/mapper
      mappings: [{name: plus, config: {by: 1000}}]
  loaders:
    - {name: target-file, namespace: target_file, executable: ./bin/target, parallel_programs: 2}
    - {name: target-postgres, config: {sqlalchemy_url: $PG_URL, default_target_schema: warehouse}}
`;

/** Slow, so that there is time to be killed; says each state at once. */
const TARGET = `#!${process.execPath}
const fs = require('fs');
(async () => {
  for await (const line of require('readline').createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    if (message.type === 'RECORD') fs.appendFileSync(message.stream + '.jsonl', JSON.stringify(message.record) + '\\n');
    if (message.type === 'STATE') console.log(JSON.stringify(message.value));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
})();
`;

/** 240 records in some twelve seconds, each with its state: the programs hear of a pause with a heartbeat, after eight seconds at most. */
const TICKS = `#!${process.execPath}
const fs = require('fs');
const at = process.argv.indexOf('--state');
let id = at < 0 ? 0 : JSON.parse(fs.readFileSync(process.argv[at + 1], 'utf8')).bookmarks.ticks.replication_key_value;
const out = (message) => fs.writeSync(1, JSON.stringify(message) + '\\n');
out({ type: 'SCHEMA', stream: 'ticks', schema: { properties: { id: { type: 'integer' } } }, key_properties: ['id'] });
const timer = setInterval(() => {
  id++;
  out({ type: 'RECORD', stream: 'ticks', record: { id } });
  out({ type: 'STATE', value: { bookmarks: { ticks: { replication_key: 'id', replication_key_value: id } } } });
  if (id >= 240) clearInterval(timer);
}, 50);
`;

const MAPPER = `#!${process.execPath}
const fs = require('fs');
const { by } = JSON.parse(fs.readFileSync(process.argv[process.argv.indexOf('--config') + 1], 'utf8'));
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.type === 'RECORD') message.record.id += by;
  console.log(JSON.stringify(message));
});
`;

const UNITS_TAP = `import { Stream, Tap } from 'meltemi/sdk';

class Units extends Stream {
  name = 'units';
  primaryKeys = ['code'];
  schema = { properties: { code: { type: 'string' }, price: { type: 'number' } } };
  async *getRecords() {
    yield { code: 'kg', price: 1.5 };
    yield { code: 'm', price: 2 };
  }
}

export default class TapUnits extends Tap {
  name = 'tap-units';
  discoverStreams() {
    return [new Units(this)];
  }
}
`;

let temporal: TestTemporal;
let database: TestDatabase;
let project: PluginProject;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  temporal = await startTemporal();
  database = await createDatabase('mixed_pipes');
  await queryRows(
    database.url,
    `create schema shop; create table shop.orders (id bigint primary key, note text, amount numeric(20,4), secret text);
     insert into shop.orders select i, 'note ' || i, 1234.5678 + i, 'canary' from generate_series(1, ${String(ROWS)}) i;
     create table shop.parts (id bigint primary key);
     insert into shop.parts select 1000 + i from generate_series(1, ${String(ROWS)}) i`,
  );
  project = new PluginProject({ 'meltano.yml': PROJECT, 'units.ts': UNITS_TAP });
  project.writeExecutable('bin/target', TARGET);
  project.writeExecutable('bin/mapper', MAPPER);
  project.writeExecutable('bin/ticks', TICKS);
});

afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await temporal.stop();
  project.remove();
  await database.drop();
});

const env = (): Record<string, string> => ({ TEMPORAL_ADDRESS: temporal.address, PG_URL: database.url });

function startWorker(): ChildProcess {
  const worker = spawn(process.execPath, [MAIN, 'worker'], {
    cwd: project.folder,
    env: { ...process.env, ...env() },
    stdio: 'ignore',
  });
  workers.push(worker);
  return worker;
}

function loaded(stream: string): readonly { readonly id: number }[] {
  const name = `${stream}.jsonl`;
  const lines = project.has(name)
    ? project
        .read(name)
        .split('\n')
        .filter((line) => line.endsWith('}'))
    : [];
  return lines.map((line) => JSON.parse(line) as { id: number });
}

const ids = (stream: string): ReadonlySet<number> => new Set(loaded(stream).map(({ id }) => id));
const numbers = (above: number): ReadonlySet<number> => new Set(Array.from({ length: ROWS }, (_, i) => above + i + 1));

test("Meltemi's own tap and map before two programs of a target: the worker is killed, and every row is there", async () => {
  const first = startWorker();
  const run = project.run(['run', 'tap-postgres', 'shout', 'target-file'], { env: env() });
  while (loaded('shop-orders').length < 5) await sleep(20);
  first.kill('SIGKILL');
  startWorker();
  const ended = await run;
  expect(`${ended.stdout}${ended.stderr}`).toContain(`shop-orders`);
  expect(ended).toMatchObject({ code: 0 });
  expect(ids('shop-orders')).toEqual(numbers(0));
  expect(ids('shop-parts')).toEqual(numbers(1000));
  expect(project.read('shop-orders.jsonl')).toContain('{"id":1,"note":"NOTE 1","amount":1235.5678}');
  const { stdout } = await project.run(['state', 'get', 'dev:tap-postgres-to-target-file'], { env: env() });
  expect(JSON.parse(stdout)).toMatchObject({
    singer_state: {
      bookmarks: {
        'shop-orders': { replication_key: 'id', replication_key_value: ROWS },
        'shop-parts': { replication_key: 'id', replication_key_value: 1000 + ROWS },
      },
    },
  });
});

test('the next run reads what is new', async () => {
  const before = loaded('shop-orders').length;
  await queryRows(database.url, `insert into shop.orders values (100, 'new', 1, '')`);
  expect(await project.run(['run', 'tap-postgres', 'shout', 'target-file'], { env: env() })).toMatchObject({ code: 0 });
  const more = loaded('shop-orders').slice(before);
  // The row at the bookmark comes again, as from the real tap.
  expect(more.map(({ id }) => id)).toEqual([ROWS, 100]);
});

test("a mapper that is a program between Meltemi's own tap and target", async () => {
  expect(await project.run(['run', 'tap-postgres', 'plus', 'target-postgres'], { env: env() })).toMatchObject({
    code: 0,
  });
  const rows = await queryRows(
    database.url,
    `select min(id)::int, max(id)::int, count(*)::int as count, sum(amount) = (select sum(amount) from shop.orders) as same
     from warehouse.orders`,
  );
  expect(rows).toEqual([{ min: 1001, max: 1100, count: ROWS + 1, same: true }]);
});

test('a tap of the project, written with the SDK, before a program', async () => {
  expect(await project.run(['run', 'tap-units', 'target-file'], { env: env() })).toMatchObject({ code: 0 });
  expect(loaded('units')).toEqual([
    { code: 'kg', price: 1.5 },
    { code: 'm', price: 2 },
  ]);
});

test('a pause ends the programs when what the tap has given is loaded, and the run goes on from there', async () => {
  const run = project.run(['--json', 'run', 'tap-ticks', 'target-file', '--full-refresh'], { env: env() });
  while (loaded('ticks').length < 5) await sleep(20);
  const steer = (command: string) => project.run([command, 'tap-ticks target-file'], { env: env() });
  expect(await steer('pause')).toMatchObject({ code: 0 });
  let held = -1;
  for (; held !== loaded('ticks').length; await sleep(1000)) held = loaded('ticks').length;
  expect(held).toBeLessThan(240);
  expect(await steer('resume')).toMatchObject({ code: 0 });
  const ended = await run;
  expect(ended).toMatchObject({ code: 0 });
  // Nothing twice: it went on behind the last state, also in a run that reads everything.
  expect(loaded('ticks').map(({ id }) => id)).toEqual(Array.from({ length: 240 }, (_, i) => i + 1));
  expect(ended.stdout).toContain('"phase":"paused"');
  expect(ended.stdout).toMatch(/"rows":240\b/);
});

/** A tap written with the SDK while its worker is killed again and again: every record once, in a database and in a file. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { accountsTap, AccountsApi } from '../support/accounts-api';
import { PluginProject } from '../support/plugin-project';
import { createDatabase, queryRows, type TestDatabase } from '../support/postgres';
import { SHOP_TAP, ShopApi } from '../support/shop-api';
import { startTemporal, type TestTemporal } from '../support/temporal';

/** Each kill costs the heartbeat timeout of 3 s and the start of a worker, beside 26 s of the API's own time. */
jest.setTimeout(300_000);

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const USERS = 100_000;
const PAGE = 200;
const KILLS = 10;
const PROJECT = `version: 1
project_id: kills
default_environment: dev
environments: [{name: dev}]
plugins:
  extractors:
    - name: tap-shop
      namespace: tap_shop
      module: tap-shop.ts
      config: {api_url: $SHOP_URL, token: shop-secret, page_size: ${PAGE}}
      select: [users.*]
    - {name: tap-accounts, namespace: tap_accounts, module: tap-accounts.ts, config: {api_url: $ACCOUNTS_URL}, select: [events.*]}
  loaders:
    - {name: target-postgres, config: {sqlalchemy_url: $PG_URL, default_target_schema: shop}}
    - {name: target-jsonl, variant: andyh1203, config: {destination_path: output, do_timestamp_file: false}}
`;

const shop = new ShopApi([], 0);
const accounts = new AccountsApi();
let temporal: TestTemporal;
let database: TestDatabase;
let project: PluginProject;
let worker: ChildProcess | null = null;
/** MB that any of the workers has had. */
let peakMegabytes = 0;

beforeAll(async () => {
  await Promise.all([shop.start(), accounts.start()]);
  temporal = await startTemporal();
  database = await createDatabase('sdk_kills');
  project = new PluginProject({
    'meltano.yml': PROJECT,
    'tap-shop.ts': SHOP_TAP,
    'tap-accounts.ts': accountsTap('contextsInFlight = 8;'),
  });
});

afterAll(async () => {
  worker?.kill('SIGKILL');
  await Promise.all([shop.stop(), accounts.stop()]);
  await temporal.stop();
  await database.drop();
  project.remove();
});

const env = () => ({
  TEMPORAL_ADDRESS: temporal.address,
  SHOP_URL: shop.url,
  ACCOUNTS_URL: accounts.url,
  PG_URL: database.url,
  MELTEMI_HEARTBEAT_SECONDS: '3',
  MELTEMI_PAGE_ROWS: '5000',
});

function anotherWorker(): void {
  if (worker !== null) {
    const status = readFileSync(`/proc/${worker.pid}/status`, 'utf8');
    peakMegabytes = Math.max(peakMegabytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
    worker.kill('SIGKILL');
  }
  worker = spawn(process.execPath, [MAIN, 'worker'], {
    cwd: project.folder,
    env: { ...process.env, ...env() },
    stdio: 'ignore',
  });
}

const rows = (sql: string) => queryRows(database.url, sql);

/** Waits until so many requests have come. */
async function asked(requests: readonly string[], count: number): Promise<void> {
  while (requests.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
}

test(`${USERS} users at 50 ms a page of ${PAGE}, ${KILLS} kills on the way`, async () => {
  shop.addUsers(USERS, 1);
  shop.latencyMs = 50;
  anotherWorker();
  const runs = ['target-postgres', 'target-jsonl'].map((target) =>
    project.run(['run', 'tap-shop', target], { env: env() }),
  );
  for (let kill = 0; kill < KILLS; kill++) {
    // Anywhere in a page of 25 requests, and in what follows it.
    await asked(shop.requests, shop.requests.length + 40 + kill * 7);
    anotherWorker();
  }
  for (const run of runs) expect(await run).toMatchObject({ code: 0 });
  expect(
    await rows('select count(*)::int, count(distinct id)::int as ids, min(id)::int, max(id)::int from shop.users'),
  ).toEqual([{ count: USERS, ids: USERS, min: 1, max: USERS }]);
  const lines = project.read('output/users.jsonl').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { id: number }).id).sort((a, b) => a - b)).toEqual(
    Array.from({ length: USERS }, (_, index) => index + 1),
  );
  expect(lines).toContainEqual(expect.stringContaining('"balance":12345678901234567.11'));
  // Two runs, and at most the pages that were not loaded yet for each kill of each.
  expect(shop.requests.length).toBeLessThan(2 * (USERS / PAGE + 1 + KILLS * 3 * 26));
});

test('10,000 parents with 3 children each, killed on the way: every child once, in little memory and history', async () => {
  for (let parent = 0; parent < 10_000; parent++) {
    const children = [1, 2, 3].map((id) => ({ id, at: `2026-01-01T00:00:0${id}Z` }));
    accounts.add(`organization ${parent % 100}`, `account ${parent}`, '2026-01-01T00:01:00Z', children);
  }
  peakMegabytes = 0;
  anotherWorker();
  const run = project.run(['run', 'tap-accounts', 'target-postgres'], { env: env() });
  for (const part of [0.25, 0.6]) {
    await asked(accounts.requests, part * 20_000);
    anotherWorker();
  }
  expect(await run).toMatchObject({ code: 0 });
  anotherWorker();
  expect(
    await rows('select count(*)::int, count(distinct (organization, account, id))::int as ids from shop.events'),
  ).toEqual([{ count: 30_000, ids: 30_000 }]);
  expect(peakMegabytes).toBeLessThan(400);
  const { events, kilobytes } = await largestHistory();
  expect(events).toBeLessThan(500);
  expect(kilobytes).toBeLessThan(4096);
});

async function largestHistory(): Promise<{ readonly events: number; readonly kilobytes: number }> {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const sizes: { readonly events: number; readonly kilobytes: number }[] = [];
    for await (const { historyLength, historySize } of new TemporalClient({ connection }).workflow.list())
      sizes.push({ events: historyLength, kilobytes: (historySize ?? 0) / 1024 });
    return {
      events: Math.max(...sizes.map(({ events }) => events)),
      kilobytes: Math.max(...sizes.map(({ kilobytes }) => kilobytes)),
    };
  } finally {
    await connection.close();
  }
}

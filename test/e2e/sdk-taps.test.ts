/** A tap written with the SDK, in a project, through the built command line and a real server. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { temporal as temporalProto } from '@temporalio/proto';
import { PluginProject } from '../support/plugin-project';
import { createDatabase, queryRows, type TestDatabase } from '../support/postgres';
import { SHOP_TAP, ShopApi } from '../support/shop-api';
import { startTemporal, type TestTemporal } from '../support/temporal';

/** The server gives a killed worker's activity up after its heartbeat timeout of 10 s. */
jest.setTimeout(120_000);

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const PROJECT = `version: 1
project_id: sdk
default_environment: dev
environments: [{name: dev}]
plugins:
  extractors:
    - name: tap-shop
      namespace: tap_shop
      module: plugins/custom/tap-shop/tap.ts
      settings: [{name: api_url}, {name: token, kind: password}]
      config: {api_url: $SHOP_URL, token: shop-secret}
    - {name: tap-users, inherit_from: tap-shop, select: [users.*]}
    - {name: tap-events, inherit_from: tap-shop, select: [accounts.*, events.*]}
    - {name: tap-typo, namespace: tap_typo, module: plugins/custom/tap-typo.ts}
    - {name: tap-nobody, namespace: tap_nobody, module: plugins/custom/nobody.ts}
  loaders:
    - {name: target-postgres, config: {sqlalchemy_url: $PG_URL, default_target_schema: shop}}
`;
const ACCOUNTS = ['a', 'b/c', 'd', 'f', 'é'];
const EVENTS = 5;

const api = new ShopApi(ACCOUNTS, EVENTS);
let temporal: TestTemporal;
let database: TestDatabase;
let project: PluginProject;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  await api.start();
  temporal = await startTemporal();
  database = await createDatabase('sdk_taps');
  project = new PluginProject({
    'meltano.yml': PROJECT,
    'plugins/custom/tap-shop/tap.ts': SHOP_TAP,
    'plugins/custom/tap-typo.ts': 'export default class {',
  });
  startWorker();
});

afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await api.stop();
  await temporal.stop();
  await database.drop();
  project.remove();
});

const env = () => ({ TEMPORAL_ADDRESS: temporal.address, SHOP_URL: api.url, PG_URL: database.url });

function startWorker(more: Record<string, string> = {}): ChildProcess {
  const worker = spawn(process.execPath, [MAIN, 'worker'], {
    cwd: project.folder,
    env: { ...process.env, ...env(), ...more },
    stdio: 'ignore',
  });
  workers.push(worker);
  return worker;
}

interface Retry {
  readonly attempt: number;
  readonly failure: string;
  readonly state: number;
}

/** The first retry of an activity of that name that waits, in any workflow; the server may be away for a while. */
async function retryOf(name: string): Promise<Retry> {
  for (;;) {
    try {
      const found = await findRetry(name);
      if (found !== null) return found;
    } catch (error) {
      if (!/UNAVAILABLE|DEADLINE_EXCEEDED|connect/i.test(String(error))) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function findRetry(name: string): Promise<Retry | null> {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const client = new TemporalClient({ connection });
    for await (const { workflowId } of client.workflow.list({ query: 'ExecutionStatus="Running"' })) {
      const { raw } = await client.workflow.getHandle(workflowId).describe();
      const pending = raw.pendingActivities?.find(
        ({ activityType, lastFailure }) => activityType?.name === name && lastFailure?.message,
      );
      if (pending)
        return {
          attempt: pending.attempt ?? 0,
          failure: pending.lastFailure?.message ?? '',
          state: pending.state ?? 0,
        };
    }
    return null;
  } finally {
    await connection.close();
  }
}

const rows = (sql: string) => queryRows(database.url, sql);

test('a preview reads the first records, with no build step in between', async () => {
  api.addUsers(35, 1);
  const { code, stdout, stderr } = await project.run(['preview', 'tap-users', '--limit', '2'], { env: env() });
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('key id') as string });
  expect(stdout).toContain('{"id":1,"name":"user 1","balance":12345678901234567.11,"updated":"2026-01-01T00:01:01Z"}');
});

test('an incremental stream loads everything once, then only what is newer', async () => {
  expect(await project.run(['run', 'tap-users', 'target-postgres'], { env: env() })).toMatchObject({ code: 0 });
  expect(
    await rows('select count(*)::int, count(distinct id)::int as ids, max(balance)::text from shop.users'),
  ).toEqual([{ count: 35, ids: 35, max: '12345678901234567.91' }]);
  api.addUsers(12, 2);
  const before = api.requests.length;
  const second = await project.run(['--json', 'run', 'tap-users', 'target-postgres'], { env: env() });
  expect(second.code).toBe(0);
  expect(second.stdout).toMatch(/"rows":12\b/);
  expect(await rows('select count(*)::int from shop.users')).toEqual([{ count: 47 }]);
  // The API is asked for what is new, at the bookmark's value.
  for (const request of api.requests.slice(before)) expect(request).toContain('since=2026-01-01T00%3A01%3A35Z');
});

test('children are read for the records of their parent, with its values in their payload', async () => {
  expect(await project.run(['run', 'tap-events', 'target-postgres'], { env: env() })).toMatchObject({ code: 0 });
  expect(
    await rows(
      'select account_id, count(*)::int, count(distinct id)::int as ids from shop.events group by 1 order by account_id collate "C"',
    ),
  ).toEqual(ACCOUNTS.map((account_id) => ({ account_id, count: EVENTS, ids: EVENTS })));
  expect(await rows('select count(*)::int from shop.accounts')).toEqual([{ count: ACCOUNTS.length }]);
});

test('a worker that is killed again and again loads every record once, and asks again for little', async () => {
  await rows('drop table shop.users');
  api.users.length = 0;
  api.addUsers(600, 3);
  api.latencyMs = 100;
  const before = api.requests.length;
  const tuned = { MELTEMI_PAGE_ROWS: '50' };
  const run = project.run(['run', 'tap-users', 'target-postgres', '--full-refresh'], { env: env() });
  for (let kill = 0; kill < 3; kill++) {
    workers.pop()?.kill('SIGKILL');
    startWorker(tuned);
    const asked = api.requests.length;
    while (api.requests.length < asked + 8) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await run).toMatchObject({ code: 0 });
  api.latencyMs = 0;
  expect(await rows('select count(*)::int, count(distinct id)::int as ids from shop.users')).toEqual([
    { count: 600, ids: 600 },
  ]);
  // 61 pages of ten records, and at most the pages that were not loaded yet for each kill.
  expect(api.requests.length - before).toBeLessThan(61 + 4 * 20);
});

test('a wait that the API asks for is a retry of Temporal, with its reason; it holds no worker and outlives worker and server', async () => {
  const started = Date.now();
  api.refusedUntilMs = started + 40_000;
  const run = project.run(['run', 'tap-users', 'target-postgres', '--full-refresh'], { env: env() });
  const pending = {
    attempt: 2,
    failure: expect.stringContaining('429 Client Error: Too Many Requests for path: /users') as string,
    // Not started: no worker has it.
    state: temporalProto.api.enums.v1.PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED,
  };
  expect(await retryOf('extractPage')).toEqual(pending);
  workers.pop()?.kill('SIGKILL');
  await temporal.kill();
  expect(await retryOf('extractPage')).toEqual(pending);
  startWorker();
  expect(await run).toMatchObject({ code: 0 });
  expect(Date.now() - started).toBeGreaterThan(40_000);
  // A server that was killed may hand the task out early: that try waits again, and does not ask.
  expect(api.refusals).toBe(1);
  expect(await rows('select count(*)::int, count(distinct id)::int as ids from shop.users')).toEqual([
    { count: api.users.length, ids: api.users.length },
  ]);
});

test.each([
  ['a module that cannot be read', 'tap-typo', /tap-typo\.ts` cannot be loaded/],
  ['a module that is not there', 'tap-nobody', /nobody\.ts` is not there/],
])('%s ends with an error that names it', async (_name, tap, message) => {
  const { code, stderr } = await project.run(['preview', tap], { env: env() });
  expect(code).toBe(1);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});

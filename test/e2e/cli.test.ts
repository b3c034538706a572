/** The built command line as a user has it: real processes, a real Temporal, real databases, the sample project. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Client } from 'pg';

// Milliseconds. Every test here waits on several servers, and on a busy machine that takes its time.
jest.setTimeout(90_000);

const ROOT = join(__dirname, '..', '..');
const MAIN = join(ROOT, 'dist', 'cli', 'main.js');
const STATE_ID = 'dev:tap-postgres--orders-to-target-postgres--orders';
/** Found nowhere but in the settings; it must not be printed or logged. */
const CANARY = 'canary-3f9a1c';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const folder = mkdtempSync(join(tmpdir(), 'meltemi-e2e-'));
const project = join(folder, 'project');
const databases = [`e2e_shop_${process.pid}`, `e2e_warehouse_${process.pid}`] as const;
let env: NodeJS.ProcessEnv;
let admin: Client;
let shop: Client;
let warehouse: Client;
let dev: ChildProcess | null = null;

beforeAll(async () => {
  const server = new URL(process.env['MELTEMI_TEST_PG_URL'] ?? '');
  const urlOf = (database: string): string => Object.assign(new URL(server), { pathname: `/${database}` }).toString();
  admin = await connect(server.toString());
  for (const database of databases) await admin.query(`create database ${database}`);
  await admin.query(
    `do $$ begin create role e2e_cli superuser login password '${CANARY}'; exception when duplicate_object then null; end $$`,
  );
  shop = await connect(urlOf(databases[0]));
  warehouse = await connect(urlOf(databases[1]));
  await shop.query(`
    create table customers (id int primary key, name text not null, updated_at timestamptz not null);
    create table orders (id bigint primary key, total numeric(12,2), updated_at timestamptz not null);
    create table items (id int primary key, updated_at timestamptz not null);
    insert into customers select n, 'customer ' || n, now() - n * interval '1 hour' from generate_series(1, 20) n;
    insert into orders select n, n / 7.0, now() - n * interval '1 second' from generate_series(1, 500) n;`);
  cpSync(join(ROOT, 'config'), project, { recursive: true, filter: (path) => basename(path) !== '.meltemi' });
  const of = (prefix: string, database: string): Record<string, string> => ({
    [`${prefix}_HOST`]: server.hostname,
    [`${prefix}_PORT`]: server.port,
    [`${prefix}_USER`]: 'e2e_cli',
    [`${prefix}_PASSWORD`]: CANARY,
    [`${prefix}_NAME`]: database,
  });
  const own = Object.entries(process.env).filter(([name]) => !/^(TEMPORAL_(?!CLI_PATH)|MELTANO_)/.test(name));
  env = { ...Object.fromEntries(own), ...of('VAR_IN_DB', databases[0]), ...of('DEV_DB', databases[1]) };
});

afterAll(async () => {
  await stopDev();
  await Promise.all([shop.end(), warehouse.end()]);
  for (const database of databases) await admin.query(`drop database ${database} with (force)`);
  await admin.query('drop role e2e_cli');
  await admin.end();
  rmSync(folder, { recursive: true, force: true });
});

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

function start(args: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly output: () => string;
} {
  const child = spawn(process.execPath, [MAIN, '--cwd', project, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return { child, ended, output: () => stdout + stderr };
}

function meltemi(...args: readonly string[]): Promise<Ended> {
  return start(args).ended;
}

async function startDev(): Promise<void> {
  const { child, output, ended } = start([
    'dev',
    '--port',
    String(17_900 + Number(process.env['JEST_WORKER_ID'] ?? 0) * 2),
  ]);
  dev = child;
  void ended;
  await until(() => output().includes('Ready.'), 60_000);
}

async function stopDev(): Promise<void> {
  if (dev === null) return;
  const ended = new Promise((resolve) => dev?.once('exit', resolve));
  dev.kill('SIGTERM');
  await ended;
  dev = null;
}

async function until(done: () => boolean | Promise<boolean>, patienceMs = 30_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error(`Waited ${patienceMs} ms in vain.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function count(table: string): Promise<number> {
  const { rows } = await warehouse.query<{ n: number }>(`select count(*)::int as n from shop.${table}`);
  return rows[0]?.n ?? -1;
}

/** Holds the reading of `orders` up until the answered function is called. */
async function holdOrders(): Promise<() => Promise<void>> {
  await shop.query('begin');
  await shop.query('lock table orders in access exclusive mode');
  return async () => void (await shop.query('rollback'));
}

async function ordersAreWaitedFor(): Promise<boolean> {
  const { rows } = await admin.query(
    `select 1 from pg_locks join pg_database on pg_database.oid = database where datname = $1 and not granted`,
    [databases[0]],
  );
  return rows.length > 0;
}

test('without any server a run starts its own, and nothing is left running', async () => {
  const { code, stdout, stderr } = await meltemi('run', 'orders-pipeline');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toContain('✔ orders-pipeline completed');
  expect(await count('orders')).toBe(500);
  const server = JSON.parse(readFileSync(join(project, '.meltemi', 'server.json'), 'utf8')) as {
    process: { pid: number };
  };
  await until(() => !isAlive(server.process.pid));
});

describe('with a running `meltemi dev`', () => {
  beforeAll(() => startDev(), 90_000);

  test('the state of the earlier run is there, and a run takes only what changed', async () => {
    await shop.query(`update orders set total = 1, updated_at = now() where id <= 3`);
    const { code, stdout } = await meltemi('run', 'orders-pipeline');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^public-orders +3 /m);
    expect(stdout).toMatch(/^public-customers +0 /m);
    expect(await count('orders')).toBe(500);
  });

  test('a run tells its progress and its end as JSON lines', async () => {
    const { code, stdout } = await meltemi('run', 'orders-pipeline', '--json', '--select', 'public-orders');
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string });
    expect(code).toBe(0);
    expect(events[0]).toMatchObject({
      event: 'started',
      workflowId: expect.stringMatching(/^shop\/orders-pipeline\//) as string,
    });
    expect(events.at(-1)).toMatchObject({
      event: 'finished',
      receipt: { outcome: 'completed', pipelines: [{ streamCount: 1 }] },
    });
  });

  test('the state is printed, cleared and set', async () => {
    expect((await meltemi('state', 'list')).stdout).toContain(`${STATE_ID}\n`);
    const saved = (await meltemi('state', 'get', STATE_ID)).stdout;
    expect(JSON.parse(saved)).toMatchObject({
      singer_state: { bookmarks: { 'public-orders': { replication_key: 'updated_at' } } },
    });
    expect((await meltemi('state', 'clear', '--force', STATE_ID)).code).toBe(0);
    expect((await meltemi('run', 'orders-pipeline')).stdout).toMatch(/^public-orders +500 /m);
    expect((await meltemi('state', 'set', '--force', STATE_ID, saved)).code).toBe(0);
    expect((await meltemi('run', 'orders-pipeline')).stdout).toMatch(/^public-orders +0 /m);
  });

  test('a plan names the destinations and starts no run', async () => {
    const before = (await meltemi('runs', '--json', '--limit', '1')).stdout;
    const { code, stdout } = await meltemi('plan', 'orders-pipeline');
    expect(code).toBe(0);
    expect(stdout).toContain('"shop"."orders"');
    expect(stdout).toContain('incremental by updated_at');
    expect((await meltemi('runs', '--json', '--limit', '1')).stdout).toBe(before);
  });

  test('a failing stream ends the run with 1; the error stands in the receipt and the others are loaded', async () => {
    await warehouse.query('alter table shop.orders add constraint low check (total < 5000)');
    await shop.query(
      `update orders set total = 9999, updated_at = now() where id = 1; update customers set updated_at = now()`,
    );
    const { code, stdout, stderr } = await meltemi('run', 'orders-pipeline');
    await warehouse.query('alter table shop.orders drop constraint low');
    expect(code).toBe(1);
    expect(stdout).toContain('public-orders: TargetRejected');
    expect(stdout).toMatch(/^public-customers +20 .*completed$/m);
    expect(stdout + stderr).not.toMatch(/^\s+at /m);
  });

  test('a killed worker is replaced and the run goes on', async () => {
    const release = await holdOrders();
    const run = start(['run', 'orders-pipeline']);
    await until(ordersAreWaitedFor);
    const { worker } = JSON.parse(readFileSync(join(project, '.meltemi', 'dev.json'), 'utf8')) as {
      worker: { pid: number };
    };
    process.kill(worker.pid, 'SIGKILL');
    await until(() => run.output().includes('Lost the connection'));
    await release();
    const { code, stdout } = await run.ended;
    expect(stdout).toContain('completed');
    expect(code).toBe(0);
  }, 120_000);

  test('Ctrl-C once cancels the run and ends with 130', async () => {
    const release = await holdOrders();
    const run = start(['run', 'orders-pipeline']);
    await until(ordersAreWaitedFor);
    run.child.kill('SIGINT');
    await until(() => run.output().includes('Ctrl-C again stops watching'));
    await release();
    const { code, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('The run was cancelled.');
  });

  test('Ctrl-C twice leaves the run going; it can be paused, resumed and followed in the list', async () => {
    const release = await holdOrders();
    const run = start(['run', 'orders-pipeline']);
    await until(ordersAreWaitedFor);
    run.child.kill('SIGINT');
    await until(() => run.output().includes('Press Ctrl-C again'));
    run.child.kill('SIGINT');
    const { code, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('goes on without this command');
    expect((await meltemi('pause', 'orders-pipeline')).stdout).toContain('paused');
    expect((await meltemi('resume', STATE_ID)).code).toBe(0);
    expect((await meltemi('resume', 'orders-pipeline')).code).toBe(0);
    await release();
    await until(async () => (await meltemi('runs', '--json', '--limit', '1')).stdout.includes('"completed"'));
  });

  test('no setting is printed or logged', async () => {
    await shop.query('alter role e2e_cli password null');
    const run = start(['run', 'orders-pipeline', '--full-refresh', '--debug']);
    const { code, stdout, stderr } = await run.ended.finally(() =>
      shop.query(`alter role e2e_cli password '${CANARY}'`),
    );
    // A connection that was open already still works, so both ends are fine; what counts is what was said.
    expect([0, 1]).toContain(code);
    const log = readFileSync(join(project, '.meltemi', 'worker.log'), 'utf8');
    expect(stdout + stderr + log).not.toContain(CANARY);
  });
});

describe('what is asked wrongly', () => {
  test('an unknown job ends with 1 and one sentence', async () => {
    const { code, stdout, stderr } = await meltemi('run', 'ordres-pipeline');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('`ordres-pipeline`');
    expect(stderr).not.toContain('Started');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('a mistyped command ends with 2 and names the right one', async () => {
    expect(await meltemi('stat')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean state?') as string,
    });
  });

  test('a place without a project ends with 2 and says where it looked', async () => {
    expect(existsSync(join(folder, 'meltano.yml'))).toBe(false);
    const { code, stderr } = await meltemi('--cwd', folder, 'run', 'x');
    expect(code).toBe(2);
    expect(stderr).toContain(`There is no \`meltano.yml\` in \`${folder}\``);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

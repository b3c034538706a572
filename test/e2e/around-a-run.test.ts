/** The commands around a run, as a user has them: a look before it, its schedule, its commands of other plugins. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { TestProject, until, type TestWorker } from '../support/cli-process';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { startTemporal, type TestTemporal } from '../support/temporal';

// Milliseconds. Processes and servers start here, and on a busy machine that takes its time.
jest.setTimeout(90_000);

/** Stands in the settings; it must not be printed. */
const PASSWORD = 'canary-around-51';
const ROLE = `e2e_around_${process.pid}`;

let database: TestDatabase;
let temporal: TestTemporal;
let project: TestProject;
let worker: TestWorker;

beforeAll(async () => {
  database = await createDatabase('around_a_run');
  const url = new URL(database.url);
  const admin = new Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`
    create role ${ROLE} superuser login password '${PASSWORD}';
    create schema shop;
    create table shop.orders (id bigint primary key, email text, total numeric(12,2));
    insert into shop.orders select n, 'u' || n || '@example.com', n / 4.0 from generate_series(1, 100) n;`);
  await admin.end();
  const settings = {
    host: url.hostname,
    port: Number(url.port),
    user: ROLE,
    password: PASSWORD,
    database: url.pathname.slice(1),
  };
  temporal = await startTemporal();
  project = new TestProject({ TEMPORAL_ADDRESS: temporal.address }, { tap: settings, target: settings });
  project.addJob('shop', {
    streamMaps: { 'shop-orders': { email: 'md5(email)' } },
    target: { default_target_schema: 'out' },
  });
  project.addUtility('note', 'echo "noted $1 for $SCHEDULED" | tee -a notes.txt');
  project.addUtility('broken', 'echo "no such table" >&2; exit 3');
  project.addTask('with-note', 'tap-postgres--shop target-postgres--shop note:go');
  project.addTask('with-broken', 'broken note:go');
  project.addSchedule('nightly', { interval: '@daily', job: 'with-note', env: { SCHEDULED: 'the night' } });
}, 120_000);

afterAll(async () => {
  await worker.stop();
  await temporal.stop();
  await database.drop();
  const admin = new Client({ connectionString: process.env['MELTEMI_TEST_PG_URL'] ?? '' });
  await admin.connect();
  await admin.query(`drop role ${ROLE}`);
  await admin.end();
  project.remove();
}, 60_000);

const records = (stdout: string): readonly Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('before anything has run', () => {
  test('a preview prints the first records behind the maps and writes nothing', async () => {
    const { code, stdout, stderr } = await project.meltemi('preview', 'tap-postgres--shop', 'map-shop', '--limit', '3');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/shop-orders .*3 records, 3 columns, key id/) as string,
    });
    expect(records(stdout)).toMatchObject([
      { id: 1, email: expect.stringMatching(/^[0-9a-f]{32}$/) as string, total: 0.25 },
      { id: 2 },
      { id: 3 },
    ]);
    const json = await project.meltemi('--json', 'preview', 'tap-postgres--shop', '--select', 'shop-*', '--limit', '1');
    expect(records(json.stdout)).toEqual([
      { stream: 'shop-orders', record: { id: 1, email: 'u1@example.com', total: 0.25 } },
    ]);
    expect(existsSync(project.dataFolder)).toBe(false);
  });

  test('`map try` shows the records before and behind the maps', async () => {
    const more = ['--set', "total=str(total) if id > 1 else int('x')", '--limit', '2'];
    const { code, stdout, stderr } = await project.meltemi(
      'map',
      'try',
      'map-shop',
      '--tap',
      'tap-postgres--shop',
      ...more,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/~ total +string, null +\(was number, null\)/);
    expect(stdout).toMatch(
      /before {2}\{"id":1,"email":"u1@example.com","total":0.25\}\n {2}The expression .*int\('x'\)/s,
    );
    expect(stdout).toMatch(/after {3}\{"id":2,"email":"[0-9a-f]{32}","total":"0.50"\}/);
  });

  test('a plan needs neither a page store nor a worker', async () => {
    const { code, stdout } = await project.meltemi('plan', 'shop');
    expect(code).toBe(0);
    expect(stdout).toContain('shop-orders');
    expect(existsSync(project.dataFolder)).toBe(false);
  });

  test('the doctor says what is there, what is missing, and no secret', async () => {
    const { code, stdout } = await project.meltemi('doctor');
    expect(stdout).toContain(`Temporal: ${temporal.address}, namespace default`);
    expect(stdout).toContain('! workers: No worker listens');
    expect(stdout).toMatch(/✔ tap-postgres--shop: PostgreSQL \d+/);
    expect(stdout).not.toContain(PASSWORD);
    expect(code).toBe(0);
    const wrong = await project.start(['--json', 'doctor'], { TAP_POSTGRES__SHOP_PASSWORD: 'wrong-one' }).ended;
    const errors = records(wrong.stdout).filter(({ level }) => level === 'error');
    expect(errors).toMatchObject([
      { subject: 'tap-postgres--shop', said: expect.stringContaining('connecting') as string },
    ]);
    expect(wrong.code).toBe(1);
  });
});

describe('with a worker', () => {
  beforeAll(async () => {
    worker = await project.startWorker();
  }, 60_000);

  test('a command of a utility is a block of a job, and its lines are in the receipt and in the log', async () => {
    const { code, stdout } = await project.meltemi('run', 'with-note');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('note:go  completed') as string });
    expect(stdout).toContain('  noted go for');
    await until(() => worker.log().includes('noted go for'));
    expect(readFileSync(join(project.folder, 'notes.txt'), 'utf8')).toBe('noted go for \n');
  });

  test('a failed command ends the run, and the blocks behind it do not run', async () => {
    const { code, stdout, stderr } = await project.meltemi('run', 'with-broken');
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('`broken`: the program ended with exit code 3. Its last lines:');
    expect(stdout).toContain('no such table');
    expect(readFileSync(join(project.folder, 'notes.txt'), 'utf8')).toBe('noted go for \n');
    const logged = await project.start(['run', 'with-broken'], { MELTANO_CLI_LOG_FORMAT: 'json' }).ended;
    expect(records(logged.stderr)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ event: 'Block run completed', block_type: 'InvokerCommand', success: false }),
        expect.objectContaining({ event: 'Run completed', status: 'failure' }),
      ]),
    );
  });

  test('a schedule that is not applied runs its job, with its variables', async () => {
    const { code } = await project.meltemi('schedule', 'run', 'nightly');
    expect(code).toBe(0);
    expect(readFileSync(join(project.folder, 'notes.txt'), 'utf8')).toContain('noted go for the night\n');
  });

  test('an applied schedule is listed with its next run, and run on the server', async () => {
    const dry = await project.meltemi('schedule', 'apply', '--dry-run');
    expect(dry.stdout).toContain('+ e2e:-:nightly');
    expect(dry.stdout).toContain('1 to create');
    expect((await project.meltemi('schedule', 'apply')).stdout).toContain('1 created');
    const again = await project.meltemi('schedule', 'apply', '--timezone', 'Europe/Athens');
    expect(again.stdout).toContain('    time zone: UTC → Europe/Athens');
    const ran = await project.meltemi('schedule', 'run', 'nightly');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('with-note completed');
    const listed = await project.meltemi('schedule', 'list');
    expect(listed.stdout).toMatch(
      /\[@daily\] job nightly: with-note .*\n {4}next \d{4}-\d\d-\d\d .*; last .* as e2e\/with-note\/nightly-/,
    );
    expect((await project.meltemi('schedule', 'pause', 'nightly', '--note', 'holidays')).code).toBe(0);
    expect((await project.meltemi('schedule', 'list')).stdout).toContain('    paused: holidays; last');
  });

  test('a schedule that the project does not have is a typing error', async () => {
    const { code, stderr } = await project.meltemi('schedule', 'run', 'nightli');
    expect(code).toBe(1);
    expect(stderr).toContain('Schedule `nightli` was not found. Did you mean `nightly`?');
  });
});

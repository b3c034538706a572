/** What goes wrong in the world: the stream that it hits says what, where and what to do; the others are loaded in full. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect as connectTo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import type { JsonObject } from '../../src/model/json';
import { type Ended, receiptOf, streamOf, TestProject, type TestWorker, until } from '../support/cli-process';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { startTemporal, type TestTemporal } from '../support/temporal';

const ROLE = `e2e_failures_${process.pid}`;
/** Stands in the settings and in one row; neither may be printed. */
const PASSWORD = 'canary-77b0e2';
const VALUE = 'canary-value-51d';

let databases: readonly TestDatabase[];
let temporal: TestTemporal;
let project: TestProject;
let worker: TestWorker;
let source: Client;
let target: Client;
let server: URL;

beforeAll(async () => {
  databases = await Promise.all([createDatabase('failures_source'), createDatabase('failures_target')]);
  const [sourceUrl, targetUrl] = databases.map(({ url }) => new URL(url));
  if (sourceUrl === undefined || targetUrl === undefined) throw new Error('no databases');
  server = sourceUrl;
  [source, target] = await Promise.all([connect(sourceUrl), connect(targetUrl)]);
  await source.query(`create role ${ROLE} login password '${PASSWORD}'`);
  await target.query(`grant create on database ${targetUrl.pathname.slice(1)} to ${ROLE}`);
  const common = { host: server.hostname, port: Number(server.port), user: ROLE, password: PASSWORD };
  temporal = await startTemporal();
  project = new TestProject(
    { TEMPORAL_ADDRESS: temporal.address },
    {
      tap: { ...common, database: sourceUrl.pathname.slice(1) },
      target: { ...common, database: targetUrl.pathname.slice(1) },
    },
  );
  worker = await project.startWorker({ MELTEMI_PAGE_ROWS: '500' });
}, 120_000);

afterAll(async () => {
  await worker.stop();
  await temporal.stop();
  await Promise.all([source.end(), target.end()]);
  await Promise.all(databases.map((database) => database.drop()));
  const admin = await connect(new URL(process.env['MELTEMI_TEST_PG_URL'] ?? ''));
  await admin.query(`drop role ${ROLE}`);
  await admin.end();
  project.remove();
}, 60_000);

async function connect(url: URL): Promise<Client> {
  const client = new Client({ connectionString: url.toString() });
  await client.connect();
  return client;
}

/** A schema with `small` (20 rows, complete in every run) and what `sql` makes; `$` stands for the schema. */
async function sourceSchema(name: string, sql = ''): Promise<void> {
  await source.query(
    `create schema $; create table $.small (id int primary key, note text);
     insert into $.small select n, 'note ' || n from generate_series(1, 20) n;
     ${sql};
     grant usage on schema $ to ${ROLE}; grant select on all tables in schema $ to ${ROLE}`.replaceAll('$', name),
  );
}

async function run(job: string): Promise<Ended> {
  return quiet(await project.meltemi('--json', 'run', job));
}

/** What holds for every end: no stack, no secret, no value of a record. */
function quiet(ended: Ended): Ended {
  const said = ended.stdout + ended.stderr;
  expect(said).not.toMatch(/^\s+at |\\n\s+at /m);
  expect(said).not.toContain(PASSWORD);
  expect(said).not.toContain(VALUE);
  return ended;
}

async function rowsIn(table: string): Promise<number> {
  const { rows } = await target.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]?.n ?? -1;
}

/** The run failed, and only by this stream; answers its error. */
async function onlyFailure(
  ended: Ended,
  stream: string,
  named = stream.replace(/^.*-/, ''),
): Promise<{ code: string; message: string }> {
  expect(ended.code).toBe(1);
  const receipt = receiptOf(ended);
  const failed = receipt.pipelines.flatMap(({ streams }) => streams).filter(({ outcome }) => outcome !== 'completed');
  expect(failed.map((each) => each.stream)).toEqual([stream]);
  const [schema] = stream.split('-');
  expect(await rowsIn(`${schema}.small`)).toBe(20);
  const { error } = streamOf(receipt, stream);
  if (error === undefined) throw new Error('no error in the receipt');
  expect(error.message).toContain(named);
  return error;
}

/** What ended a run before it had streams. */
function failureOf({ code, stdout, stderr }: Ended): { code: string; message: string } {
  expect(code).toBe(1);
  const last = stdout.trim().split('\n').at(-1) ?? '';
  const event = JSON.parse(last === '' ? stderr : last) as { event: string; code: string; message: string };
  expect(['failed', 'error']).toContain(event.event);
  return event;
}

const NUMBER_NOTE: JsonObject = { number: 'int(note)' };

/** A stream with a bookmark: what is loaded of it when it fails is kept. */
function byId(stream: string): JsonObject {
  return { [stream]: { 'replication-method': 'INCREMENTAL', 'replication-key': 'id' } };
}

describe('what the project does not know', () => {
  beforeAll(() => sourceSchema('known'));

  test('an unknown job is named, with the one that was meant', async () => {
    project.addJob('known');
    const { message } = failureOf(await run('knwon'));
    expect(message).toContain('`knwon`');
    expect(message).toContain('Did you mean `known`?');
  });

  test('an unknown plugin is named with its place and the one that was meant', async () => {
    project.addTask('unknown-plugin', 'tap-postgres--knwon target-postgres--known');
    const { message } = failureOf(await run('unknown-plugin'));
    expect(message).toContain('`tap-postgres--knwon`');
    expect(message).toContain('Did you mean `tap-postgres--known`?');
  });

  test('a stream that is selected and does not exist is warned of; the others are loaded', async () => {
    project.addJob('known2', {
      tap: { filter_schemas: ['known'] },
      select: ['known-small.*', 'known-smal.*'],
    });
    const ended = await run('known2');
    expect(ended.code).toBe(0);
    expect(await rowsIn('known2.small')).toBe(20);
    expect(ended.stdout).toContain('`known-smal.*` in `select` of `tap-postgres--known2` matches no stream');
    expect(ended.stdout).toContain('Did you mean `known-small`?');
  });

  test('a run with nothing selected ends well and says so', async () => {
    project.addJob('nothing', { tap: { filter_schemas: ['known'] }, select: ['nowhere-*.*'] });
    const ended = quiet(await project.meltemi('run', '--no-progress', 'nothing'));
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('`nowhere-*.*`');
    expect(ended.stdout).toContain('0 streams');
  });
});

describe('a database that does not let one in', () => {
  beforeAll(() => sourceSchema('door'));

  test('a source that is down for a moment is tried again until it is back', async () => {
    const { port, open, close } = await closedDoor();
    project.addJob('door', { tap: { port } });
    const going = project.start(['--json', 'run', 'door']);
    await until(() => going.output().includes('ECONNREFUSED'));
    expect(going.output()).toContain(`${server.hostname}:${port}`);
    await open();
    const ended = quiet(await going.ended);
    close();
    expect(ended.code).toBe(0);
    expect(await rowsIn('door.small')).toBe(20);
  }, 90_000);

  test('a wrong password ends the run at once, with the settings to look at', async () => {
    project.addJob('wrong', { tap: { filter_schemas: ['door'], password: `${PASSWORD}-wrong` } });
    const { code, message } = failureOf(await run('wrong'));
    expect(code).toBe('CredentialsRejected');
    expect(message).toContain(`${server.hostname}:${server.port}`);
    expect(message).toContain('`password`');
    // The worker's log comes a moment after the answer.
    await until(() => worker.log().includes('CredentialsRejected'));
    expect(worker.log().match(/CredentialsRejected/g)).toHaveLength(1);
  });

  test('a wrong password of the target ends the run at once too', async () => {
    project.addJob('wrong-target', {
      tap: { filter_schemas: ['door'] },
      select: ['door-*.*'],
      target: { password: `${PASSWORD}-wrong` },
    });
    const { code, message } = failureOf(await run('wrong-target'));
    expect(code).toBe('CredentialsRejected');
    expect(message).toContain('failures_target');
  });

  test('a missing right on one table fails that stream', async () => {
    await sourceSchema(
      'rights',
      'create table $.secret (id int primary key); create table $.third (id int primary key)',
    );
    await source.query(`revoke select on rights.secret from ${ROLE}`);
    project.addJob('rights');
    const { code, message } = await onlyFailure(await run('rights'), 'rights-secret');
    expect(code).toBe('PermissionDenied');
    expect(message).toContain('Grant the right');
    expect(await rowsIn('rights.third')).toBe(0);
  });
});

describe('a source that changes while it is read', () => {
  const BIG = `create table $.big (id int primary key, note text, extra int);
    insert into $.big select n, 'note', n from generate_series(1, 60000) n`;

  async function whileReading(job: string, sql: string): Promise<Ended> {
    await sourceSchema(job, BIG);
    project.addJob(job, { metadata: byId(`${job}-big`) });
    const going = project.start(['--json', 'run', job]);
    await until(() => /-big","phase":"running","pages":[1-9]/.test(going.output()));
    await source.query(sql);
    return quiet(await going.ended);
  }

  test('a dropped column fails its stream and keeps what was loaded; the next run completes', async () => {
    const ended = await whileReading('columns', 'alter table columns.big drop column extra');
    const { code, message } = await onlyFailure(ended, 'columns-big');
    expect(code).toBe('SourceSchemaChanged');
    expect(message).toMatch(/run the job again/i);
    const kept = await rowsIn('columns.big');
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(60_000);
    expect((await run('columns')).code).toBe(0);
    expect(await rowsIn('columns.big')).toBe(60_000);
  }, 120_000);

  test('a dropped table fails its stream and keeps what was loaded', async () => {
    const ended = await whileReading('tables', 'drop table tables.big');
    const { code, message } = await onlyFailure(ended, 'tables-big');
    expect(code).toBe('StreamNotFound');
    expect(message).toMatch(/Check|Run the job again/);
    expect(await rowsIn('tables.big')).toBeGreaterThan(0);
  }, 90_000);
});

describe('a target that cannot take it', () => {
  test('an upsert of a table without a key fails that stream before anything is written to it', async () => {
    await sourceSchema('keyless', 'create table $.loose (note text)');
    project.addJob('keyless', { target: { load_method: 'upsert' } });
    const { code, message } = await onlyFailure(await run('keyless'), 'keyless-loose');
    expect(code).toBe('ConfigInvalid');
    expect(message).toContain('`table-key-properties`');
    expect(await exists('keyless.loose')).toBe(false);
  });

  test('a value that breaks a rule of the target fails its stream and is not told', async () => {
    await sourceSchema(
      'narrow',
      `create table $.thin (id int primary key, note text); insert into $.thin values (1, '${VALUE}')`,
    );
    project.addJob('narrow');
    await target.query(`create schema narrow authorization ${ROLE};
      create table narrow.thin (id int primary key, note varchar(3));
      create view narrow.thin_view as select note from narrow.thin;
      alter table narrow.thin owner to ${ROLE}`);
    const { code, message } = await onlyFailure(await run('narrow'), 'narrow-thin');
    expect(code).toBe('TargetRejected');
    expect(message).toContain('note');
    expect(await rowsIn('narrow.thin')).toBe(0);
  });

  test('a NUL byte that a map makes fails its stream with the place', async () => {
    await sourceSchema(
      'nul',
      'create table $.zero (id int primary key, note text); insert into $.zero values (1, null)',
    );
    project.addJob('nul', { streamMaps: { 'nul-zero': { note: `'a' + '\\x00'` } } });
    const { code, message } = await onlyFailure(await run('nul'), 'nul-zero');
    expect(code).toBe('TargetRejected');
    expect(message).toContain('0x00');
    expect(message).toContain('NUL character');
    expect(message).toContain('row 1 of the batch');
  });

  test('a map that fails at a late row keeps the pages before it and says where', async () => {
    await sourceSchema(
      'late',
      `create table $.rows (id int primary key, note text);
       insert into $.rows select n, case n when 2700 then '${VALUE}' else n::text end from generate_series(1, 3000) n`,
    );
    project.addJob('late', { metadata: byId('late-rows'), streamMaps: { 'late-rows': NUMBER_NOTE } });
    const { code, message } = await onlyFailure(await run('late'), 'late-rows');
    expect(code).toBe('MapFailed');
    expect(message).toContain('`stream_maps.late-rows.number`');
    expect(message).toContain('int(note)');
    expect(await rowsIn('late.rows')).toBe(2500);
    await source.query(`update late.rows set note = '2700' where id = 2700`);
    expect((await run('late')).code).toBe(0);
    expect(await rowsIn('late.rows')).toBe(3000);
  }, 90_000);
});

test('a second run of a state id is refused with the workflow that holds it; the first is unharmed', async () => {
  await sourceSchema('twice');
  project.addJob('twice');
  await source.query('begin; lock table twice.small in access exclusive mode');
  const first = project.start(['--json', 'run', 'twice']);
  await until(async () => (await waiting('twice')) > 0);
  const { code, message } = failureOf(await run('twice'));
  await source.query('rollback');
  expect(code).toBe('LockHeld');
  expect(message).toContain('`e2e/tap-postgres--twice-to-target-postgres--twice`');
  expect(message).toContain('`meltemi cancel`');
  expect((await first.ended).code).toBe(0);
  expect(await rowsIn('twice.small')).toBe(20);
}, 90_000);

describe('a page store without room', () => {
  const KIB = 1024;

  async function withStore(bytes: number): Promise<void> {
    await worker.stop();
    worker = await project.startWorker({
      MELTEMI_PAGE_STORE_BYTES: String(bytes),
      MELTEMI_PAGE_BYTES: String(64 * KIB),
    });
  }

  test('a page that the store can never hold fails its stream with both sizes; the others are loaded', async () => {
    await withStore(16 * KIB);
    await sourceSchema(
      'tiny',
      `create table $.wide (id int primary key, note text);
       insert into $.wide select n, repeat('x', 1000) from generate_series(1, 1000) n`,
    );
    project.addJob('tiny');
    const { code, message } = await onlyFailure(await run('tiny'), 'tiny-wide', 'page store');
    expect(code).toBe('ConfigInvalid');
    expect(message).toContain('16 KiB');
  }, 90_000);

  test('a full store makes the streams wait and says so; a run is cancelled in it, and another goes on when there is room', async () => {
    await sourceSchema('crowded');
    project.addJob('crowded');
    const other = join(project.dataFolder, 'pages', 'other', 'state', 'run');
    mkdirSync(other, { recursive: true, mode: 0o700 });
    writeFileSync(join(other, '1-1.page'), Buffer.alloc(160 * KIB), { mode: 0o600 });
    await withStore(160 * KIB);
    const cancelled = project.start(['--json', 'run', 'crowded']);
    await until(() => cancelled.output().includes('holds 160 KiB of at most 160 KiB'));
    expect((await project.meltemi('cancel', 'crowded')).code).toBe(0);
    expect(failureOf(await cancelled.ended).code).toBe('Cancelled');
    const waiting = project.start(['--json', 'run', 'crowded']);
    await until(() => waiting.output().includes('holds 160 KiB of at most 160 KiB'));
    rmSync(other, { recursive: true });
    expect(quiet(await waiting.ended).code).toBe(0);
    expect(await rowsIn('crowded.small')).toBe(20);
  }, 120_000);
});

async function exists(table: string): Promise<boolean> {
  const { rows } = await target.query<{ oid: string | null }>('select to_regclass($1)::text as oid', [table]);
  return rows[0]?.oid !== null;
}

/** Sessions that wait for a lock on a table of the schema. */
async function waiting(schema: string): Promise<number> {
  const { rows } = await source.query<{ n: number }>(
    `select count(*)::int as n from pg_locks l join pg_class c on c.oid = l.relation
     where not l.granted and c.relnamespace = $1::regnamespace`,
    [schema],
  );
  return rows[0]?.n ?? 0;
}

/** A port in front of the server that refuses connections until it is opened. */
async function closedDoor(): Promise<{ port: number; open: () => Promise<void>; close: () => void }> {
  const sockets = new Set<Socket>();
  const listen = (at: number): Promise<Server> =>
    new Promise((resolve, reject) => {
      const proxy = createServer((incoming) => {
        const outgoing = connectTo(Number(server.port), server.hostname);
        sockets.add(incoming).add(outgoing);
        incoming.on('error', () => outgoing.destroy());
        outgoing.on('error', () => incoming.destroy());
        incoming.pipe(outgoing).pipe(incoming);
      });
      proxy.once('error', reject).listen(at, server.hostname, () => resolve(proxy));
    });
  const probe = await listen(0);
  const address = probe.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  await new Promise((resolve) => probe.close(resolve));
  let proxy: Server | null = null;
  return {
    port: address.port,
    open: async () => void (proxy = await listen(address.port)),
    close: () => {
      proxy?.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

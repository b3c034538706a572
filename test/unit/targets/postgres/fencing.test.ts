import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { PageReader } from '../../../../src/pages/page-store';
import { tagOf } from '../../../../src/targets/postgres/transaction';
import { noAbort, type Bench } from '../../../contract/target-bench';
import { Lab, runThrough, streamOf } from './support';

let lab: Lab;
let bench: Bench;
let others: Client[];
beforeEach(async () => {
  others = [];
  lab = await Lab.open('target_fencing');
  bench = await lab.bench();
});
afterEach(async () => {
  await Promise.all(others.map((client) => client.end().catch(() => undefined)));
  await bench.close();
  await lab.close();
});

const stream = streamOf({ id: 'bigint', note: 'text' }, ['id']);

async function session(): Promise<Client> {
  const client = new Client({ connectionString: lab.url });
  client.on('error', () => undefined);
  await client.connect();
  others.push(client);
  return client;
}

/** What a worker that was stopped in the middle of a transaction leaves at the server. */
async function frozenTransaction(sql: string): Promise<Client> {
  const client = await session();
  const tag = tagOf('public', { stateId: stream.stateId, stream: stream.name });
  await client.query('begin');
  await client.query('select pg_advisory_xact_lock_shared($1, 1835363444)', [tag]);
  await client.query(sql);
  return client;
}

/** A page that never ends, as for a worker that was stopped while it sent it. */
function endless(page: PageReader): { page: PageReader; thaw: () => void } {
  let thaw = (): void => undefined;
  const frozen = new Promise<void>((resolve) => (thaw = resolve));
  return {
    thaw: () => thaw(),
    page: {
      ref: page.ref,
      schema: page.schema,
      async *chunks(signal) {
        yield* page.chunks(signal);
        await frozen;
      },
    },
  };
}

test('a worker that is frozen while it copies holds nobody up, and cannot write when it wakes', async () => {
  const zombie = await bench.prepare(stream, 'upsert', 'r1');
  await zombie.load(1, [['1', 'a']]);
  const { page, thaw } = endless(await bench.page(stream, [['66', 'zombie']]));
  const load = zombie.load(2, page).catch((error: unknown) => error);
  await sleep(200);
  const started = Date.now();
  const successor = await bench.prepare(stream, 'upsert', 'r2', { target: lab.target() });
  await successor.load(1, [['2', 'b']]);
  await successor.finish();
  expect(Date.now() - started).toBeLessThan(5_000);
  thaw();
  expect(await load).toMatchObject({ code: 'FencedOut' });
  await expect(zombie.load(2, [['66', 'zombie']])).rejects.toMatchObject({ code: 'FencedOut' });
  expect(await lab.query('select * from orders')).toEqual([['2', 'b']]);
  expect(await lab.tables()).toEqual(['orders']);
});

test('a load goes on behind a worker that froze with the head in its hands', async () => {
  const run = await bench.prepare(stream, 'append', 'r1');
  await frozenTransaction('select * from meltemi_heads for update');
  await run.load(1, [['1', 'a']]);
  expect(await lab.query('select * from orders')).toEqual([['1', 'a']]);
}, 30_000);

test('preparing and finishing go on behind a frozen worker`s locks', async () => {
  const first = await bench.prepare(stream, 'overwrite', 'r1');
  await first.load(1, [['1', 'a']]);
  await frozenTransaction('select * from meltemi_heads for update');
  const second = await bench.prepare(stream, 'overwrite', 'r1', { target: lab.target() });
  expect(second.prepared.seq).toBe(1);
  const [[fill]] = (await lab.query('select staging from meltemi_heads')) as [[string]];
  await frozenTransaction(`lock table "${fill}" in row exclusive mode`);
  await second.finish();
  expect(await lab.query('select * from orders')).toEqual([['1', 'a']]);
});

test('a reader of the table is waited for, not ended', async () => {
  await runThrough(bench, stream, 'overwrite', [['1', 'old']]);
  const run = await bench.prepare(stream, 'overwrite', 'r2');
  await run.load(1, [['2', 'new']]);
  const reader = await session();
  await reader.query('begin; select * from orders');
  let finished = false;
  const finish = run.finish().then(() => (finished = true));
  await sleep(2_500);
  expect(finished).toBe(false);
  expect((await reader.query<{ note: string }>('select note from orders')).rows).toEqual([{ note: 'old' }]);
  await reader.query('commit');
  await finish;
  expect(await lab.query('select note from orders')).toEqual([['new']]);
});

test('a connection that is cut while a batch is merged leaves nothing of it', async () => {
  await runThrough(bench, stream, 'upsert', [['1', 'old']]);
  const run = await bench.prepare(stream, 'upsert', 'r2');
  const blocker = await session();
  await blocker.query('begin; select * from orders for update');
  const load = run
    .load(1, [
      ['1', 'new'],
      ['2', 'new'],
    ])
    .catch((error: unknown) => error);
  await sleep(300);
  await lab.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'insert into%'`,
  );
  expect(await load).toMatchObject({ code: 'TargetUnavailable', recovery: 'retry' });
  await blocker.query('rollback');
  expect(await lab.query('select * from orders')).toEqual([['1', 'old']]);
  expect(
    await run.load(1, [
      ['1', 'new'],
      ['2', 'new'],
    ]),
  ).toEqual({ rows: 2, alreadyLoaded: false });
  expect(await lab.query('select * from orders order by id')).toEqual([
    ['1', 'new'],
    ['2', 'new'],
  ]);
});

test.each(['after-target-rows', 'before-target-commit', 'after-target-commit'])(
  'a death at %s of a merge is made good by the next try',
  async (point) => {
    await runThrough(bench, stream, 'upsert', [['1', 'old']]);
    const run = await bench.prepare(stream, 'upsert', 'r2');
    lab.fault = (name) => {
      if (name === point) throw new Error('died');
    };
    await expect(
      run.load(1, [
        ['1', 'new'],
        ['2', 'new'],
      ]),
    ).rejects.toThrow('died');
    lab.fault = () => undefined;
    expect(
      await run.load(1, [
        ['1', 'new'],
        ['2', 'new'],
      ]),
    ).toEqual({ rows: 2, alreadyLoaded: point === 'after-target-commit' });
    await run.finish();
    expect(await lab.query('select * from orders order by id')).toEqual([
      ['1', 'new'],
      ['2', 'new'],
    ]);
    expect(await lab.query(`select rows from meltemi_heads`)).toEqual([['2']]);
  },
);

test('a death before the swap is committed leaves the old table, and the next try swaps', async () => {
  await runThrough(bench, stream, 'overwrite', [['1', 'old']]);
  const run = await bench.prepare(stream, 'overwrite', 'r2');
  await run.load(1, [['2', 'new']]);
  lab.fault = () => {
    throw new Error('died');
  };
  await expect(run.finish()).rejects.toThrow('died');
  expect(await lab.query('select note from orders')).toEqual([['old']]);
  lab.fault = () => undefined;
  await run.finish();
  expect(await lab.query('select note from orders')).toEqual([['new']]);
});

test('of workers that prepare at once every one that succeeds has its own epoch', async () => {
  const tries = await Promise.allSettled(
    Array.from({ length: 4 }, () => bench.prepare(stream, 'upsert', 'r1', { target: lab.target() })),
  );
  const epochs = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value.prepared.epoch] : []));
  const failures = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  expect(new Set(epochs).size).toBe(epochs.length);
  for (const failure of failures) expect(failure).toMatchObject({ recovery: 'retry' });
  const last = await bench.prepare(stream, 'upsert', 'r1');
  expect(last.prepared.epoch).toBeGreaterThan(Math.max(0, ...epochs));
  await last.load(1, [['1', 'a']]);
  await last.finish();
  expect(await lab.query('select * from orders')).toEqual([['1', 'a']]);
});

test('a ledger that was emptied in mid-run sends the stream back to its start', async () => {
  const run = await bench.prepare(stream, 'upsert', 'r1');
  await run.load(1, [['1', 'a']]);
  await lab.query('delete from meltemi_heads');
  await expect(run.load(2, [['2', 'b']])).rejects.toMatchObject({ code: 'SessionLost', recovery: 'restart-stream' });
  await expect(run.finish()).rejects.toMatchObject({ code: 'SessionLost' });
});

test('a table aside that was dropped by hand sends the run back to its start', async () => {
  const run = await bench.prepare(stream, 'upsert', 'r1');
  await run.load(1, [['1', 'a']]);
  const [[fill]] = (await lab.query('select staging from meltemi_heads')) as [[string]];
  await lab.query(`drop table "${fill}"`);
  await expect(run.finish()).rejects.toMatchObject({ code: 'SessionLost' });
  const again = await bench.prepare(stream, 'upsert', 'r1');
  expect(again.prepared).toMatchObject({ seq: 0, position: { kind: 'start' } });
  await again.load(1, [['1', 'a']]);
  await again.finish();
  expect(await lab.query('select * from orders')).toEqual([['1', 'a']]);
});

test('a batch is durable although the database`s default says otherwise', async () => {
  await lab.query(
    `do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$`,
  );
  await lab.query(`create table seen (setting text)`);
  await lab.query('create table orders (id bigint primary key, note text)');
  await lab.query(`create function note_it() returns trigger language plpgsql security definer as
    $$ begin insert into seen values (current_setting('synchronous_commit')); return null; end $$`);
  await lab.query('create trigger t after insert on orders execute function note_it()');
  const other = await lab.bench(lab.target());
  await runThrough(other, stream, 'append', [['1', 'a']]);
  await other.close();
  expect(await lab.query('select * from seen')).toEqual([['on']]);
});

test('a user who may not make tables is told so, without a secret', async () => {
  await lab.query(`drop role if exists meltemi_limited`);
  await lab.query(`create role meltemi_limited login password 'canary-secret'`);
  await lab.query('revoke create on schema public from public');
  const url = new URL(lab.url);
  url.username = 'meltemi_limited';
  url.password = 'canary-secret';
  const target = lab.target({ url: url.toString() });
  const failure = target.prepare(
    { stream, loadMode: 'upsert', runId: 'r', known: null, fullRefresh: false, restart: false },
    noAbort,
  );
  await expect(failure).rejects.toMatchObject({ code: 'PermissionDenied' });
  await expect(failure).rejects.not.toThrow(/canary/);
  await target.close();
  await lab.query('drop role meltemi_limited');
});

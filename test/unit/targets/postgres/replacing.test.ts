import type { Bench } from '../../../contract/target-bench';
import { Lab, runThrough, streamOf } from './support';

let lab: Lab;
let bench: Bench;
beforeEach(async () => {
  lab = await Lab.open('target_replacing');
  bench = await lab.bench();
});
afterEach(async () => {
  await bench.close();
  await lab.close();
});

const stream = streamOf({ id: 'bigint', note: 'text' }, ['id']);

test('a plain table is replaced by the new one, with its grants and its key`s name', async () => {
  await lab.query('create role "Odd reader"').catch(() => undefined);
  await runThrough(bench, stream, 'overwrite', [['1', 'old']]);
  const [[before]] = (await lab.query(`select 'orders'::regclass::oid`)) as [[string]];
  await lab.query('grant select on orders to "Odd reader" with grant option; grant insert on orders to public');
  await runThrough(bench, streamOf({ id: 'bigint', other: 'date' }, ['id']), 'overwrite', [['2', '2024-01-01']]);
  expect(await lab.query('select * from orders')).toEqual([['2', '2024-01-01']]);
  expect(await lab.query(`select 'orders'::regclass::oid <> $1::oid`, [before])).toEqual([['t']]);
  expect(
    await lab.query(
      `select grantee, privilege_type, is_grantable from information_schema.table_privileges
        where table_name = 'orders' and grantee in ('Odd reader', 'PUBLIC') order by 1`,
    ),
  ).toEqual([
    ['Odd reader', 'SELECT', 'YES'],
    ['PUBLIC', 'INSERT', 'NO'],
  ]);
  expect(
    await lab.query(`select conname from pg_constraint where conrelid = 'orders'::regclass and contype = 'p'`),
  ).toEqual([['orders_pkey']]);
  expect(await lab.tables()).toEqual(['orders']);
  await lab.query('drop owned by "Odd reader"; drop role "Odd reader"');
});

test.each([
  ['a view', 'create view seen as select note from orders', 'select * from seen', [['new']]],
  [
    'an index',
    'create index by_note on orders (note)',
    `select indexrelid::regclass::text from pg_index where indexrelid::regclass::text = 'by_note' and indrelid = 'orders'::regclass`,
    [['by_note']],
  ],
  ['a default', `alter table orders add column flag text default 'yes'`, 'select flag from orders', [['yes']]],
  [
    'a comment',
    `comment on table orders is 'hand-made'`,
    `select obj_description('orders'::regclass)`,
    [['hand-made']],
  ],
  [
    'a policy',
    'alter table orders enable row level security',
    `select relrowsecurity from pg_class where oid = 'orders'::regclass`,
    [['t']],
  ],
  [
    'a function',
    `create function noted(orders) returns text language sql as 'select $1.note'`,
    'select o.noted from orders o',
    [['new']],
  ],
  [
    'a trigger',
    `create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger t before update on orders for each row execute function f()`,
    `select tgname from pg_trigger where tgrelid = 'orders'::regclass`,
    [['t']],
  ],
  [
    'a publication',
    'create publication p for table orders',
    'select tablename from pg_publication_tables',
    [['orders']],
  ],
])('a table with %s stays, and its rows are exchanged', async (_, ddl, check, expected) => {
  await runThrough(bench, stream, 'overwrite', [['1', 'old']]);
  await lab.query(ddl);
  await runThrough(bench, stream, 'overwrite', [['2', 'new']]);
  expect(await lab.query('select id, note from orders')).toEqual([['2', 'new']]);
  expect(await lab.query(check)).toEqual(expected);
  expect(await lab.tables()).toEqual(['orders']);
});

test('a table that a foreign key points to stays', async () => {
  await runThrough(bench, stream, 'overwrite', [
    ['1', 'old'],
    ['2', 'old'],
  ]);
  await lab.query(
    'create table lines (order_id bigint references orders deferrable initially deferred); insert into lines values (2)',
  );
  await runThrough(bench, stream, 'overwrite', [['2', 'new']]);
  expect(await lab.query('select note from orders join lines on order_id = id')).toEqual([['new']]);
});

test('a table that stays gets the new columns and keeps its types', async () => {
  await lab.query(
    'create table orders (id integer primary key, note character varying(9), gone text); create view seen as select id, note from orders',
  );
  await runThrough(bench, streamOf({ id: 'bigint', note: 'jsonb', more: 'date' }, ['id']), 'overwrite', [
    ['5', '{"a": 1}', '2024-01-01'],
  ]);
  expect(await lab.query('select * from orders')).toEqual([['5', '{"a": 1}', null, '2024-01-01']]);
  expect(await lab.types('orders')).toMatchObject({ id: 'integer!', note: 'character varying(9)', more: 'date' });
});

test('a row that was read twice is there once, in its later version, when the key is built', async () => {
  const run = await bench.prepare(stream, 'upsert', 'r');
  const filler = (from: number): [string, string][] => Array.from({ length: 300 }, (_, i) => [String(from + i), 'x']);
  // Copied side by side, so that the later version may lie before the older one in the table.
  const loads = [2, 1, 3].map((seq) => run.load(seq, [['1', `version ${String(seq)}`], ...filler(seq * 1000)]));
  await Promise.all(loads);
  await run.finish();
  expect(await lab.query('select note from orders where id = 1')).toEqual([['version 3']]);
  expect(await lab.query('select count(*) from orders')).toEqual([['901']]);
});

test('a table that appeared while it was being filled aside takes the rows by merge', async () => {
  const run = await bench.prepare(stream, 'upsert', 'r');
  await run.load(1, [
    ['1', 'ours'],
    ['2', 'ours'],
  ]);
  await lab.query(
    `create table orders (id bigint primary key, note text); insert into orders values (2, 'theirs'), (3, 'theirs')`,
  );
  await run.finish();
  expect(await lab.query('select * from orders order by id')).toEqual([
    ['1', 'ours'],
    ['2', 'ours'],
    ['3', 'theirs'],
  ]);
  expect(await lab.tables()).toEqual(['orders']);
});

test('two state ids that fill one table do not touch each other`s rows', async () => {
  const one = await bench.prepare(stream, 'upsert', 'r');
  const two = await bench.prepare({ ...stream, stateId: 'prod:tap-to-target' }, 'upsert', 'r');
  await one.load(1, [['1', 'one']]);
  await two.load(1, [['2', 'two']]);
  await one.finish();
  await two.finish();
  expect(await lab.query('select * from orders order by id')).toEqual([
    ['1', 'one'],
    ['2', 'two'],
  ]);
});

test('an unkeyed stream that starts over is not left aside when its table is new', async () => {
  const unkeyed = streamOf({ note: 'text' }, [], { resumable: false });
  await runThrough(bench, unkeyed, 'append', [['a'], ['a']]);
  expect(await lab.query('select * from orders')).toEqual([['a'], ['a']]);
  expect(await lab.tables()).toEqual(['orders']);
});

test('a failed first load without a bookmark leaves no table', async () => {
  const run = await bench.prepare(stream, 'upsert', 'r');
  await run.load(1, [['1', 'x']]);
  await run.finish('failed');
  expect(await lab.tables()).toEqual([]);
});

test('a table that was dropped by hand is said in the note when there is a bookmark', async () => {
  const incremental = streamOf({ id: 'bigint', note: 'text' }, ['id'], {
    replication: { method: 'INCREMENTAL', replicationKey: 'id', comparison: 'gte' },
  });
  const first = await bench.prepare(incremental, 'upsert', 'r1');
  await first.load(1, [['1', 'x']], { bookmark: { replicationKey: 'id', value: 1 } });
  await first.finish();
  await lab.query('drop table orders');
  const known = { bookmark: { replicationKey: 'id', value: 1 } };
  const second = await bench.prepare(incremental, 'upsert', 'r2', { known });
  expect(second.prepared.note).toMatch(/did not exist.*full refresh/);
});

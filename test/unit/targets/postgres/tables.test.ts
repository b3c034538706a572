import { noAbort, type Bench } from '../../../contract/target-bench';
import { Lab, runThrough, streamOf } from './support';

let lab: Lab;
let bench: Bench;
beforeEach(async () => {
  lab = await Lab.open('target_tables');
  bench = await lab.bench();
});
afterEach(async () => {
  await bench.close();
  await lab.close();
});

test('a new table has the types of the source, and of the JSON Schema where the source names none', async () => {
  const columns = {
    id: 'bigint',
    amount: 'numeric(12,2)',
    code: 'character varying(7)',
    at: 'timestamp(3) with time zone',
    tags: 'integer[]',
    span: 'int4range',
    place: 'point',
    price: 'money',
    words: 'tsvector',
    doc: 'xml',
    kind: 'order_kind',
    label: 'no_such_type',
    owner: 'regrole',
    attack: 'text); drop table x; --',
    j_int: { type: ['null', 'integer'] },
    j_num: { type: 'number' },
    j_bool: { type: 'boolean' },
    j_text: { type: 'string' },
    j_at: { type: 'string', format: 'date-time' },
    j_day: { type: 'string', format: 'date' },
    j_time: { type: 'string', format: 'time' },
    j_obj: { type: 'object' },
    j_list: { type: 'array', items: {} },
    j_huge: { type: 'integer', maximum: 1e30 },
  };
  await lab.query(`create type order_kind as enum ('a', 'b')`);
  await runThrough(bench, streamOf(columns, ['id']), 'upsert');
  expect(await lab.types('public.orders')).toEqual({
    id: 'bigint!',
    amount: 'numeric(12,2)',
    code: 'character varying(7)',
    at: 'timestamp(3) with time zone',
    tags: 'integer[]',
    span: 'int4range',
    place: 'point',
    price: 'money',
    words: 'tsvector',
    doc: 'xml',
    kind: 'order_kind',
    label: 'text',
    owner: 'text',
    attack: 'text',
    j_int: 'bigint',
    j_num: 'numeric',
    j_bool: 'boolean',
    j_text: 'text',
    j_at: 'timestamp with time zone',
    j_day: 'date',
    j_time: 'time without time zone',
    j_obj: 'jsonb',
    j_list: 'jsonb',
    j_huge: 'numeric',
  });
  expect(
    await lab.query(
      `select conname, pg_get_constraintdef(oid) from pg_constraint where contype = 'p' and conrelid = 'orders'::regclass`,
    ),
  ).toEqual([['orders_pkey', 'PRIMARY KEY (id)']]);
  expect(await lab.tables()).toEqual(['orders']);
});

test('the plan offers binary only where every column has the same stable type on both sides', async () => {
  const target = bench.under.target;
  const encodings = async (columns: Parameters<typeof streamOf>[0]) =>
    (await target.plan(streamOf(columns, ['id']), noAbort)).encodings;
  expect(await encodings({ id: 'bigint', tags: 'integer[]', doc: 'jsonb' })).toEqual(['binary', 'text']);
  expect(await encodings({ id: 'bigint', kind: 'order_kind' })).toEqual(['text']);
  expect(await encodings({ id: 'bigint', n: { type: 'integer' } })).toEqual(['text']);
  await lab.query('create table orders (id bigint primary key, tags text, n integer)');
  expect(await encodings({ id: 'bigint', tags: 'integer[]' })).toEqual(['text']);
  expect(await encodings({ id: 'bigint', n: 'bigint' })).toEqual(['binary', 'text']);
});

test('the plan says what it will do and names no step that is not needed', async () => {
  const { target } = bench.under;
  const stream = streamOf({ id: 'bigint', n: 'bigint', more: 'text' }, ['id']);
  const fresh = await target.plan(stream, noAbort);
  expect(fresh).toMatchObject({ destination: '"public"."orders"', loadMode: 'upsert', delivery: 'exact' });
  expect(fresh.steps.join('\n')).toMatch(
    /create table .*meltemi_heads[\s\S]*add primary key \("id"\)[\s\S]*rename to "orders"/,
  );
  await lab.query('create table orders (id bigint, n integer)');
  expect((await target.plan(stream, noAbort)).steps.slice(2)).toEqual([
    'alter table "public"."orders" add column "more" text',
    'alter table "public"."orders" alter column "n" type bigint',
    'alter table "public"."orders" add primary key ("id")',
    'merge each batch into "public"."orders" by its key',
  ]);
  await runThrough(bench, stream, 'upsert', [['1', '5', 'x']]);
  expect((await target.plan(stream, noAbort)).steps).toEqual(['merge each batch into "public"."orders" by its key']);
});

test('a plan says that text will be cast where a column is left as it is', async () => {
  await lab.query('create table orders (id bigint primary key, at text, n numeric(5,1), flag text)');
  await runThrough(
    bench,
    streamOf({ id: 'integer', at: 'date', n: 'numeric(5,1)', flag: 'boolean' }, ['id']),
    'upsert',
    [['1', '2024-02-29', '12.5', 't']],
  );
  expect(await lab.types('orders')).toEqual({ id: 'bigint!', at: 'text', n: 'numeric(5,1)', flag: 'text' });
  expect(await lab.query('select * from orders')).toEqual([['1', '2024-02-29', '12.5', 't']]);
});

test('a column whose type a view needs stays narrow, with a warning', async () => {
  await lab.query('create table orders (id bigint primary key, n integer); ');
  await lab.query('create view seen as select n from orders');
  await runThrough(bench, streamOf({ id: 'bigint', n: 'bigint' }, ['id']), 'upsert', [['1', '5']]);
  expect(await lab.query('select n from seen')).toEqual([['5']]);
  expect(lab.warnings).toEqual([expect.stringContaining('alter column "n" type bigint')]);
});

test('a unique index on the key, in any order, serves a merge as it is', async () => {
  await lab.query(
    'create table orders (a int, b int, note text, id serial primary key); create unique index on orders (b, a) include (note)',
  );
  const stream = streamOf({ a: 'integer', b: 'integer', note: 'text' }, ['a', 'b']);
  await runThrough(bench, stream, 'upsert', [['1', '2', 'x']], [['1', '2', 'y']]);
  expect(await lab.query('select a, b, note from orders')).toEqual([['1', '2', 'y']]);
  expect(await lab.query(`select count(*) from pg_index where indrelid = 'orders'::regclass`)).toEqual([['2']]);
});

test('a table that cannot have the key says which rows are in the way', async () => {
  await lab.query(`create table orders (id int); insert into orders values (424242), (424242)`);
  const failure = runThrough(bench, streamOf({ id: 'integer' }, ['id']), 'upsert');
  await expect(failure).rejects.toMatchObject({ code: 'TargetRejected' });
  await expect(failure).rejects.toThrow(/"orders".*`id`.*same key/);
  await expect(failure).rejects.not.toThrow(/424242/);
});

test('a view in the place of the table is refused by name', async () => {
  await lab.query('create view orders as select 1 as id');
  const failure = bench.under.target.plan(streamOf({ id: 'integer' }, ['id']), noAbort);
  await expect(failure).rejects.toMatchObject({ code: 'TargetRejected' });
  await expect(failure).rejects.toThrow('"public"."orders"');
});

test('a stream whose columns are all key columns is merged', async () => {
  const stream = streamOf({ a: 'integer', b: 'text' }, ['b', 'a']);
  await runThrough(bench, stream, 'upsert', [['1', 'x']]);
  await runThrough(bench, stream, 'upsert', [
    ['1', 'x'],
    ['2', 'x'],
    ['2', 'x'],
  ]);
  expect(await lab.query('select * from orders order by a')).toEqual([
    ['1', 'x'],
    ['2', 'x'],
  ]);
});

test('append-only with a key adds every row, also into an existing table', async () => {
  const stream = streamOf({ id: 'integer' }, ['id']);
  await runThrough(bench, stream, 'append', [['1'], ['1']]);
  await runThrough(bench, stream, 'append', [['1']]);
  expect(await lab.query('select count(*) from orders')).toEqual([['3']]);
});

test('the schema is made when it is missing', async () => {
  const other = await lab.bench(lab.target({ default_target_schema: 'New Schema' }));
  await runThrough(other, streamOf({ id: 'integer' }, ['id']), 'upsert', [['1']]);
  expect(await lab.query('select id from "New Schema".orders')).toEqual([['1']]);
  await other.close();
});

test('many streams prepared at once in an empty database make one ledger', async () => {
  const streams = Array.from({ length: 8 }, (_, i) => streamOf({ id: 'integer' }, ['id'], { name: `s-t${String(i)}` }));
  const runs = await Promise.all(
    streams.map((stream) => bench.prepare(stream, 'upsert', 'r', { target: lab.target() })),
  );
  await Promise.all(runs.map((run) => run.finish()));
  expect(await lab.query('select count(*), min(epoch), max(epoch) from meltemi_heads')).toEqual([['8', '1', '1']]);
});

test('three runs stay in the ledger', async () => {
  for (let i = 0; i < 5; i++) await runThrough(bench, streamOf({ id: 'integer' }, ['id']), 'upsert', [['1']], [['2']]);
  expect(await lab.query('select count(distinct run_id), count(*) from meltemi_ledger')).toEqual([['3', '6']]);
});

test.each([
  ['character varying(3)', 'json', 'canary-value', /22001.*column `v`.*row 1/],
  ['smallint', 'text', '99999', /22003.*column `v`/],
  ['integer', 'text', 'canary-value', /22P02.*column `v`/],
  ['jsonb', 'text', '{"canary-value', /22P02/],
  ['timestamp with time zone', 'text', 'canary-value', /22007.*column `v`/],
])('a value that a %s column cannot take fails by table and column, unsaid', async (type, source, value, pattern) => {
  await lab.query(`create table orders (id bigint primary key, v ${type})`);
  const failure = runThrough(bench, streamOf({ id: 'bigint', v: source }, ['id']), 'upsert', [['1', value]]);
  await expect(failure).rejects.toMatchObject({ code: 'TargetRejected' });
  await expect(failure).rejects.toThrow(pattern);
  await expect(failure).rejects.toThrow('"public"."orders"');
  await expect(failure).rejects.not.toThrow(/canary|99999/);
  expect(await lab.query('select count(*) from orders')).toEqual([['0']]);
});

test('a null for a NOT NULL column, a NUL byte and a broken constraint are refused, without the row', async () => {
  await lab.query("create table orders (id bigint primary key, v text not null check (v <> 'canary'), w text unique)");
  const stream = streamOf({ id: 'bigint', v: 'text', w: 'text' }, ['id']);
  const cases = [
    [[['1', null, 'a']], /23502.*column `v`/],
    [[['1', 'a\0b', 'a']], /22021/],
    [[['1', 'canary', 'a']], /23514.*constraint/],
    [
      [
        ['1', 'a', 'canary'],
        ['2', 'b', 'canary'],
      ],
      /23505.*constraint `orders_w_key`/,
    ],
  ] as const;
  for (const [rows, pattern] of cases) {
    const failure = runThrough(bench, stream, 'upsert', rows);
    await expect(failure).rejects.toMatchObject({ code: 'TargetRejected' });
    await expect(failure).rejects.toThrow(pattern);
    await expect(failure).rejects.not.toThrow(/canary/);
  }
  expect(await lab.query('select count(*) from orders')).toEqual([['0']]);
});

test('a binary page is refused when a column has got another type of the same length', async () => {
  const stream = streamOf({ id: 'bigint' }, []);
  const run = await bench.prepare(stream, 'append', 'r');
  await lab.query('alter table orders alter column id type timestamp with time zone using null');
  const page = await bench.page(stream, [['1']]);
  const binary = {
    schema: page.schema,
    ref: { ...page.ref, encoding: 'binary' as const },
    chunks: page.chunks.bind(page),
  };
  const failure = run.load(1, binary);
  await expect(failure).rejects.toMatchObject({ code: 'TargetRejected' });
  await expect(failure).rejects.toThrow('`id`');
});

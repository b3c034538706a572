/** Settings of the two Singer targets in a run of Meltemi's own. */
import type { Bench } from '../../../contract/target-bench';
import type { JsonObject } from '../../../../src/model/json';
import { Lab, runThrough, streamOf } from './support';

let lab: Lab;
const benches: Bench[] = [];

beforeEach(async () => {
  lab = await Lab.open('target_variants');
});
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.close();
  await lab.close();
});

async function benchOf(variant: string | null, settings: JsonObject = {}): Promise<Bench> {
  const bench = await lab.bench(lab.target(settings, variant));
  benches.push(bench);
  return bench;
}

const COLUMNS = { id: 'bigint', note: 'text' };
const FULL = streamOf(COLUMNS, ['id']);

test.each(['meltanolabs', 'transferwise'])(
  '%s: metadata columns are filled in, whichever way rows go',
  async (variant) => {
    const bench = await benchOf(variant, { add_record_metadata: true, activate_version: false });
    const appended = streamOf(COLUMNS, [], { name: 'public-log' });
    const staged = streamOf(COLUMNS, ['id'], { name: 'public-staged', resumable: false });
    for (const round of ['1', '2']) {
      await runThrough(bench, FULL, 'upsert', [[round, 'a']], [['1', 'b']]);
      await runThrough(bench, appended, 'append', [[round, 'a']]);
      await runThrough(bench, staged, 'upsert', [[round, 'a']]);
      await runThrough(bench, streamOf(COLUMNS, ['id'], { name: 'public-whole' }), 'overwrite', [[round, 'a']]);
    }
    const extra = variant === 'meltanolabs' ? 7 : 3;
    for (const [table, rows] of [
      ['orders', 2],
      ['log', 2],
      ['staged', 2],
      ['whole', 1],
    ] as const) {
      expect(Object.keys(await lab.types(`public.${table}`))).toHaveLength(2 + extra);
      const filled = `_sdc_batched_at > (now() at time zone 'utc') - interval '5 min' and _sdc_deleted_at is null`;
      expect(await lab.query(`select count(*) from public.${table} where ${filled}`)).toEqual([[String(rows)]]);
      // Rows that somebody else inserts are none of a batch.
      expect(await lab.query(`select count(*) from pg_attrdef where adrelid = 'public.${table}'::regclass`)).toEqual([
        ['0'],
      ]);
    }
    expect(await lab.query('select id, note from public.orders order by id')).toEqual([
      ['1', 'b'],
      ['2', 'a'],
    ]);
  },
);

test('rows that a full load does not bring again are marked, come back, and are deleted with `hard_delete`', async () => {
  const soft = await benchOf('meltanolabs', { add_record_metadata: true });
  const gone = (): Promise<unknown> => lab.query('select id from public.orders where _sdc_deleted_at is not null');
  await runThrough(soft, FULL, 'upsert', [['1', 'a']], [['2', 'b']]);
  expect(await gone()).toEqual([]);
  await runThrough(soft, FULL, 'upsert', [['1', 'a']]);
  expect(await gone()).toEqual([['2']]);
  await runThrough(soft, FULL, 'upsert', [
    ['1', 'a'],
    ['2', 'again'],
  ]);
  expect(await gone()).toEqual([]);
  const failed = await soft.prepare(FULL, 'upsert', 'run-that-fails');
  await failed.load(1, [['1', 'c']]);
  await failed.finish('failed');
  expect(await gone()).toEqual([]);
  const hard = await benchOf('meltanolabs', { add_record_metadata: true, hard_delete: true });
  await runThrough(hard, FULL, 'upsert', [['2', 'left']]);
  expect(await lab.query('select id, note from public.orders')).toEqual([['2', 'left']]);
  await runThrough(hard, FULL, 'upsert');
  expect(await lab.query('select id from public.orders')).toEqual([]);
});

test('an incremental run leaves the rows that it does not bring', async () => {
  const bench = await benchOf('meltanolabs', { add_record_metadata: true, hard_delete: true });
  const stream = streamOf(COLUMNS, ['id'], {
    replication: { method: 'INCREMENTAL', replicationKey: 'id', comparison: 'exact' },
  });
  await runThrough(bench, stream, 'upsert', [['1', 'a']]);
  await runThrough(bench, stream, 'upsert', [['2', 'b']]);
  expect(await lab.query('select id from public.orders order by 1')).toEqual([['1'], ['2']]);
});

describe('transferwise', () => {
  test('names are in lower case, types its own where the source names none, and a changed type sets the column aside', async () => {
    const bench = await benchOf('transferwise', { default_target_schema: 'RAW' });
    const columns = { Id: 'bigint', Big: { type: 'integer' }, Day: { type: 'string', format: 'date' } };
    const stream = streamOf(columns, ['Id'], { name: 'Shop-My.Orders' });
    await runThrough(bench, stream, 'upsert', [['1', '12345678901234567890', '2024-01-31']]);
    expect(await lab.types('raw.my_orders')).toEqual({ id: 'bigint!', big: 'numeric', day: 'character varying' });
    const changed = streamOf({ ...columns, Big: { type: 'string' } }, ['Id'], { name: 'Shop-My.Orders' });
    await runThrough(bench, changed, 'upsert', [['2', 'text', '2024-02-29']]);
    const types = await lab.types('raw.my_orders');
    const aside = Object.keys(types).find((name) => /^big_\d{8}_\d{4}$/.test(name));
    expect(types).toEqual({
      id: 'bigint!',
      [aside ?? '']: 'numeric',
      day: 'character varying',
      big: 'character varying',
    });
    expect(await lab.query(`select id, "${aside ?? ''}", big from raw.my_orders order by id`)).toEqual([
      ['1', '12345678901234567890', null],
      ['2', null, 'text'],
    ]);
  });

  test('marked rows are deleted; indexes and rights are those of the settings', async () => {
    await lab.query('drop role if exists meltemi_reader');
    await lab.query('create role meltemi_reader');
    const bench = await benchOf('transferwise', {
      hard_delete: true,
      schema_mapping: {
        public: {
          target_schema: 'sales',
          target_schema_select_permissions: { users: ['meltemi_reader'] },
          indices: { orders: ['note'] },
        },
      },
    });
    const stream = streamOf({ ...COLUMNS, _sdc_deleted_at: { type: 'string' } }, ['id']);
    await runThrough(bench, stream, 'upsert', [
      ['1', 'a', null],
      ['2', 'b', null],
    ]);
    await runThrough(bench, stream, 'upsert', [['1', 'a', '2024-01-01T00:00:00Z']]);
    expect(await lab.query('select id from sales.orders')).toEqual([['2']]);
    const indexes = await lab.query(
      `select indexname from pg_indexes where schemaname = 'sales' and tablename = 'orders' order by 1`,
    );
    expect(indexes).toEqual([['i_orders__sdc_deleted_at'], ['i_orders_note'], ['orders_pkey']]);
    expect(await lab.query(`select has_table_privilege('meltemi_reader', 'sales.orders', 'select')`)).toEqual([['t']]);
    await lab.query('drop owned by meltemi_reader; drop role meltemi_reader');
  });

  test('a stream without a key is refused when the settings ask for one', async () => {
    const bench = await benchOf('transferwise', { primary_key_required: true });
    const signal = new AbortController().signal;
    await expect(bench.under.target.plan(streamOf(COLUMNS, []), signal)).rejects.toMatchObject({
      code: 'ConfigInvalid',
    });
  });
});

test('NUL characters are taken out of texts when the settings say so, else the batch is refused', async () => {
  const strict = await benchOf('meltanolabs');
  await expect(runThrough(strict, FULL, 'append', [['1', 'a\0b']])).rejects.toMatchObject({ code: 'TargetRejected' });
  const bench = await benchOf('meltanolabs', { sanitize_null_text_characters: true });
  await runThrough(bench, FULL, 'append', [['1', 'a\0b']]);
  expect(await lab.query('select note from public.orders')).toEqual([['ab']]);
});

test('a setting of the wrong kind is told by its name', () => {
  for (const [name, value] of [
    ['hard_delete', 'perhaps'],
    ['schema_mapping', 'raw'],
    ['load_method', 'merge'],
    ['primary_key_required', 7],
  ] as const) {
    expect(() => lab.target({ [name]: value }, 'transferwise')).toThrow(name);
  }
});

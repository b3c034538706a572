import { readdir, readFile } from 'node:fs/promises';
import type { PageReader } from '../../../../src/pages/page-store';
import { openFormat, type FormatSettings } from '../../../../src/targets/formats/format';
import { FileBench, sqlSchema } from '../../../support/file-bench';
import { readWithDuckdb } from '../../../support/read-parquet';

const noAbort = new AbortController().signal;
const PARQUET = { type: 'parquet', compression: 'snappy', rowGroupRows: 100_000 } as const;

let bench: FileBench;
beforeAll(async () => {
  bench = await FileBench.open();
});
afterAll(() => bench.close());

async function write(page: PageReader, settings: FormatSettings = PARQUET): Promise<string> {
  const path = bench.path();
  const { rows } = await openFormat(settings).write(page.schema, page, path, noAbort);
  expect(rows).toBe(page.ref.rows);
  return path;
}

async function numbers(count: number): Promise<PageReader> {
  const rows = Array.from({ length: count }, (_, i) => [String(i), i % 7 === 0 ? null : `text ${String(i % 1000)}`]);
  return bench.page(sqlSchema({ id: 'bigint', note: 'text' }), rows);
}

test.each([
  ['gzip', 'GZIP'],
  ['zstd', 'ZSTD'],
  ['snappy', 'SNAPPY'],
  ['none', 'UNCOMPRESSED'],
] as const)('compression %s and row groups are as they were asked for', async (compression, codec) => {
  const path = await write(await numbers(50_000), { type: 'parquet', compression, rowGroupRows: 20_480 });
  const {
    compression: codecs,
    row_group_id: groups,
    row_group_num_rows: rows,
  } = await readWithDuckdb(
    `(select distinct compression, row_group_id, row_group_num_rows from parquet_metadata('${path}') order by row_group_id)`,
  );
  expect(codecs?.values).toEqual([codec, codec, codec]);
  expect(groups?.values).toEqual(['0', '1', '2']);
  expect(rows?.values).toEqual(['20480', '20480', '9040']);
});

test('the same page gives the same bytes, in the order of the page, and leaves nothing else behind', async () => {
  const page = await numbers(400_000);
  const [first, second] = [await write(page), await write(page)];
  expect((await readFile(first)).equals(await readFile(second))).toBe(true);
  const { sorted } = await readWithDuckdb(
    `(select bool_and(id = file_row_number) as sorted from read_parquet('${first}', file_row_number = true))`,
  );
  expect(sorted?.values).toEqual([true]);
  expect((await readdir(bench.folder)).filter((name) => name.includes('.'))).toEqual([]);
});

test('a page without records has its columns', async () => {
  const path = await write(await bench.page(sqlSchema({ id: 'integer', at: 'date' }), []));
  expect(await readWithDuckdb(`read_parquet('${path}')`)).toEqual({
    id: { type: 'INTEGER', values: [] },
    at: { type: 'DATE', values: [] },
  });
});

test('one column, whose texts may be empty', async () => {
  const values = ['a', '', null, '\\N', 'a\tb\nc', '', ''];
  const path = await write(
    await bench.page(
      sqlSchema({ a: 'text' }),
      values.map((value) => [value]),
    ),
  );
  expect(await readWithDuckdb(`read_parquet('${path}')`)).toEqual({ a: { type: 'VARCHAR', values } });
});

test('texts of every kind, NUL and a value of 5 MB among them', async () => {
  const values = ['\0x', '"q"', "it's", ' x ', '#no comment', '\b\f\n\r\t\v\\', '\\n', '🦊', 'x\\'.repeat(2_500_000)];
  const page = await bench.page(
    sqlSchema({ id: 'integer', a: 'text' }),
    values.map((value, i) => [String(i), value]),
  );
  expect((await readWithDuckdb(`read_parquet('${await write(page)}')`))['a']?.values).toEqual(values);
});

test('1,600 columns', async () => {
  const types = Object.fromEntries(
    Array.from({ length: 1600 }, (_, i) => [`c "${String(i)}"`, i % 2 ? 'text' : 'bigint']),
  );
  const path = await write(await bench.page(sqlSchema(types), [Object.keys(types).map((_, i) => String(i))]));
  const read = await readWithDuckdb(`read_parquet('${path}')`);
  expect(Object.keys(read)).toEqual(Object.keys(types));
  expect(read['c "1599"']?.values).toEqual(['1599']);
});

const jsonSchema = {
  columns: [
    { name: 'small', schema: { type: ['integer', 'null'] }, nullable: true },
    { name: 'large', schema: { type: 'integer', maximum: 1e30 }, nullable: true },
    { name: 'price', schema: { type: 'number' }, nullable: true },
    { name: 'at', schema: { type: 'string', format: 'date-time' }, nullable: true },
    { name: 'day', schema: { type: 'string', format: 'date' }, nullable: true },
    { name: 'ok', schema: { type: 'boolean' }, nullable: true },
    { name: 'any', schema: {}, nullable: true },
  ],
  keyProperties: [],
};

test('columns of a tap that only knows JSON Schema', async () => {
  const page = await bench.page(jsonSchema, [
    ['5', '100000000000000000000000000000', '0.1', '2024-01-01T05:30:00.123456+05:30', '2024-02-29', 'true', '"5"'],
  ]);
  expect(await readWithDuckdb(`read_parquet('${await write(page)}')`)).toEqual({
    small: { type: 'BIGINT', values: ['5'] },
    large: { type: 'DECIMAL(38,0)', values: ['100000000000000000000000000000'] },
    price: { type: 'DOUBLE', values: [0.1] },
    at: { type: 'TIMESTAMP WITH TIME ZONE', values: ['2024-01-01 00:00:00.123456+00'] },
    day: { type: 'DATE', values: ['2024-02-29'] },
    ok: { type: 'BOOLEAN', values: [true] },
    any: { type: 'VARCHAR', values: ['"5"'] },
  });
});

describe('what cannot be written says why', () => {
  test.each([
    [
      'a date that is none',
      { at: 'date', id: 'bigint' },
      ['secret', '1'],
      'RecordInvalid',
      /1 value of column `at` cannot be of type DATE/,
    ],
    [
      'an array of two dimensions',
      { id: 'bigint', a: 'text[]' },
      ['1', '{{a},{b}}'],
      'RecordInvalid',
      /column `a` cannot be of type VARCHAR\[\]/,
    ],
    ['numbers of two dimensions', { id: 'bigint', a: 'integer[]' }, ['1', '{{1},{2}}'], 'RecordInvalid', /column `a`/],
    [
      'a time beyond the format',
      { id: 'bigint', a: 'timestamp with time zone' },
      ['1', '294276-12-31 23:59:59+00'],
      'RecordInvalid',
      /column `a`/,
    ],
    ['columns that differ in case only', { a: 'bigint', A: 'bigint' }, ['1', '2'], 'TargetRejected', /`a` and `A`/],
  ])('%s', async (_, types, row, code, message) => {
    const failed = write(await bench.page(sqlSchema(types), [row]));
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    await expect(failed).rejects.not.toThrow('secret');
  });

  test('a page with fewer records than it says, or with torn lines', async () => {
    const schema = sqlSchema({ id: 'bigint', a: 'text' });
    await expect(write(await bench.rawPage(schema, Buffer.from('1\tx\n'), 2))).rejects.toMatchObject({
      code: 'PageMissing',
    });
    await expect(write(await bench.rawPage(schema, Buffer.from('1\tx\n2\n'), 2))).rejects.toMatchObject({
      code: 'RecordInvalid',
    });
  });

  test('an abort', async () => {
    const abort = new AbortController();
    const page = await numbers(300_000);
    const writing = openFormat(PARQUET).write(page.schema, page, bench.path(), abort.signal);
    setTimeout(() => abort.abort(new Error('cancelled')), 30);
    await expect(writing).rejects.toThrow('cancelled');
  });
});

import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { openFormat, type FormatSettings } from '../../../../src/targets/formats/format';
import type { PageReader } from '../../../../src/pages/page-store';
import { FileBench, sqlSchema } from '../../../support/file-bench';

const noAbort = new AbortController().signal;
const schema = sqlSchema({ id: 'bigint', note: 'text', at: 'timestamp with time zone', tags: 'text[]', data: 'jsonb' });
const rows = [
  ['1', 'plain', '2024-01-01 00:00:00.5+00', '{a,"b \\"c\\""}', '{"a": 1}'],
  ['9223372036854775807', '', null, '{}', '"x"'],
  ['-3', 'says "ü", then\r\nleaves\tit\\', '0044-03-15 00:00:00+00 BC', null, null],
];
const CSV = { type: 'csv', gzip: false, delimiter: ',', header: true } as const;
const runOn = { column: { name: 'run "on"', schema: { type: 'string' }, nullable: false }, text: 'a,"b"' };

let bench: FileBench;
beforeAll(async () => {
  bench = await FileBench.open();
});
afterAll(() => bench.close());

async function write(settings: FormatSettings, page: PageReader, constants = [runOn]): Promise<Buffer> {
  const path = bench.path();
  const written = await openFormat(settings).write(page.schema, page, path, noAbort, constants);
  const bytes = await readFile(path);
  expect(written).toEqual({ rows: page.ref.rows, bytes: bytes.length });
  return bytes;
}

const LINES = [
  '{"id":1,"note":"plain","at":"2024-01-01T00:00:00.500000+00:00","tags":["a","b \\"c\\""],"data":{"a": 1},"run \\"on\\"":"a,\\"b\\""}',
  '{"id":9223372036854775807,"note":"","at":null,"tags":[],"data":"x","run \\"on\\"":"a,\\"b\\""}',
  '{"id":-3,"note":"says \\"ü\\", then\\r\\nleaves\\tit\\\\","at":"0044-03-15 00:00:00+00 BC","tags":null,"data":null,"run \\"on\\"":"a,\\"b\\""}',
];

test('jsonl has a record per line', async () => {
  const page = await bench.page(schema, rows);
  expect((await write({ type: 'jsonl', gzip: false }, page)).toString()).toBe(`${LINES.join('\n')}\n`);
});

test('json is one array', async () => {
  const page = await bench.page(schema, rows);
  const text = (await write({ type: 'json', gzip: false }, page)).toString();
  expect(text).toBe(`[\n${LINES.join(',\n')}\n]\n`);
  expect(JSON.parse(text)).toHaveLength(3);
});

test('json of a page without records is an empty array', async () => {
  expect(JSON.parse((await write({ type: 'json', gzip: false }, await bench.page(schema, []))).toString())).toEqual([]);
});

test('csv tells null from an empty text and quotes what needs it', async () => {
  const page = await bench.page(schema, rows);
  expect((await write(CSV, page)).toString()).toBe(
    [
      'id,note,at,tags,data,"run ""on"""',
      '1,plain,2024-01-01T00:00:00.500000+00:00,"[""a"",""b \\""c\\""""]","{""a"": 1}","a,""b"""',
      '9223372036854775807,"",,[],"""x""","a,""b"""',
      '-3,"says ""ü"", then\r\nleaves\tit\\",0044-03-15 00:00:00+00 BC,,,"a,""b"""',
      '',
    ].join('\r\n'),
  );
});

test('csv with another delimiter and without header', async () => {
  const page = await bench.page(sqlSchema({ a: 'text', b: 'double precision', c: 'integer[]', d: 'boolean' }), [
    ['x,y', 'NaN', '{1,2}', 't'],
    ['x;y', '-Infinity', '{3}', 'f'],
  ]);
  const settings = { ...CSV, delimiter: ';', header: false };
  expect((await write(settings, page, [])).toString()).toBe('x,y;NaN;[1,2];true\r\n"x;y";-Infinity;[3];false\r\n');
});

test.each(['"', '\n', '', '1', '-', ';;'])('csv refuses the delimiter %j', (delimiter) => {
  expect(() => openFormat({ ...CSV, delimiter })).toThrow('cannot be the delimiter');
});

test.each([{ type: 'jsonl' }, { type: 'json' }, CSV] as const)(
  'gzip of $type gives the same bytes twice',
  async (kind) => {
    const page = await bench.page(
      schema,
      Array.from({ length: 20_000 }, (_, i) => [String(i), 'x'.repeat(i % 100), null, '{a}', '{"a": [1, 2]}']),
    );
    const zipped = await write({ ...kind, gzip: true }, page);
    expect(zipped.equals(await write({ ...kind, gzip: true }, page))).toBe(true);
    expect(gunzipSync(zipped).equals(await write({ ...kind, gzip: false }, page))).toBe(true);
  },
);

test('a value longer than every buffer', async () => {
  const long = '"\\'.repeat(2_000_000);
  const page = await bench.page(sqlSchema({ a: 'text' }), [['short'], [long], ['short']]);
  expect(JSON.parse((await write({ type: 'json', gzip: false }, page, [])).toString())).toEqual(
    ['short', long, 'short'].map((a) => ({ a })),
  );
  expect((await write(CSV, page, [])).toString()).toBe(`a\r\nshort\r\n"${long.replaceAll('"', '""')}"\r\nshort\r\n`);
});

test.each([{ type: 'jsonl', gzip: false }, CSV] as const)(
  '$type: a page with fewer records than it says',
  async (kind) => {
    const page = await bench.rawPage(sqlSchema({ a: 'text' }), Buffer.from('x\n'), 2);
    await expect(write(kind, page)).rejects.toMatchObject({ code: 'PageMissing' });
  },
);

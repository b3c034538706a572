/** Files of BATCH messages, as a tap leaves them on the disk. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { JsonObject } from '../../../../src/model/json';
import { jsonText } from '../../../../src/model/lossless-json';
import { batchRecords } from '../../../../src/systems/batch-files/read-batch';
import { withEngine } from '../../../../src/systems/duckdb/engine';
import { quoteText } from '../../../../src/systems/duckdb/quote';
import { rejection } from '../../../support/rejection';

const folder = mkdtempSync(join(tmpdir(), 'meltemi-batch-'));
afterAll(() => rmSync(folder, { recursive: true }));

const signal = new AbortController().signal;
const LINES = '{"id":1,"n":12345678901234567.10}\n{"id":2,"n":null}\n';

function message(files: readonly string[], format = 'jsonl', compression = 'none'): JsonObject {
  return { type: 'BATCH', stream: 'clicks', encoding: { format, compression }, manifest: files };
}

async function read(given: JsonObject, most = Infinity, until = signal): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const record of batchRecords(given, { folder, who: '`tap-x`', signal: until })) {
    texts.push(jsonText(record));
    if (texts.length >= most) break;
  }
  return texts;
}

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return `file://${join(folder, name)}`;
}

async function parquet(name: string, select: string): Promise<string> {
  const path = join(folder, name);
  await withEngine('a test', signal, (connection) =>
    connection.run(`COPY (${select}) TO ${quoteText(path)} (FORMAT parquet)`),
  );
  return `file://${path}`;
}

test('lines, packed or not, of several files in order; numbers keep their digits', async () => {
  const packed = file('b.jsonl.gz', gzipSync('{"id":3}\n\n{"id":4}'));
  expect(await read(message([file('a.jsonl', LINES), packed], 'jsonl', 'gzip'))).toEqual([
    '{"id":1,"n":12345678901234567.10}',
    '{"id":2,"n":null}',
    '{"id":3}',
    '{"id":4}',
  ]);
});

test.each([
  ['a path', (path: string) => path],
  ['a path in the folder', () => 'with blank.jsonl'],
  ['a relative address, as the SDK writes it', () => 'file://with%20blank.jsonl'],
  ['an address', (path: string) => `file://${encodeURI(path)}`],
])('%s', async (_what, url) => {
  file('with blank.jsonl', '{"id":1}\n');
  expect(await read(message([url(join(folder, 'with blank.jsonl'))]))).toEqual(['{"id":1}']);
});

test('a line that is longer than a piece that is read', async () => {
  const text = 'ü'.repeat(400_000);
  expect(await read(message([file('long.jsonl', `{"t":"${text}"}\n{"t":"x"}\n`)]))).toEqual([
    `{"t":"${text}"}`,
    '{"t":"x"}',
  ]);
});

test('Parquet: every value as JSON has it, decimals with all their digits', async () => {
  const values = `SELECT 1::BIGINT AS id, 9007199254740993::BIGINT AS big, '12345678901234567890123456789.012345679'::DECIMAL(38,9) AS amount,
    1.5::DOUBLE AS score, 'nan'::DOUBLE AS nothing, true AS paid, 'a"b\\ü\n' AS "te""xt", DATE '2024-02-29' AS placed,
    TIMESTAMP '2024-01-01 00:00:01.5' AS at, make_timestamptz(1704067201500000) AS zoned, NULL::VARCHAR AS empty, [1, 2] AS list, {'a': 1} AS doc`;
  expect(await read(message([await parquet('types.parquet', values)], 'parquet'))).toEqual([
    '{"id":1,"big":9007199254740993,"amount":12345678901234567890123456789.012345679,"score":1.5,"nothing":null,"paid":true,' +
      '"te\\"xt":"a\\"b\\\\ü\\n","placed":"2024-02-29","at":"2024-01-01T00:00:01.500000","zoned":"2024-01-01T00:00:01.500000+00:00",' +
      '"empty":null,"list":[1,2],"doc":{"a":1}}',
  ]);
});

test('of a large file only what is asked for is read', async () => {
  const url = await parquet(
    'large.parquet',
    'SELECT range AS id, repeat(md5(range::VARCHAR), 10) AS t FROM range(2000000)',
  );
  const before = process.memoryUsage().rss;
  expect(await read(message([url], 'parquet'), 5)).toHaveLength(5);
  expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
});

test('an abort ends the reading', async () => {
  const url = file('abort.jsonl', LINES);
  await expect(read(message([url]), Infinity, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});

test.each([
  ['a file that is not there', message(['gone.jsonl']), 'RecordInvalid', /gone\.jsonl`.*ENOENT/],
  ['Parquet that is none', message([file('none.parquet', 'x')], 'parquet'), 'RecordInvalid', /none\.parquet/],
  ['half a line', message([file('half.jsonl', '{"id":1}\n{"id":')]), 'RecordInvalid', /no JSON, line 2/],
  ['a line that is a list', message([file('list.jsonl', '[1]\n')]), 'RecordInvalid', /no object, line 1/],
  ['files in a bucket', message(['s3://bucket/a']), 'Unsupported', /`s3:\/\/`.*batch_config\.storage\.root/s],
  ['another format', message([], 'avro'), 'Unsupported', /format `avro`.*jsonl, parquet/s],
  ['no encoding', { type: 'BATCH', manifest: [] }, 'Unsupported', /format none/],
  ['no manifest', { type: 'BATCH', encoding: { format: 'jsonl' } }, 'RecordInvalid', /without a `manifest`/],
])('%s', async (_what, given: JsonObject, code, text) => {
  const error = await rejection(read(given));
  expect(error).toMatchObject({ code, recovery: 'never' });
  expect(String(error)).toMatch(text);
});

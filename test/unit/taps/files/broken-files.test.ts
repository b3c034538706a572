/** Files that are not what they should be: each is told with the file and the line, and nothing of a record. */
import { gzipSync } from 'node:zlib';
import { utimesSync } from 'node:fs';
import type { JsonObject } from '../../../../src/model/json';
import { tapFactoryFor } from '../../../../src/taps/registry';
import {
  discoverOne,
  linesOf,
  PageBench,
  quietContext,
  selected,
  START,
  largePages,
  tinyPages,
} from '../../../contract/tap-bench';
import { SourceFiles } from '../../../support/source-files';

let source: SourceFiles;
let pages: PageBench;
beforeEach(async () => {
  source = new SourceFiles();
  pages = await PageBench.open();
});
afterEach(async () => {
  source.remove();
  await pages.close();
});

/** The lines of a page of everything. */
async function read(
  name: string,
  content: string | Buffer,
  entry: JsonObject = {},
  more: JsonObject = {},
): Promise<readonly string[]> {
  const path = source.write(name === 'tap-csv' ? 'rows.csv' : 'rows.jsonl', content);
  const tap = tapFactoryFor({ name, variant: null })(
    { files: [{ entity: 'rows', path, ...entry }], ...more },
    quietContext,
  );
  try {
    return linesOf(await pages.readAll(tap, selected(await discoverOne(tap, 'rows')), { limits: largePages }));
  } finally {
    await tap.close();
  }
}

const csv = (content: string | Buffer, entry: JsonObject = {}): Promise<readonly string[]> =>
  read('tap-csv', content, entry);
const jsonl = (content: string | Buffer, entry: JsonObject = {}, more: JsonObject = {}): Promise<readonly string[]> =>
  read('tap-jsonl', content, entry, more);

const SECRET = 'hunter2';

describe('tap-csv', () => {
  test.each<[string, string | Buffer, JsonObject, RegExp]>([
    [
      'too many fields',
      `a,b\n1,2\n${SECRET},2,3\n`,
      {},
      /rows\.csv`, line 3: the record has 3 fields where the header has 2/,
    ],
    ['too few fields', `a,b\n"x\ny",2\n${SECRET}`, {}, /line 4: the record has 1 fields/],
    ['an open quote', `a,b\n1,2\n1,"${SECRET}\n3,4\n`, {}, /line 3: a quote is opened here and never closed/],
    ['text behind a quote', `a\n"${SECRET}"x\n`, { strict: true }, /line 2: text stands behind a closing quote/],
    ['two equal columns', `a,b,a\n${SECRET},2,3\n`, {}, /line 1: the header has the column `a` twice/],
    [
      'other bytes than utf-8',
      Buffer.from('a,b\n1,2\n3,\xe4\n5,6\n', 'latin1'),
      {},
      /line 3: the bytes are no text in utf-8/,
    ],
    ['half a character at the end', Buffer.from([97, 10, 0xe2, 0x82]), {}, /line 2: the bytes are no text/],
    [
      'a field that has not its type',
      `a\n${SECRET}\n`,
      { schema: { properties: { a: { type: 'integer' } } } },
      /line 2: the field of the column `a` does not have its type/,
    ],
    [
      'a damaged gzip',
      gzipSync('a,b\n1,2\n').subarray(0, 20),
      {},
      /rows\.csv` is compressed with gzip and ends too early/,
    ],
    ['a key that is no column', 'a\n1\n', { keys: ['id'] }, /has no column `id`/],
    ['carriage returns alone', 'a,b\r1,2\r', {}, /lines end with a carriage return alone/],
  ])('%s', async (_title, content, entry, message) => {
    const error: unknown = await csv(content, entry).catch((caught: unknown) => caught);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain(SECRET);
  });

  test('a record longer than allowed is told before it is in memory', async () => {
    const content = `a\n1\n"${'x'.repeat(3 * 1024 * 1024)}`;
    await expect(csv(content, { max_record_mb: 1 })).rejects.toThrow(
      /line 3: the record that begins here is longer than 1 MB/,
    );
  });

  test('records longer than a piece of the file are whole', async () => {
    const long = `${'x'.repeat(400_000)}""${'y'.repeat(400_000)}\n`;
    const [first = '', second] = await csv(`a,b\n"${long}",2\n3,4\n`);
    expect(first.length).toBe(long.length - 1 + 1 + 2);
    expect(second).toBe('3\t4');
  });

  test('what a page must escape is escaped, whatever else its piece of the file holds', async () => {
    const content = 'a,b\n\\N,x\ty\nc\rd,e\\\n\b,\v\r\n';
    expect(await csv(content)).toEqual(['\\\\N\tx\\ty', 'c\\rd\te\\\\', '\\b\t\\v']);
    expect(await csv('a\tb\r\n1\t2\r\n', { delimiter: '\t' })).toEqual(['1\t2']);
  });

  test('rows of other widths are filled when the settings say so', async () => {
    expect(await csv('a,b\n1\n1,2,3\n', { ragged_rows: 'fill' })).toEqual(['1\t\\N', '1\t2']);
  });

  test('types are those that columns look like, and empty fields are null then', async () => {
    const content =
      'i,n,b,d,t,s\n1,1.50,true,2024-01-02,2024-01-02T03:04:05Z,x\n,,,,,\n9223372036854775808,1e3,FALSE,2024-01-03,2024-01-02 03:04:05+01:00,\n';
    expect(await csv(content, { infer_types: true })).toEqual([
      '1\t1.50\ttrue\t2024-01-02\t2024-01-02T03:04:05Z\tx',
      '\\N\t\\N\t\\N\t\\N\t\\N\t',
      '9223372036854775808\t1e3\tfalse\t2024-01-03\t2024-01-02T03:04:05+01:00\t',
    ]);
  });

  test.each(['latin-1', 'cp1252', 'iso-8859-15'])('text in %s is read as such', async (encoding) => {
    expect(await csv(Buffer.from('a,b\n\xe4,\xdf\n', 'latin1'), { encoding })).toEqual(['ä\tß']);
  });

  test('marks of an encoding are no part of the first column', async () => {
    expect(await csv('\ufeffa\n1\n', { infer_types: true })).toEqual(['1']);
    const swapped = Buffer.from('\ufeffa\nä\n', 'utf16le').swap16();
    expect(await csv(swapped, { encoding: 'utf-16' })).toEqual(['ä']);
  });

  test('files of a stream may have their columns in another order, and some not at all', async () => {
    source.write('in/1.csv', 'a,b\n1,2\n');
    source.write('in/2.csv', 'b,c,a\n4,5,3\n');
    source.write('in/3.csv', '');
    expect(await csv('', { path: source.path('in'), add_metadata_columns: true })).toEqual([
      expect.stringMatching(/^1\t2\t\\N\t.*in\/1\.csv\t\d{4}-\d\d-\d\dT.*Z\t2$/) as string,
      expect.stringMatching(/^3\t4\t5\t.*in\/2\.csv\t.*\t2$/) as string,
    ]);
  });

  test('a file that changes between two pages is told, in its middle or not', async () => {
    const path = source.write('rows.csv', 'a\n1\n2\n3\n4\n5\n');
    const tap = tapFactoryFor({ name: 'tap-csv', variant: null })({ files: [{ entity: 'rows', path }] }, quietContext);
    const stream = selected(await discoverOne(tap, 'rows'));
    const first = await pages.readPage(tap, stream, START, { limits: tinyPages });
    source.write('rows.csv', 'a\n9\n9\n9\n9\n9\n');
    await expect(pages.readPage(tap, stream, first.next)).rejects.toMatchObject({ code: 'SourceSchemaChanged' });
    utimesSync(path, new Date(), new Date(0));
    await expect(pages.readPage(tap, stream, first.next)).rejects.toThrow(/rows\.csv` was changed while it was read/);
    await tap.close();
  });
});

describe('tap-jsonl', () => {
  test.each<[string, string, JsonObject, RegExp]>([
    [
      'a broken line',
      `{"a":1}\n\n{"a":${SECRET}}\n`,
      { schema: { properties: { a: {} } } },
      /rows\.jsonl`, line 3: the line is no JSON/,
    ],
    ['half a line', `{"a":1}\n{"a":"${SECRET}`, {}, /line 2: the file ends in the middle of a record/],
    ['no object', `{"a":1}\n["${SECRET}"]\n`, {}, /line 2: the line is no JSON object/],
    [
      'a value of another type',
      `{"a":"${SECRET}"}\n`,
      { schema: { properties: { a: { type: 'integer' } } } },
      /line 1: a value of column `a` is not an integer/,
    ],
  ])('%s', async (_title, content, entry, message) => {
    const error: unknown = await jsonl(content, entry).catch((caught: unknown) => caught);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain(SECRET);
  });

  test('numbers keep their digits, and properties of all records are columns', async () => {
    const content =
      '{"i": 9223372036854775807, "n": 0.1}\n{"n": 12345678901234567890.123456789, "o": {"x": 12345678901234567890}}\n{"i": null, "t": "ä\\n"}';
    expect(await jsonl(content)).toEqual([
      '9223372036854775807\t0.1\t\\N\t\\N',
      '\\N\t12345678901234567890.123456789\t{"x":12345678901234567890}\t\\N',
      '\\N\t\\N\t\\N\tä\\n',
    ]);
  });

  test('a property that the sample had not is an error and not lost', async () => {
    const content = `${`{"a": "${'x'.repeat(1000)}"}\n`.repeat(600)}{"a": "y", "b": 1}\n`;
    await expect(jsonl(content, {}, { schema_sample_mb: 0.1 })).rejects.toThrow(
      /line 601: the record has the property `b`.*`schema_sample_mb`/,
    );
    expect(await jsonl(content, {}, { schema_sample_mb: 0 })).toHaveLength(601);
  });

  test('a schema of the settings counts alone', async () => {
    const schema = { properties: { b: { type: 'number' } } };
    expect(await jsonl('{"a": 1, "b": 2.5}\n{"a": "x"}\n', { schema })).toEqual(['2.5', '\\N']);
  });

  test('one path with the settings of the tap on PyPI', async () => {
    source.write('in/1.jsonl', '{"id": 1}\n');
    source.write('in/2.ndjson', '{"id": 2}\n');
    const settings = { path: source.path('in'), stream_name: 'events', primary_keys: ['id'] };
    const tap = tapFactoryFor({ name: 'tap-jsonl', variant: null })(settings, quietContext);
    const found = await discoverOne(tap, 'events');
    expect(found.stream.schema.keyProperties).toEqual(['id']);
    expect(linesOf(await pages.readAll(tap, selected(found)))).toEqual(['1', '2']);
    await tap.close();
  });
});

test.each<[string, JsonObject, RegExp]>([
  ['tap-csv', {}, /`files` in the settings of `tap` is missing/],
  ['tap-csv', { files: [{ path: 'x.csv', delimeter: ';' }] }, /`files\[0\]\.delimeter`.*Did you mean `delimiter`/],
  ['tap-csv', { files: [{ entity: 'x' }] }, /`files\[0\]\.path` .* is missing/],
  ['tap-csv', { files: [{ path: 'x', encoding: 'shift_jis' }] }, /`shift_jis`, which is none of utf-8/],
  ['tap-csv', { files: [{ path: 'x', delimiter: ';;' }] }, /is not one character/],
  ['tap-csv', { files: 'x.csv' }, /is not a list of objects/],
  ['tap-csv', { files: [], filesystem: 'ftp' }, /`ftp`; Meltemi reads `local` files/],
  ['tap-jsonl', { files: [{ path: 'x', delimiter: ';' }] }, /`files\[0\]\.delimiter` .* is not known/],
  ['tap-jsonl', { path: 'x', schema: { a: 1 } }, /is not a JSON Schema with `properties`/],
])('%s with %j is told what is wrong', (name, settings, message) => {
  expect(() => tapFactoryFor({ name, variant: null })(settings, quietContext)).toThrow(message);
});

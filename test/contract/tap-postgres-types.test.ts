/** Every base type leaves tap-postgres exactly as it is, in both encodings: the pages, copied into a second table, make it equal. */
import { Client } from 'pg';
import type { PageEncoding } from '../../src/model/page-ref';
import { copyIn } from '../../src/systems/postgres/copy-in';
import { BINARY_DECODERS } from '../../src/taps/postgres/binary-values';
import { createPostgresTap } from '../../src/taps/postgres/postgres-tap';
import type { Tap } from '../../src/taps/tap';
import { createDatabase, sharedPostgresMajor, type TestDatabase } from '../support/postgres';
import { discoverOne, linesOf, PageBench, quietContext, selected, tinyPages } from './tap-bench';

let database: TestDatabase;
let sql: Client;
let tap: Tap;
let pages: PageBench;

beforeAll(async () => {
  database = await createDatabase('tap_postgres_types');
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  await sql.query("create type mood as enum ('sad', 'very happy'); create type pair as (a integer, b text)");
  await sql.query('create domain positive as integer check (value > 0)');
  // What a session of another place would see: the tap must not depend on it.
  await sql.query(`alter database ${new URL(database.url).pathname.slice(1)} set timezone = 'Asia/Kolkata'`);
  await sql.query(
    `alter database ${new URL(database.url).pathname.slice(1)} set datestyle = 'German, DMY';
     alter database ${new URL(database.url).pathname.slice(1)} set bytea_output = 'escape';
     alter database ${new URL(database.url).pathname.slice(1)} set intervalstyle = 'iso_8601'`,
  );
  tap = createPostgresTap({ url: database.url }, quietContext);
  pages = await PageBench.open();
});

afterAll(async () => {
  await tap.close();
  await pages.close();
  await sql.end();
  await database.drop();
});

/** Infinite numerics and multiranges came with version 14. */
const SINCE_14 = sharedPostgresMajor() >= 14;

/** Types whose binary form goes through, with values that are hard to carry. */
const STABLE: readonly (readonly [type: string, values: readonly string[]])[] = [
  ['smallint', ['-32768', '32767']],
  ['integer', ['-2147483648', '2147483647']],
  ['bigint', ['-9223372036854775808', '9223372036854775807', '9007199254740993']],
  ['real', ['0.1', '-0', 'NaN', 'Infinity', '1e-40', '3.4028235e38']],
  ['double precision', ['0.1', '-0', 'NaN', '-Infinity', '5e-324', '0.30000000000000004']],
  [
    'numeric',
    [
      'NaN',
      ...(SINCE_14 ? ['Infinity', '-Infinity'] : []),
      '123456789012345678901234567890.12345678901234567890',
      '0.00',
      '-1.50',
      '1e-20',
      '10000',
    ],
  ],
  ['numeric(12,2)', ['-9999999999.99', '0.10']],
  ['boolean', ['true', 'false']],
  ['text', ['', ' ', '\\N', 'a\tb\nc\rd\\e\be\ff\vg', '🦊 ünïcödé', '"quoted", \'single\'', '{x}']],
  ['character varying(5)', ['abc', '']],
  ['character(5)', ['abc', '']],
  ['uuid', ['c4ca4238-a0b9-2382-0dcc-509a6f75849b']],
  [
    'date',
    [
      '2024-02-29',
      '0044-03-15 BC',
      'infinity',
      '-infinity',
      '99999-12-31',
      '0001-01-01',
      '1970-01-01',
      '2000-02-29',
      '1900-02-28',
    ],
  ],
  ['time without time zone', ['24:00:00', '23:59:59.999999', '00:00:00']],
  ['time with time zone', ['12:34:56+02', '23:59:59.5-15:59']],
  [
    'timestamp without time zone',
    [
      '2024-01-24 03:33:20.123456',
      '0044-03-15 12:00:00 BC',
      'infinity',
      '1969-12-31 23:59:59.999999',
      '1999-12-31 23:59:59.5',
    ],
  ],
  ['timestamp(3) with time zone', ['2024-01-24 03:33:20.123+05:30', '-infinity']],
  [
    'timestamp with time zone',
    ['2024-01-24 03:33:20.123456+05:30', '4713-01-01 00:00:00+00 BC', '294276-12-31 23:59:59.999999+00'],
  ],
  ['interval', ['1 year 2 mons 3 days 04:05:06.789', '-00:00:00.000001', '-1 mons +30 days']],
  ['json', ['{"a":  1, "a": 2}', 'null', '[1,2.50]', '"x"']],
  ['jsonb', ['{"a": 1.10, "b": [null, "\\u00fc"]}', 'null', '0']],
  ['bytea', ['\\x00ff', '\\x']],
  ['inet', ['192.168.0.1/24', '::1']],
  ['cidr', ['10.0.0.0/8']],
  ['macaddr', ['08:00:2b:01:02:03']],
  ['bit(3)', ['101']],
  ['bit varying', ['', '10101']],
  ['integer[]', ['{1,NULL,3}', '{}', '{{1,2},{3,4}}', '[0:1]={5,6}']],
  ['text[]', ['{"a,b","NULL",NULL,"\\"q\\""}']],
  ['timestamp with time zone[]', ['{"2024-01-24 03:33:20+05:30",infinity}']],
];

/** Types that travel as text only. */
const AS_TEXT: readonly (readonly [type: string, values: readonly string[]])[] = [
  ['mood', ['very happy']],
  ['mood[]', ['{sad,"very happy"}']],
  ['pair', ['(1,"a,b")', '(,)']],
  ['positive', ['7']],
  ['int4range', ['[1,5)', 'empty', '(,)']],
  ['tstzrange', ['["2024-01-01 00:00:00+05:30",)']],
  ...(SINCE_14 ? ([['int4multirange', ['{[1,3),[5,7)}']]] as const) : []),
  ['money', ['12.34']],
  ['xml', ['<a b="1">x &amp; y</a>']],
  ['point', ['(1.5,-2)']],
  ['polygon', ['((0,0),(1,1),(1,0))']],
  ['tsvector', ["'cat':3 'fat':2,4"]],
  ['macaddr8', ['08:00:2b:01:02:03:04:05']],
  ['oid', ['4294967295']],
  ['pg_lsn', ['16/B374D848']],
  ['"char"', ['x']],
  ['name', ['abc']],
];

async function makeTable(type: string, values: readonly string[]): Promise<void> {
  await sql.query(
    `drop table if exists v, w; create table v (id integer primary key, x ${type}); create table w (like v);
     insert into v values (0, null)`,
  );
  for (const [index, value] of values.entries()) {
    await sql.query(`insert into v select $1::int, $2::text::${type}`, [index + 1, value]);
  }
}

/** Copies the pages of `v` into `w` and answers the rows that differ. */
async function copied(encoding: PageEncoding): Promise<readonly unknown[]> {
  await sql.query('truncate w');
  const read = await pages.readAll(tap, selected(await discoverOne(tap, 'public-v')), { encoding });
  const chunks = (async function* () {
    for (const page of read) yield page.bytes;
  })();
  const loaded = await copyIn(sql, { statement: `copy w from stdin (format ${encoding})`, encoding, chunks });
  expect(loaded).toBe(read.reduce((sum, page) => sum + page.rows, 0));
  const { rows } = await sql.query(
    '(select id, x::text from v except all select id, x::text from w) union all (select id, x::text from w except all select id, x::text from v)',
  );
  return rows as readonly unknown[];
}

test.each(STABLE.map(([type, values]) => ({ type, values })))(
  '$type is exact in both encodings',
  async ({ type, values }) => {
    await makeTable(type, values);
    await sql.query("set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set timezone = 'UTC'");
    const stream = selected(await discoverOne(tap, 'public-v'));
    expect(stream.schema.columns[1]?.sqlType).toBe(type);
    expect(tap.encodings(stream)).toEqual(['binary', 'text']);
    expect(await copied('binary')).toEqual([]);
    expect(await copied('text')).toEqual([]);
  },
);

test.each(AS_TEXT.map(([type, values]) => ({ type, values })))(
  '$type is exact as text, and text only',
  async ({ type, values }) => {
    await makeTable(type, values);
    await sql.query("set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set timezone = 'UTC'");
    const stream = selected(await discoverOne(tap, 'public-v'));
    expect(tap.encodings(stream)).toEqual(['text']);
    expect(await copied('text')).toEqual([]);
  },
);

test('text pages are in UTC and ISO, whatever the database is set to', async () => {
  await makeTable('timestamp with time zone', ['2024-01-24 03:33:20.123456+05:30']);
  const read = await pages.readAll(tap, selected(await discoverOne(tap, 'public-v')));
  expect(linesOf(read)).toEqual(['0\t\\N', '1\t2024-01-23 22:03:20.123456+00']);
});

describe.each([...BINARY_DECODERS.keys()])('a key of type %s', (type) => {
  test('read out of a binary page is what the server prints, so pages go on behind it', async () => {
    const values = STABLE.filter(([each]) => each.replace(/\(\d.*?\)/, '') === type).flatMap(([, all]) => all);
    const usable = [...new Set(values)];
    await sql.query(`drop table if exists k; create table k (x ${type} primary key)`);
    for (const value of usable)
      await sql.query(`insert into k select $1::text::${type} on conflict do nothing`, [value]);
    const stream = selected(await discoverOne(tap, 'public-k'));
    const one = { limits: { ...tinyPages, maxRows: 1 } };
    const asText = await pages.readAll(tap, stream, { ...one, encoding: 'text' });
    const asBinary = await pages.readAll(tap, stream, { ...one, encoding: 'binary' });
    const places = (read: typeof asText): unknown[] =>
      read.map((page) =>
        page.next.kind === 'cursor' ? JSON.stringify(page.next.cursor).replace(/"rowBytes":\d+/, '') : null,
      );
    expect(usable.length).toBeGreaterThan(0);
    expect(places(asBinary)).toEqual(places(asText));
  });
});

/** Every base type of PostgreSQL, from a real table's pages into Parquet, as two readers see it: DuckDB and pyarrow. */
import { Client } from 'pg';
import type { PageReader } from '../../src/pages/page-store';
import { openFormat } from '../../src/targets/formats/format';
import { createPostgresTap } from '../../src/taps/postgres/postgres-tap';
import { FileBench } from '../support/file-bench';
import { createDatabase } from '../support/postgres';
import { type Contents, readWithDuckdb, readWithPyarrow } from '../support/read-parquet';
import { discoverOne, noAbort, largePages, PageBench, quietContext, selected } from './tap-bench';

interface TypeCase {
  readonly type: string;
  readonly values: readonly string[];
  /** DuckDB's type, and its JSON of the values. */
  readonly duckdb: readonly [type: string, ...values: unknown[]];
  /** pyarrow's type, and Python's text of the values. */
  readonly arrow: readonly [type: string, ...values: string[]];
}

function of(type: string, values: readonly string[], duckdb: TypeCase['duckdb'], arrow: TypeCase['arrow']): TypeCase {
  return { type, values, duckdb, arrow };
}

/** Types whose text arrives as it is. */
function asText(type: string, values: readonly string[], texts = values): TypeCase {
  return of(type, values, ['VARCHAR', ...texts], ['string', ...texts]);
}

function asJson(type: string, values: readonly string[]): TypeCase {
  return of(type, values, ['VARCHAR', ...values], ['extension<arrow.json>', ...values]);
}

const CASES: readonly TypeCase[] = [
  of('smallint', ['-32768', '32767'], ['SMALLINT', -32768, 32767], ['int16', '-32768', '32767']),
  of('integer', ['-2147483648'], ['INTEGER', -2147483648], ['int32', '-2147483648']),
  of(
    'bigint',
    ['-9223372036854775808', '9223372036854775807'],
    ['BIGINT', '-9223372036854775808', '9223372036854775807'],
    ['int64', '-9223372036854775808', '9223372036854775807'],
  ),
  of(
    'numeric(12,2)',
    ['-9999999999.99', '0.10'],
    ['DECIMAL(12,2)', '-9999999999.99', '0.10'],
    ['decimal128(12, 2)', '-9999999999.99', '0.10'],
  ),
  of(
    'numeric(38,10)',
    ['-9999999999999999999999999999.9999999999'],
    ['DECIMAL(38,10)', '-9999999999999999999999999999.9999999999'],
    ['decimal128(38, 10)', '-9999999999999999999999999999.9999999999'],
  ),
  of('numeric(3,5)', ['0.00999'], ['DECIMAL(5,5)', '0.00999'], ['decimal128(5, 5)', '0.00999']),
  of('numeric(3,-2)', ['99900'], ['DECIMAL(5,0)', '99900'], ['decimal128(5, 0)', '99900']),
  asText('numeric(39,2)', ['1234567890123456789012345678901234567.12', 'NaN']),
  asText('numeric', ['1.50', 'NaN', '-Infinity', '123456789012345678901234567890.12345678901234567890']),
  of(
    'real',
    ['0.5', '3.4028235e+38', '-Infinity', 'NaN'],
    ['FLOAT', 0.5, 3.4028234663852886e38, '-Infinity', 'NaN'],
    ['float', '0.5', '3.4028234663852886e+38', '-inf', 'nan'],
  ),
  of(
    'double precision',
    ['0.30000000000000004', '5e-324', 'Infinity', 'NaN', '-0'],
    ['DOUBLE', 0.30000000000000004, 5e-324, 'Infinity', 'NaN', -0],
    ['double', '0.30000000000000004', '5e-324', 'inf', 'nan', '-0.0'],
  ),
  of('boolean', ['true', 'false'], ['BOOLEAN', true, false], ['bool', 'True', 'False']),
  asText('text', ['', ' ', '\\N', 'a\tb\nc\rd\\e\be\ff\vg\\n', '🦊 ünïcödé', '"quoted", \'single\'']),
  asText('character varying(5)', ['abc', '']),
  asText('character(5)', ['abc'], ['abc  ']),
  of(
    'uuid',
    ['c4ca4238-a0b9-2382-0dcc-509a6f75849b'],
    ['UUID', 'c4ca4238-a0b9-2382-0dcc-509a6f75849b'],
    ['extension<arrow.uuid>', 'c4ca4238-a0b9-2382-0dcc-509a6f75849b'],
  ),
  of(
    'date',
    ['2024-02-29', '1900-02-28', 'infinity', '-infinity'],
    ['DATE', '2024-02-29', '1900-02-28', '9999-12-31', '0001-01-01'],
    ['date32[day]', '2024-02-29', '1900-02-28', '9999-12-31', '0001-01-01'],
  ),
  of(
    'timestamp without time zone',
    ['2024-01-24 03:33:20.123456', '1969-12-31 23:59:59.999999', 'infinity', '-infinity'],
    [
      'TIMESTAMP',
      '2024-01-24 03:33:20.123456',
      '1969-12-31 23:59:59.999999',
      '9999-12-31 23:59:59.999999',
      '0001-01-01 00:00:00',
    ],
    [
      'timestamp[us]',
      '2024-01-24 03:33:20.123456',
      '1969-12-31 23:59:59.999999',
      '9999-12-31 23:59:59.999999',
      '0001-01-01 00:00:00',
    ],
  ),
  of(
    'timestamp with time zone',
    ['2024-01-24 03:33:20.123456+05:30', 'infinity'],
    ['TIMESTAMP WITH TIME ZONE', '2024-01-23 22:03:20.123456+00', '9999-12-31 23:59:59.999999+00'],
    ['timestamp[us, tz=UTC]', '2024-01-23 22:03:20.123456+00:00', '9999-12-31 23:59:59.999999+00:00'],
  ),
  of(
    'time without time zone',
    ['23:59:59.999999', '24:00:00'],
    ['TIME', '23:59:59.999999', '00:00:00'],
    ['time64[us]', '23:59:59.999999', '00:00:00'],
  ),
  asText('time with time zone', ['12:34:56+02', '23:59:59.5-15:59']),
  asText('interval', ['1 year 2 mons 3 days 04:05:06.789']),
  asJson('json', ['{"a":  1, "a": "x\\\\y\\n"}', 'null']),
  asJson('jsonb', ['{"a": 1.10, "b": [null, "ü"]}', '0']),
  of('bytea', ['\\x00ff', '\\x'], ['BLOB', '\\x00\\xFF', ''], ['binary', "b'\\x00\\xff'", "b''"]),
  asText('inet', ['192.168.0.1/24', '::1']),
  asText('macaddr', ['08:00:2b:01:02:03']),
  asText('bit varying', ['', '10101']),
  asText('int4range', ['[1,5)', 'empty']),
  asText('point', ['(1.5,2)']),
  asText('mood', ['very happy']),
  of(
    'integer[]',
    ['{1,NULL,3}', '{}', '[0:1]={5,6}', '{7,8}'],
    ['INTEGER[]', [1, null, 3], [], [5, 6], [7, 8]],
    ['list<element: int32>', '[1, None, 3]', '[]', '[5, 6]', '[7, 8]'],
  ),
  of(
    'double precision[]',
    ['{0.1,NaN,Infinity}', '{-1e-07}'],
    ['DOUBLE[]', [0.1, 'NaN', 'Infinity'], [-1e-7]],
    ['list<element: double>', '[0.1, nan, inf]', '[-1e-07]'],
  ),
  of(
    'numeric(5,2)[]',
    ['{1.50,NULL}', '{2.25}'],
    ['DECIMAL(5,2)[]', ['1.50', null], ['2.25']],
    ['list<element: decimal128(5, 2)>', "[Decimal('1.50'), None]", "[Decimal('2.25')]"],
  ),
  of('boolean[]', ['{t,f,NULL}'], ['BOOLEAN[]', [true, false, null]], ['list<element: bool>', '[True, False, None]']),
  of(
    'text[]',
    ['{"a,b","NULL",NULL,"\\"q\\"","x\ty\\\\z","{}",it\'s,"",[x],(y)}'],
    ['VARCHAR[]', ['a,b', 'NULL', null, '"q"', 'x\ty\\z', '{}', "it's", '', '[x]', '(y)']],
    ['list<element: string>', `['a,b', 'NULL', None, '"q"', 'x\\ty\\\\z', '{}', "it's", '', '[x]', '(y)']`],
  ),
  of(
    'timestamp with time zone[]',
    ['{"2024-01-24 03:33:20+00",infinity}'],
    ['TIMESTAMP WITH TIME ZONE[]', ['2024-01-24 03:33:20+00', '9999-12-31 23:59:59.999999+00']],
    [
      'list<element: timestamp[us, tz=UTC]>',
      "[datetime.datetime(2024, 1, 24, 3, 33, 20, tzinfo=zoneinfo.ZoneInfo(key='UTC')), datetime.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=zoneinfo.ZoneInfo(key='UTC'))]",
    ],
  ),
  of('bytea[]', ['{"\\\\x00ff"}'], ['BLOB[]', ['\\x00\\xFF']], ['list<element: binary>', "[b'\\x00\\xff']"]),
  of(
    'box[]',
    ['{(1,1),(0,0);(2,2),(1,1)}'],
    ['VARCHAR[]', ['(1,1),(0,0)', '(2,2),(1,1)']],
    ['list<element: string>', "['(1,1),(0,0)', '(2,2),(1,1)']"],
  ),
];

/** Python has no such dates: the stored number of days or microseconds is looked at. */
const BEYOND_PYTHON: readonly TypeCase[] = [
  of(
    'date',
    ['0044-03-15 BC', '99999-12-31'],
    ['DATE', '0044-03-15 (BC)', '99999-12-31'],
    ['date32[day]', '-735160', '35804721'],
  ),
  of(
    'timestamp without time zone',
    ['0044-03-15 12:00:00 BC', '10000-01-01 00:00:00'],
    ['TIMESTAMP', '0044-03-15 (BC) 12:00:00', '10000-01-01 00:00:00'],
    ['timestamp[us]', '-63517780800000000', '253402300800000000'],
  ),
  of(
    'timestamp with time zone',
    ['4713-01-01 00:00:00+00 BC'],
    ['TIMESTAMP WITH TIME ZONE', '4713-01-01 (BC) 00:00:00+00'],
    ['timestamp[us, tz=UTC]', '-210863520000000000'],
  ),
];

const ALL = [...CASES, ...BEYOND_PYTHON];
let seen: { readonly duckdb: Contents; readonly arrow: Contents };

beforeAll(async () => {
  const database = await createDatabase('format_parquet');
  const sql = new Client({ connectionString: database.url });
  await sql.connect();
  const bench = await FileBench.open();
  const pages = await PageBench.open();
  const tap = createPostgresTap({ url: database.url }, quietContext);
  try {
    await sql.query("create type mood as enum ('sad', 'very happy')");
    await sql.query(
      `create table kinds (n integer primary key, ${ALL.map(({ type }, i) => `c${String(i)} ${type}`).join(', ')})`,
    );
    const longest = Math.max(...ALL.map(({ values }) => values.length));
    for (let row = 0; row <= longest; row++) {
      const values = ALL.map(({ values: texts }) => texts[row] ?? null);
      await sql.query(
        `insert into kinds values (${[String(row), ...values.map((_, i) => `$${String(i + 1)}`)].join(', ')})`,
        values,
      );
    }
    const stream = selected(await discoverOne(tap, 'public-kinds'));
    const read = await pages.readAll(tap, stream, { limits: largePages });
    const page: PageReader = await bench.rawPage(
      stream.schema,
      Buffer.concat(read.map(({ bytes }) => bytes)),
      longest + 1,
    );
    const path = bench.path();
    const format = openFormat({ type: 'parquet', compression: 'zstd', rowGroupRows: 100_000 });
    await format.write(stream.schema, page, path, noAbort);
    seen = { duckdb: await readWithDuckdb(`read_parquet('${path}')`), arrow: await readWithPyarrow(path) };
  } finally {
    await tap.close();
    await pages.close();
    await bench.close();
    await sql.end();
    await database.drop();
  }
}, 300_000);

/** Behind the given values every row is null. */
function filled(values: readonly unknown[], length: number): unknown[] {
  return Array.from({ length }, (_, i) => values[i] ?? null);
}

test.each(ALL.map((one, i) => [one.type, i] as const))('%s (column c%i)', (_, i) => {
  const { duckdb, arrow } = ALL[i] as TypeCase;
  const inDuckdb = seen.duckdb[`c${String(i)}`];
  const inArrow = seen.arrow[`c${String(i)}`];
  const [duckdbType, ...duckdbValues] = duckdb;
  const [arrowType, ...arrowValues] = arrow;
  expect(inDuckdb).toEqual({ type: duckdbType, values: filled(duckdbValues, inDuckdb?.values.length ?? 0) });
  expect(inArrow).toEqual({ type: arrowType, values: filled(arrowValues, inArrow?.values.length ?? 0) });
  expect(inDuckdb?.values.at(-1)).toBeNull();
});

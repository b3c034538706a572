/** One column of each usual type of PostgreSQL with values at its edges, and how two readers see it in the Parquet files of a stream that is flattened. */

export interface ColumnKind {
  readonly name: string;
  readonly sqlType: string;
  /** Of the first rows; all others are null. */
  readonly values: readonly string[];
  readonly duckdbType: string;
  readonly arrowType: string;
  /** Python's text of the values. */
  readonly arrowTexts: readonly string[];
  /** SQL of the column `c`, in PostgreSQL and in DuckDB, whose texts are equal. */
  readonly inTable: string;
  readonly inFile: string;
}

type Given = readonly [
  sqlType: string,
  values: readonly string[],
  duckdbType: string,
  arrowType: string,
  arrowTexts?: readonly string[],
  inTable?: string,
  inFile?: string,
];

/** Made before the table. */
export const TYPES_SQL = `
  create type mood as enum ('sad', 'very happy');
  create domain positive as integer check (value > 0);
  create type pair as (a integer, b text);`;

const text = (sqlType: string, values: readonly string[], texts = values): Given => [
  sqlType,
  values,
  'VARCHAR',
  'string',
  texts,
];
/** The recipe flattens records, which makes JSON texts of arrays and of JSON, with nothing but ASCII and no blanks. */
const flattened = (sqlType: string, values: readonly string[], texts: readonly string[]): Given => [
  sqlType,
  values,
  'VARCHAR',
  'string',
  texts,
  `replace(replace(to_jsonb(c)::text, ', ', ','), ': ', ':')`,
  `replace(c, '\\u00fc', 'ü')`,
];

const GIVEN: readonly Given[] = [
  ['smallint', ['-32768', '32767'], 'SMALLINT', 'int16'],
  ['integer', ['-2147483648', '2147483647'], 'INTEGER', 'int32'],
  ['bigint', ['-9223372036854775808', '9223372036854775807'], 'BIGINT', 'int64'],
  ['numeric(12,2)', ['-9999999999.99', '0.10'], 'DECIMAL(12,2)', 'decimal128(12, 2)'],
  text('numeric', ['NaN', `${'9'.repeat(100)}.${'1'.repeat(50)}`]),
  ['real', ['0.5', '-1.25'], 'FLOAT', 'float'],
  ['double precision', ['0.30000000000000004', '-2.5'], 'DOUBLE', 'double'],
  ['boolean', ['true', 'false'], 'BOOLEAN', 'bool', ['True', 'False'], 'c::text'],
  text('text', ['', 'a\tb\nc\\d "q" 🦊']),
  text('varchar(5)', ['abc', '']),
  text('char(5)', ['abc', ''], ['abc  ', '     ']),
  ['date', ['2024-02-29', '1900-01-01'], 'DATE', 'date32[day]'],
  ['time', ['23:59:59.999999', '00:00:00'], 'TIME', 'time64[us]'],
  text('timetz', ['12:34:56+02', '23:59:59.5-15:59']),
  ['timestamp', ['2024-01-24 03:33:20.123456', '1969-12-31 23:59:59.999999'], 'TIMESTAMP', 'timestamp[us]'],
  [
    'timestamptz',
    ['2024-01-24 03:33:20.123456+05:30', '9999-12-31 23:59:59+00'],
    'TIMESTAMP WITH TIME ZONE',
    'timestamp[us, tz=UTC]',
    ['2024-01-23 22:03:20.123456+00:00', '9999-12-31 23:59:59+00:00'],
  ],
  text('interval', ['1 year 2 mons 3 days 04:05:06.789', '-00:00:01']),
  ['uuid', ['c4ca4238-a0b9-2382-0dcc-509a6f75849b'], 'UUID', 'extension<arrow.uuid>'],
  flattened('json', ['{"a":  1.10, "b": [null]}', '[]'], ['{"a":1.10,"b":[null]}', '[]']),
  flattened('jsonb', ['[1.10, null, "ü"]', '0'], ['[1.10,null,"\\u00fc"]', '0']),
  ['bytea', ['\\x00ff', '\\x'], 'BLOB', 'binary', ["b'\\x00\\xff'", "b''"], `encode(c, 'hex')`, 'lower(hex(c))'],
  text('inet', ['192.168.0.1/24', '::1']),
  flattened('int[]', ['{1,NULL,3}', '{}'], ['[1,null,3]', '[]']),
  flattened('text[]', ['{"a,b",NULL,"NULL",""}', '{"\\"q\\""}'], ['["a,b",null,"NULL",""]', '["\\"q\\""]']),
  flattened('timestamptz[]', ['{"2024-01-24 03:33:20+00"}', '{}'], ['["2024-01-24T03:33:20+00:00"]', '[]']),
  text('mood', ['very happy', 'sad']),
  text('positive', ['1', '2147483647']),
  text('int4range', ['[1,5)', 'empty']),
  text('pair', ['(1,"x y")', '(,)']),
];

/** Not a cast, which drops the blanks of `char(n)` and adds a mask to `inet`. */
const OWN_TEXT = `case when c is distinct from null then format('%s', c) end`;

export const COLUMN_KINDS: readonly ColumnKind[] = GIVEN.map((given, i) => {
  const [sqlType, values, duckdbType, arrowType, arrowTexts = values, inTable, inFile] = given;
  const name = `k${String(i)}`;
  return {
    ...{ name, sqlType, values, duckdbType, arrowType, arrowTexts },
    inTable: (inTable ?? OWN_TEXT).replaceAll(/\bc\b/g, name),
    inFile: (inFile ?? 'CAST(c AS VARCHAR)').replaceAll(/\bc\b/g, name),
  };
});

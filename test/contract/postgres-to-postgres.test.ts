/** A table of all types, from PostgreSQL to PostgreSQL without a mapper: the copy is equal in text and in type. */
import { Client } from 'pg';
import { createPostgresTap } from '../../src/taps/postgres/postgres-tap';
import type { Tap } from '../../src/taps/tap';
import { createPostgresTarget } from '../../src/targets/postgres/target';
import type { Target } from '../../src/targets/target';
import type { Position } from '../../src/model/position';
import { FilePageStore } from '../../src/pages/store/file-page-store';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, sharedPostgresMajor, type TestDatabase } from '../support/postgres';
import { discoverOne, noAbort, quietContext, selected } from './tap-bench';

jest.setTimeout(180_000);

const ROWS = 100_000;
const LIMITS = { maxBytes: 16 * 1024 * 1024, maxRows: 1_000_000, maxSeconds: 30 };

/** Infinite numerics and multiranges came with version 14. */
const SINCE_14 = sharedPostgresMajor() >= 14;

/** Types and how a value of row `i` is made; each seventh row of a column is null, at another place for each. */
const TYPES: readonly (readonly [type: string, value: string])[] = [
  ['smallint', '(i % 65536 - 32768)::smallint'],
  ['integer', '(i * 20000 - 1000000000)::integer'],
  ['bigint', '9223372036854775807 - i::bigint'],
  [
    'numeric',
    `case i % 50 when 0 then 'NaN' when 1 then ${SINCE_14 ? "'Infinity'" : '0'} else (i::numeric ^ 5 / 7)::numeric end`,
  ],
  ['numeric(30,10)', 'i / 3.0'],
  ['real', `case i % 50 when 0 then 'NaN' when 1 then '-Infinity' else (i / 3.0)::real end`],
  ['double precision', 'i / 7.0::float8'],
  ['money', '(i / 100.0)::numeric::money'],
  ['boolean', 'i % 2 = 0'],
  ['text', `'r' || i || E'\\t\\n\\\\ "ü" 🦊 \\\\N'`],
  ['character varying(20)', `'v' || i`],
  ['character(8)', `'c' || i % 1000`],
  ['"char"', `chr(33 + i % 90)::"char"`],
  ['name', `('n' || i)::name`],
  ['uuid', 'md5(i::text)::uuid'],
  ['date', `case i % 50 when 0 then 'infinity' when 1 then '0044-03-15 BC' else date '0001-01-01' + i * 30 end`],
  ['timestamp without time zone', `timestamp '1900-01-01' + i * interval '13 hours 7.000001 seconds'`],
  [
    'timestamp with time zone',
    `case i % 50 when 0 then '-infinity' else timestamptz '2024-01-01' + i * interval '1 second' end`,
  ],
  ['time without time zone', `time '00:00' + i * interval '0.5 seconds'`],
  ['time with time zone', `(time '00:00' + i * interval '1 second')::time at time zone 'Asia/Kolkata'`],
  ['interval', `i * interval '1 mon 3 days -04:05:06.789'`],
  ['bytea', `decode(md5(i::text), 'hex')`],
  ['json', `('{"a":  ' || i || ', "b": [1.10, null]}')::json`],
  ['jsonb', `jsonb_build_object('i', i, 'deep', jsonb_build_array(i / 3.0, null, 'x'))`],
  ['xml', `('<a n="' || i || '"/>')::xml`],
  ['inet', `inet '10.0.0.0' + i`],
  ['cidr', `set_masklen(inet '10.0.0.0' + i, 32)::cidr`],
  ['macaddr', `'08:00:2b:01:02:03'::macaddr`],
  ['macaddr8', `'08:00:2b:01:02:03:04:05'::macaddr8`],
  ['bit(5)', '(i % 32)::bit(5)'],
  ['bit varying', '(i % 1024)::bit(10)::bit varying'],
  ['point', 'point(i, -i / 3.0)'],
  ['line', `'{1,2,3}'::line`],
  ['lseg', `'[(0,0),(1,1)]'::lseg`],
  ['box', 'box(point(0, 0), point(i, i))'],
  ['path', `'[(0,0),(1,1)]'::path`],
  ['polygon', `'((0,0),(1,1),(1,0))'::polygon`],
  ['circle', 'circle(point(i, 0), 1)'],
  ['tsvector', `to_tsvector('simple', 'a fat cat ' || i)`],
  ['tsquery', `to_tsquery('simple', 'a & b')`],
  ['int4range', 'int4range(-i, i + 1)'],
  ['numrange', 'numrange(i / 3.0, null)'],
  ['tstzrange', `tstzrange(timestamptz '2024-01-01', timestamptz '2024-01-01' + i * interval '1 second')`],
  ...(SINCE_14 ? ([['int4multirange', 'int4multirange(int4range(1, 3), int4range(5, 6 + i))']] as const) : []),
  ['oid', 'i::oid'],
  ['pg_lsn', `'16/B374D848'::pg_lsn`],
  ['integer[]', `case i % 3 when 0 then '{}' when 1 then '{{1,NULL},{3,4}}' else '[0:1]={5,6}' end`],
  ['text[]', `array['a,b', null, '"q"', 'NULL', i::text]`],
  ['numeric[]', 'array[i / 3.0, null]'],
  ['timestamp with time zone[]', `array[timestamptz '2024-01-01' + i * interval '1 second']`],
  ['box[]', 'array[box(point(0, 0), point(i, i))]'],
  ['jsonb[]', `array[jsonb_build_object('i', i)]`],
  ['mood', `case i % 2 when 0 then 'sad' else 'very happy' end::mood`],
  ['mood[]', `array['sad', 'very happy']::mood[]`],
  ['pair', `row(i, 'a,"b"')::pair`],
  ['positive', 'i::positive'],
  ['ext.hstore', `ext.hstore(array['a', 'b "x"'], array[i::text, null])`],
  ['ext.citext', `('MiXed ' || i)::ext.citext`],
];

let database: TestDatabase;
let sql: Client;
let tap: Tap;
let target: Target;
let directory: string;
let store: FilePageStore;

beforeAll(async () => {
  database = await createDatabase('postgres_to_postgres');
  sql = new Client({ connectionString: database.url, types: { getTypeParser: () => (text: string) => text } });
  await sql.connect();
  await sql.query(`
    create schema ext; create extension hstore schema ext; create extension citext schema ext;
    create type mood as enum ('sad', 'very happy'); create type pair as (a integer, b text);
    create domain positive as integer check (value > 0);
    create schema "to";
    create table "of all.types" (id integer primary key, ${TYPES.map(([type], n) => `"c${n} ${type.replaceAll('"', '')}" ${type}`).join(', ')});`);
  const values = TYPES.map(([type, value], n) => `case when (i + ${n}) % 7 = 0 then null else (${value})::${type} end`);
  await sql.query(`insert into "of all.types" select i, ${values.join(', ')} from generate_series(1, ${ROWS}) i`);
  tap = createPostgresTap({ url: database.url }, quietContext);
  target = createPostgresTarget(
    { url: database.url, default_target_schema: 'to' },
    { pluginName: 'target-postgres', faultPoint: () => undefined, warn: () => undefined },
  );
  directory = await mkdtemp(join(tmpdir(), 'meltemi-pg-to-pg-'));
  store = await FilePageStore.open({ directory });
});

afterAll(async () => {
  await tap.close();
  await target.close();
  await sql.end();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

test(`${ROWS} rows of ${TYPES.length} types arrive as they are`, async () => {
  const stream = selected(await discoverOne(tap, 'public-of all.types'));
  const output = { ...stream, stateId: 'dev:all', resumable: true };
  const run = { stream: output, loadMode: 'overwrite', runId: 'run-1' } as const;
  const more = { known: null, fullRefresh: false, restart: false };
  const { epoch } = await target.prepare({ ...run, ...more }, noAbort);
  let position: Position = { kind: 'start', bookmark: null };
  for (let seq = 1; position.kind !== 'end'; seq += 1) {
    const address = { project: 'p', stateId: 's', runId: 'r', stream: 'all', seq, attempt: '1' };
    const writer = await store.create(address, 'text', stream.schema);
    const request = { stream, position, limits: LIMITS, encoding: 'text', sessionKey: 'run-1' } as const;
    const { next, bookmark } = await tap.extractPage(request, writer, noAbort);
    const page = await store.open(await writer.commit());
    await target.load({ ...run, epoch, seq, next, bookmark, page }, noAbort);
    position = next;
  }
  await target.finish({ ...run, epoch, outcome: 'completed' }, noAbort);
  const tables = await sql.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'to' and c.relkind = 'r' and c.relname like 'of all%'`,
  );
  expect(tables.rows).toHaveLength(1);
  const copy = `"to"."${tables.rows[0]?.name ?? ''}"`;
  expect(await columnsOf(copy)).toEqual(await columnsOf('public."of all.types"'));
  const different = await sql.query(
    `select a.id from public."of all.types" a full join ${copy} b using (id) where a::text is distinct from b::text limit 5`,
  );
  expect(different.rows).toEqual([]);
  expect((await sql.query<{ n: string }>(`select count(*) as n from ${copy}`)).rows).toEqual([{ n: String(ROWS) }]);
});

async function columnsOf(table: string): Promise<readonly unknown[]> {
  const { rows } = await sql.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = '${table.replaceAll("'", "''")}'::regclass and attnum > 0 and not attisdropped and attname !~ '^_' order by attnum`,
  );
  return rows;
}

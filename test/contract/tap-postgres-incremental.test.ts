/** Incremental streams of tap-postgres: order, bookmarks, ties and the three comparisons. */
import fc from 'fast-check';
import { Client } from 'pg';
import type { Bookmark, Position } from '../../src/model/position';
import { createPostgresTap } from '../../src/taps/postgres/postgres-tap';
import type { SelectedStream, Tap } from '../../src/taps/tap';
import { createDatabase, type TestDatabase } from '../support/postgres';
import {
  bookmarkAfter,
  discoverOne,
  incremental,
  linesOf,
  PageBench,
  quietContext,
  selected,
  tinyPages,
  type ReadOptions,
  type ReadPage,
} from './tap-bench';

type Comparison = 'gt' | 'gte' | 'exact';

let database: TestDatabase;
let sql: Client;
let tap: Tap;
let pages: PageBench;

beforeAll(async () => {
  database = await createDatabase('tap_postgres_incremental');
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  tap = createPostgresTap({ url: database.url }, quietContext);
  pages = await PageBench.open();
});

afterAll(async () => {
  await tap.close();
  await pages.close();
  await sql.end();
  await database.drop();
});

/** How a table is made decides how it is read. */
const SHAPES = {
  'key and index': 'create table t (id integer primary key, v integer); create index on t (v)',
  'key without index': 'create table t (id integer primary key, v integer)',
  'no key': 'create table t (id integer, v integer)',
} as const;
type Shape = keyof typeof SHAPES;
const shapes = Object.keys(SHAPES) as Shape[];

async function make(shape: Shape, rows: readonly (readonly [id: number, v: number | null])[] = []): Promise<void> {
  await sql.query(`drop table if exists t; ${SHAPES[shape]}`);
  await insert(rows);
}

async function insert(rows: readonly (readonly [id: number, v: number | null])[]): Promise<void> {
  const values = rows.map(([id, v]) => `(${String(id)}, ${String(v)})`);
  if (values.length > 0) await sql.query(`insert into t values ${values.join(', ')}`);
}

async function streamT(comparison: Comparison): Promise<SelectedStream> {
  return selected(await discoverOne(tap, 'public-t'), { replication: incremental('v', comparison) });
}

function from(bookmark: Bookmark | null): Position {
  return { kind: 'start', bookmark };
}

async function run(comparison: Comparison, bookmark: Bookmark | null, options: ReadOptions = {}) {
  const read = await pages.readAll(tap, await streamT(comparison), { from: from(bookmark), ...options });
  return { read, ids: idsOf(read), bookmark: bookmarkAfter(read, bookmark) };
}

function idsOf(read: readonly ReadPage[]): number[] {
  return linesOf(read).map((line) => Number(line.split('\t')[0]));
}

function sorted(ids: readonly number[]): number[] {
  return [...ids].sort((a, b) => a - b);
}

const EIGHT = [
  [1, 5],
  [2, null],
  [3, 5],
  [4, 1],
  [5, 7],
  [6, 7],
  [7, null],
  [8, 7],
] as const;

describe.each(shapes)('table with %s', (shape) => {
  test('a first run reads every row, those without a value too, and ends at the highest value', async () => {
    await make(shape, EIGHT);
    const first = await run('exact', null);
    expect(sorted(first.ids)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(first.bookmark).toMatchObject({ replicationKey: 'v', value: 7 });
  });

  test.each([
    { comparison: 'gt', again: [], later: [11] },
    { comparison: 'gte', again: [5, 6, 8], later: [5, 6, 8, 10, 11] },
    { comparison: 'exact', again: [], later: [10, 11] },
  ] as const)(
    '$comparison: the next run reads $again, and $later after a late tie and a new value',
    async (expected) => {
      await make(shape, EIGHT);
      const first = await run(expected.comparison, null);
      const second = await run(expected.comparison, first.bookmark);
      expect(sorted(second.ids)).toEqual(expected.again);
      await insert([
        [9, null],
        [10, 7],
        [11, 8],
      ]);
      const third = await run(expected.comparison, second.bookmark);
      expect(sorted(third.ids)).toEqual(expected.later);
      expect(third.bookmark?.value).toBe(8);
    },
  );

  test('exact: a changed row at the bookmark is read again, the unchanged ones are not', async () => {
    await make(shape, EIGHT);
    await sql.query("alter table t add column note text; update t set note = 'a'");
    const first = await run('exact', null);
    await sql.query("update t set note = 'b' where id = 6; delete from t where id = 8");
    const second = await run('exact', first.bookmark);
    expect(second.ids).toEqual([6]);
    expect((await run('exact', second.bookmark)).ids).toEqual([]);
  });

  test('exact: more ties than are remembered are read again when they changed, and only then', async () => {
    await make(shape);
    await sql.query('insert into t select i, 1 from generate_series(1, 150) i');
    const large = { limits: { ...tinyPages, maxRows: 40 } };
    const first = await run('exact', null, large);
    expect(first.ids).toHaveLength(150);
    expect(JSON.stringify(first.bookmark).length).toBeLessThan(4096);
    expect((await run('exact', first.bookmark, large)).ids).toEqual([]);
    await insert([[151, 1]]);
    const third = await run('exact', first.bookmark, large);
    expect(sorted(third.ids)).toEqual(Array.from({ length: 151 }, (_, i) => i + 1));
    expect((await run('exact', third.bookmark, large)).ids).toEqual([]);
  });

  test('a run without new rows leaves the bookmark as it is', async () => {
    await make(shape, EIGHT);
    const first = await run('exact', null);
    expect((await run('exact', first.bookmark)).bookmark).toEqual(first.bookmark);
    await make(shape);
    expect((await run('exact', null)).bookmark).toBeNull();
  });

  test('another worker goes on from any position with the same records', async () => {
    await make(shape, EIGHT);
    const stream = await streamT('exact');
    const { read } = await run('exact', null);
    for (const [index, page] of read.entries()) {
      const other = createPostgresTap({ url: database.url }, quietContext);
      const rest = await pages.readAll(other, stream, { from: page.from });
      expect(sorted(idsOf(rest))).toEqual(sorted(idsOf(read.slice(index))));
      expect(bookmarkAfter(rest)).toEqual(bookmarkAfter(read.slice(index)));
      await other.close();
    }
  });

  test('a bookmark of another replication key counts as none', async () => {
    await make(shape, EIGHT);
    expect((await run('exact', { replicationKey: 'other', value: 7 })).ids).toHaveLength(8);
  });

  test('a bookmark that is no value of the column is a configuration error that shows it', async () => {
    await make(shape, EIGHT);
    await expect(run('exact', { replicationKey: 'v', value: 'yesterday' })).rejects.toMatchObject({
      code: 'ConfigInvalid',
      message: expect.stringContaining('`yesterday`') as string,
    });
  });
});

test('rows are in the order of value and key, and bookmarks rise page by page', async () => {
  await make('key and index', EIGHT);
  const { read, ids } = await run('gte', null);
  expect(ids).toEqual([2, 7, 4, 1, 3, 5, 6, 8]);
  expect(read.map((page) => page.bookmark?.value ?? null)).toEqual([null, 5, 7, null]);
});

test('gt: a value whose ties go on behind a page is not yet its bookmark', async () => {
  await make(
    'key and index',
    [1, 2, 3, 4, 5, 6, 7].map((id) => [id, id < 3 ? 1 : 2] as const),
  );
  const { read } = await run('gt', null);
  const values = read.filter((page) => page.rows > 0 && page.bookmark !== null).map((page) => page.bookmark?.value);
  expect(values).toEqual([1, 2]);
});

test('a first load without an index goes by key and has its bookmark at the end only', async () => {
  await make('key without index', EIGHT);
  const { read, ids } = await run('exact', null);
  expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(read.map((page) => page.bookmark?.value ?? null)).toEqual([null, null, 7]);
});

test('a first load without an index leaves what rises above its bookmark to the next run, once', async () => {
  await make('key without index', EIGHT);
  const first = await run('exact', null, {
    between: async (soFar) => {
      if (soFar.length === 1) {
        await sql.query('update t set v = 9 where id in (1, 6); insert into t values (9, 7), (10, 8)');
      }
    },
  });
  expect(first.ids).toEqual([1, 2, 3, 4, 5, 7, 8]);
  expect(first.bookmark?.value).toBe(7);
  expect(sorted((await run('exact', first.bookmark)).ids)).toEqual([1, 6, 9, 10]);
});

test('a table without a key keeps ties together', async () => {
  await make(
    'no key',
    [1, 2, 3, 4, 5, 6, 7].map((id) => [id, id < 3 ? 1 : 2] as const),
  );
  const { read } = await run('exact', null);
  expect(read.map((page) => page.rows).filter((rows) => rows > 0)).toEqual([7]);
});

test('exact: two equal rows without a key are told apart by their number', async () => {
  await make('no key', [
    [1, 1],
    [2, 1],
  ]);
  const first = await run('exact', null);
  await insert([[1, 1]]);
  const second = await run('exact', first.bookmark);
  expect(second.ids.filter((id) => id === 1).length).toBeGreaterThanOrEqual(1);
});

test('numbers that are equal and printed differently are ties', async () => {
  await sql.query('drop table if exists t; create table t (id integer primary key, v numeric)');
  await sql.query(
    "insert into t select i, case when i % 2 = 0 then '1.0' else '1.00' end::numeric from generate_series(1, 7) i",
  );
  await sql.query('create index on t (v)');
  const first = await run('exact', null);
  expect(sorted(first.ids)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect((await run('exact', first.bookmark)).ids).toEqual([]);
  await sql.query("insert into t values (8, '1.000')");
  expect((await run('exact', first.bookmark)).ids).toEqual([8]);
});

test.each([
  {
    type: 'timestamptz',
    low: '2024-01-24 03:33:20.123456+02',
    high: '2024-01-24 03:33:20.5+00',
    shown: '2024-01-24T03:33:20.500000+00:00',
  },
  {
    type: 'timestamp',
    low: '2024-01-24 03:33:20',
    high: '2024-01-24 03:33:20.000001',
    shown: '2024-01-24T03:33:20.000001+00:00',
  },
  { type: 'date', low: '2023-12-31', high: '2024-02-29', shown: '2024-02-29' },
  { type: 'bigint', low: '1', high: '9007199254740993', shown: '9007199254740993' },
  { type: 'integer', low: '-1', high: '41', shown: 41 },
  { type: 'numeric(20,4)', low: '1.5', high: '12345678901234.5678', shown: '12345678901234.5678' },
  { type: 'text', low: 'a', high: "b'\\x\tü", shown: "b'\\x\tü" },
  {
    type: 'uuid',
    low: '00000000-0000-0000-0000-000000000001',
    high: '00000000-0000-0000-0000-000000000002',
    shown: '00000000-0000-0000-0000-000000000002',
  },
  { type: 'timestamptz', low: '0044-03-15 12:00:00+00 BC', high: 'infinity', shown: 'infinity' },
])(
  'a bookmark of type $type goes out as Singer writes it and comes back exactly',
  async ({ type, low, high, shown }) => {
    await sql.query(
      `drop table if exists t; create table t (id integer primary key, v ${type}); create index on t (v)`,
    );
    await sql.query('insert into t select * from unnest($1::int[], $2::text[]::' + type + '[])', [
      [1, 2],
      [low, high],
    ]);
    for (const encoding of ['text', 'binary'] as const) {
      const first = await run('exact', null, { encoding, limits: { ...tinyPages, maxRows: 1 } });
      expect(normalised(first.bookmark?.value)).toEqual(normalised(shown));
      expect(first.read.reduce((sum, page) => sum + page.rows, 0)).toBe(2);
      expect((await run('gt', first.bookmark)).ids).toEqual([]);
      expect((await run('gte', first.bookmark)).ids).toEqual([2]);
    }
  },
);

/** Trailing zeros of a fraction of a second say nothing. */
function normalised(value: string | number | undefined): string | number | undefined {
  return typeof value === 'string' ? value.replace(/(\.\d+?)0+(?=\+)/, '$1') : value;
}

describe.each(['key and index', 'no key'] as const)('table with %s', (shape) => {
  test('exact: runs that end anywhere read every row once, whatever ties come in between', async () => {
    const rows = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 4 })), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, fc.nat({ max: 3 }), async (rounds, maxRows) => {
        await make(shape);
        const stream = await streamT('exact');
        let bookmark: Bookmark | null = null;
        let value = 0;
        let id = 0;
        const seen: number[] = [];
        for (const [step, stopAfter] of [...rounds, [0, Infinity] as const]) {
          value += step;
          const added = [0, 0, 1].map((more) => [++id, value + more] as const);
          await insert(added);
          value += 1;
          let position = from(bookmark);
          for (let page = 0; page <= stopAfter && position.kind !== 'end'; page += 1) {
            const read: ReadPage = await pages.readPage(tap, stream, position, {
              limits: { ...tinyPages, maxRows: maxRows + 1 },
            });
            seen.push(...idsOf([read]));
            bookmark = read.bookmark ?? bookmark;
            position = read.next;
          }
        }
        expect(sorted(seen)).toEqual(Array.from({ length: id }, (_, index) => index + 1));
      }),
      { numRuns: 25 },
    );
  });
});

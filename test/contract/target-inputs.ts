/** Input that breaks targets, as one suite: call it once per implementation, beside `describeTarget`. */
import type { Column } from '../../src/model/stream';
import { Bench, ordersStream, type TargetUnderTest, type Values } from './target-bench';

export interface TargetInputs {
  /** How a reader of the destination sees a value of a type, both as PostgreSQL writes them; absent: as it is. */
  readonly shown?: (sqlType: string, text: string) => string | null;
  /** Whether a column `numeric(p,s)` of at most 38 digits has no place for `NaN`, and says so. */
  readonly refusesNan?: boolean;
  /** Why the target merges no rows by key; absent: it does. */
  readonly appendsOnly?: string;
  /** Length in characters of the column `note` of the only row, without reading it into this process as a whole more often than once. */
  readonly lengthOfNote: () => Promise<number>;
}

type Case = readonly [title: string, body: (bench: Bench, inputs: TargetInputs) => Promise<void>, seconds?: number];

/** `factory` makes an empty destination for each test, and says how to look at it. */
export function describeTargetInputs(
  name: string,
  factory: () => Promise<{ readonly under: TargetUnderTest; readonly inputs: TargetInputs }>,
): void {
  describe(`target: ${name}, input at the edges`, () => {
    for (const [title, body, seconds = 60] of CASES) {
      test(
        title,
        async () => {
          const { under, inputs } = await factory();
          const bench = await Bench.open(under);
          try {
            await body(bench, inputs);
          } finally {
            await bench.close();
          }
        },
        seconds * 1000,
      );
    }
  });
}

const ID: Column = { name: 'id', schema: { type: 'integer' }, sqlType: 'bigint', nullable: false };

/** As PostgreSQL's `format_type` and its output have them. */
const EDGES: readonly (readonly [sqlType: string, text: string])[] = [
  ['bigint', '9223372036854775807'],
  ['bigint', '-9223372036854775808'],
  ['numeric', `${'9'.repeat(1000)}.${'1'.repeat(500)}`],
  ['numeric', 'NaN'],
  ['numeric(38,10)', '-0.0000000001'],
  ['double precision', 'NaN'],
  ['double precision', 'Infinity'],
  ['double precision', '1.7976931348623157e+308'],
  ['timestamp without time zone', '10000-01-01 00:00:00'],
  ['timestamp without time zone', '0044-03-15 12:00:00 BC'],
  ['date', '10000-12-31'],
  ['date', '0044-03-15 BC'],
  ['text', ''],
  ['text', 'null'],
  ['text', '\u{1F469}\u200D\u{1F52C} \u202Eabc \uFEFF\u{10FFFF} e\u0301'],
];

/** `shown` of what DuckDB reads, in its files or in Parquet's. */
export function shownByDuckdb(sqlType: string, text: string): string {
  if (sqlType === 'double precision') return text.replace('NaN', 'nan').replace('Infinity', 'inf');
  return text.replace(/^(\S+)(.*) BC$/, '$1 (BC)$2');
}

const DEPTH = 400;
const COLUMNS = 1600;
const LARGE = 200 * 1024 * 1024;

const CASES: readonly Case[] = [
  [
    'values at the ends of their types arrive as they are',
    async (bench, { shown = (_, text) => text }) => {
      const columns = EDGES.map(([sqlType], i): Column => {
        const type = /^(text|date|time)/.test(sqlType) ? 'string' : 'number';
        const format = sqlType === 'date' ? 'date' : 'date-time';
        const timed = /^(date|time)/.test(sqlType);
        return { name: `c${i}`, schema: { type, ...(timed ? { format } : {}) }, sqlType, nullable: true };
      });
      const values = EDGES.map(([, text]) => text);
      const run = await bench.prepare(ordersStream({ key: [], columns: [ID, ...columns] }), 'append', 'run-1');
      await run.load(1, [
        ['1', ...values],
        ['2', ...values.map(() => null)],
      ]);
      await run.finish();
      expect(await bench.rows(['id', ...columns.map(({ name }) => name)])).toEqual([
        ['1', ...EDGES.map(([sqlType, text]) => shown(sqlType, text))],
        ['2', ...values.map(() => null)],
      ]);
    },
  ],
  [
    'NaN of a decimal arrives, or is refused by the name of its column; never lost without a word',
    async (bench, { refusesNan = false, shown = (_, text) => text }) => {
      const amount: Column = { name: 'amount', schema: { type: 'number' }, sqlType: 'numeric(12,2)', nullable: true };
      const run = await bench.prepare(ordersStream({ key: [], columns: [ID, amount] }), 'append', 'run-1');
      const load = run.load(1, [['1', 'NaN']]);
      if (refusesNan) {
        await expect(load).rejects.toMatchObject({
          code: 'RecordInvalid',
          reason: expect.stringContaining('`amount`') as string,
          instruction: expect.stringContaining('schema override') as string,
        });
        return;
      }
      await load;
      await run.finish();
      expect(await bench.rows(['id', 'amount'])).toEqual([['1', shown('numeric(12,2)', 'NaN')]]);
    },
  ],
  [
    'JSON arrives at any depth, with all the digits of its numbers',
    async (bench) => {
      const doc: Column = { name: 'doc', schema: { type: 'object' }, sqlType: 'jsonb', nullable: true };
      const text = `{"big": 12345678901234567890.5, "deep": ${'['.repeat(DEPTH)}"é"${']'.repeat(DEPTH)}}`;
      const run = await bench.prepare(ordersStream({ key: [], columns: [ID, doc] }), 'append', 'run-1');
      await run.load(1, [['1', text]]);
      await run.finish();
      const [row] = await bench.rows(['doc']);
      const got: unknown = row?.[0];
      const written = typeof got === 'string' ? got : JSON.stringify(got);
      // Who read the file for the test may have read the number as a text.
      expect(written.replaceAll(/[\s"]/g, '')).toBe(text.replaceAll(/[\s"]/g, ''));
    },
  ],
  [
    'a NUL character is refused or arrives; what comes after it is loaded',
    async (bench) => {
      const run = await bench.prepare(ordersStream({ key: [] }), 'append', 'run-1');
      const outcome = await run.load(1, [['1', 'a\0b', null]]).then(
        () => 'loaded' as const,
        (error: unknown) => error,
      );
      if (outcome !== 'loaded') {
        expect(outcome).toMatchObject({ code: 'TargetRejected' });
        await run.load(1, [['1', 'ab', null]]);
      }
      await run.load(2, [['2', 'c', null]]);
      await run.finish();
      expect(await bench.rows()).toEqual([
        ['1', outcome === 'loaded' ? 'a\0b' : 'ab'],
        ['2', 'c'],
      ]);
    },
  ],
  [
    'a column whose type is wider in a later run takes the wider values',
    async (bench) => {
      const narrow: Column = { name: 'note', schema: { type: 'integer' }, sqlType: 'integer', nullable: true };
      const first = await bench.prepare(ordersStream({ key: [], columns: [ID, narrow] }), 'append', 'run-1');
      await first.load(1, [['1', '2147483647']]);
      await first.finish();
      const wide: Column = { ...narrow, sqlType: 'bigint' };
      const second = await bench.prepare(ordersStream({ key: [], columns: [ID, wide] }), 'append', 'run-2');
      await second.load(1, [['2', '9223372036854775807']]);
      await second.finish();
      expect(await bench.rows()).toEqual([
        ['1', '2147483647'],
        ['2', '9223372036854775807'],
      ]);
    },
  ],
  [
    'a stream with another key than before is merged by the new one',
    async (bench, { appendsOnly }) => {
      const mode = appendsOnly === undefined ? 'upsert' : 'append';
      const load = async (key: readonly string[], runId: string, rows: readonly Values[]): Promise<void> => {
        const run = await bench.prepare(ordersStream({ key }), mode, runId);
        await run.load(1, rows);
        await run.finish();
      };
      await load(['id'], 'run-1', [
        ['1', 'a', null],
        ['2', 'b', null],
      ]);
      await load(['note'], 'run-2', [['3', 'a', null]]);
      expect(await bench.rows()).toEqual(
        mode === 'upsert'
          ? [
              ['2', 'b'],
              ['3', 'a'],
            ]
          : [
              ['1', 'a'],
              ['2', 'b'],
              ['3', 'a'],
            ],
      );
    },
  ],
  [
    'a page without a row counts as a batch',
    async (bench) => {
      const run = await bench.prepare(ordersStream({ key: [] }), 'append', 'run-1');
      expect(await run.load(1, [])).toEqual({ rows: 0, alreadyLoaded: false });
      expect(await run.load(2, [['1', 'a', null]])).toEqual({ rows: 1, alreadyLoaded: false });
      await run.finish();
      expect(await bench.rows()).toEqual([['1', 'a']]);
    },
  ],
  [
    'a stream may have 1,600 columns',
    async (bench) => {
      const columns = Array.from({ length: COLUMNS - 1 }, (_, i): Column => {
        return { name: `c${i}`, schema: { type: 'integer' }, sqlType: 'integer', nullable: true };
      });
      const run = await bench.prepare(ordersStream({ key: [], columns: [ID, ...columns] }), 'append', 'run-1');
      await run.load(1, [['1', ...columns.map((_, i) => String(i))]]);
      await run.finish();
      expect(await bench.rows(['id', 'c0', 'c799', 'c1598'])).toEqual([['1', '0', '799', '1598']]);
    },
  ],
  [
    'names that try to be SQL or a path are names',
    async (bench) => {
      const names = [
        '"; drop table x; --',
        "o'clock",
        '../../etc/passwd',
        '$1',
        '%s',
        'a\\b',
        'select',
        'é\u0301',
        ' ',
      ];
      const columns = names.map((name): Column => ({
        name,
        schema: { type: 'string' },
        sqlType: 'text',
        nullable: true,
      }));
      const hostile = { key: [], columns: [ID, ...columns] };
      const run = await bench.prepare(ordersStream(hostile), 'append', 'run-1');
      await run.load(1, [['1', ...names]]);
      await run.finish();
      for (const name of ['shop-../../up', 'shop-x; drop table "orders"; --', "shop-'; select 1"]) {
        const other = await bench.prepare({ ...ordersStream(hostile), name }, 'append', 'run-1');
        await other.load(1, [['1', ...names]]);
        await other.finish();
      }
      expect(await bench.rows(['id', ...names])).toEqual([['1', ...names]]);
    },
  ],
  [
    'a value of 200 MB arrives',
    async (bench, { lengthOfNote }) => {
      const run = await bench.prepare(ordersStream({ key: [] }), 'append', 'run-1');
      await run.load(1, [['1', 'x'.repeat(LARGE), null]]);
      await run.finish();
      expect(await lengthOfNote()).toBe(LARGE);
    },
    180,
  ],
];

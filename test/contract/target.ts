/** What every target promises (`src/targets/target.ts`), as one suite: call it once per implementation. */
import type { StreamBookmark } from '../../src/model/position';
import type { OutputStream } from '../../src/targets/target';
import {
  Bench,
  bookmark,
  cursor,
  noAbort,
  ordersStream,
  ordersWithExtra,
  tornPage,
  type TargetUnderTest,
} from './target-bench';

export interface SkippedTests {
  /** Why this kind of target cannot have the property. */
  readonly reason: string;
  /** Titles as they stand in the suite; one that is not there is an error. */
  readonly tests: readonly string[];
}

type Case = readonly [title: string, body: (bench: Bench) => Promise<void>];

/** `factory` makes an empty destination for each test. */
export function describeTarget(
  name: string,
  factory: () => Promise<TargetUnderTest>,
  options: { readonly skip?: readonly SkippedTests[] } = {},
): void {
  const skipped = new Set((options.skip ?? []).flatMap((group) => group.tests));
  const unknown = [...skipped].filter((title) => !CASES.some(([known]) => known === title));
  if (unknown.length > 0) throw new Error(`Not in the target suite: ${unknown.join('; ')}`);
  describe(`target: ${name}`, () => {
    for (const [title, body] of CASES) {
      if (skipped.has(title)) continue;
      test(title, async () => {
        const bench = await Bench.open(await factory());
        try {
          await body(bench);
        } finally {
          await bench.close();
        }
      });
    }
  });
}

const append = ordersStream({ key: [] });
const keyed = ordersStream({ incremental: true });
const inserted: StreamBookmark = { bookmark: null };

const CASES: readonly Case[] = [
  [
    'a plan changes nothing and names destination, mode and encodings',
    async (bench) => {
      const plan = await bench.under.target.plan(append, noAbort);
      expect(plan.encodings).toContain('text');
      expect(plan.destination).toContain('orders');
      expect(plan.steps.length).toBeGreaterThan(0);
      expect(await bench.rows()).toEqual([]);
    },
  ],
  [
    'rows that the tap reads again at its bookmark are not called exact',
    async (bench) => {
      const replication = { method: 'INCREMENTAL', replicationKey: 'id', comparison: 'gte' } as const;
      const levelOf = async (stream: OutputStream) => {
        const { loadMode, delivery } = await bench.under.target.plan(stream, noAbort);
        return `${loadMode}: ${delivery}`;
      };
      const honest = ['append: at least once', 'upsert: exact with key', 'overwrite: exact'];
      expect(honest).toContain(await levelOf({ ...append, replication }));
      expect(honest).toContain(await levelOf({ ...keyed, replication }));
      expect(await levelOf(keyed)).toMatch(/: exact$/);
    },
  ],
  [
    'the same batch twice adds no rows and gives the same receipt',
    async (bench) => {
      const run = await bench.prepare(append, 'append', 'run-1');
      expect(
        await run.load(1, [
          ['1', 'a', null],
          ['2', 'b', null],
        ]),
      ).toEqual({ rows: 2, alreadyLoaded: false });
      expect(
        await run.load(1, [
          ['1', 'a', null],
          ['2', 'b', null],
        ]),
      ).toEqual({ rows: 2, alreadyLoaded: true });
      expect(await run.load(1, [['9', 'z', null]], { target: bench.under.again() })).toEqual({
        rows: 2,
        alreadyLoaded: true,
      });
      await run.finish();
      expect(await bench.rows()).toEqual([
        ['1', 'a'],
        ['2', 'b'],
      ]);
    },
  ],
  [
    'a batch that is loaded but led to another position is told apart',
    async (bench) => {
      const run = await bench.prepare(append, 'append', 'run-1');
      await run.load(1, [['1', 'a', null]]);
      await expect(run.load(1, [['1', 'a', null]], { next: cursor(99) })).rejects.toMatchObject({
        code: 'LedgerAhead',
      });
      await run.finish();
      expect(await bench.rows()).toEqual([['1', 'a']]);
    },
  ],
  [
    'an older epoch can neither load nor finish',
    async (bench) => {
      const zombie = await bench.prepare(append, 'append', 'run-1');
      await zombie.load(1, [['1', 'a', null]]);
      const successor = await bench.prepare(append, 'append', 'run-1', { target: bench.under.again() });
      expect(successor.prepared.epoch).toBeGreaterThan(zombie.prepared.epoch);
      await expect(zombie.load(2, [['66', 'zombie', null]])).rejects.toMatchObject({ code: 'FencedOut' });
      await expect(zombie.finish()).rejects.toMatchObject({ code: 'FencedOut' });
      await successor.load(2, [['2', 'b', null]]);
      await successor.finish();
      expect(await bench.rows()).toEqual([
        ['1', 'a'],
        ['2', 'b'],
      ]);
    },
  ],
  [
    'a batch after the finish of its run is refused',
    async (bench) => {
      const run = await bench.prepare(append, 'append', 'run-1');
      await run.load(1, [['1', 'a', null]]);
      await run.finish();
      await expect(run.load(2, [['66', 'late', null]])).rejects.toMatchObject({ code: 'FencedOut' });
      expect(await bench.rows()).toEqual([['1', 'a']]);
    },
  ],
  ...(['its answer was lost', 'its worker was killed when the rows were in their place'] as const).map((why): Case => [
    `a stream that would start over is not loaded twice when its finish was done, and ${why}`,
    async (bench) => {
      const stream = ordersStream({ key: [], resumable: false });
      const before = await bench.prepare(stream, 'append', 'run-1');
      await before.load(1, [['1', 'a', null]], { next: { kind: 'end' } });
      await before.finish();
      const run = await bench.prepare(stream, 'append', 'run-2');
      await run.load(1, [['1', 'a', null]], { next: { kind: 'end' } });
      if (why === 'its answer was lost') await run.finish();
      else {
        bench.under.onFault((name) => {
          if (name === 'after-swap') throw new Error('killed');
        });
        await run.finish().catch(() => undefined);
      }
      const target = bench.under.again();
      const again = await bench.prepare(stream, 'append', 'run-2', { restart: true, target });
      expect(again.prepared.position).toEqual({ kind: 'end' });
      await again.finish();
      expect(await bench.rows()).toEqual([
        ['1', 'a'],
        ['1', 'a'],
      ]);
    },
  ]),
  [
    'a gap is refused and may be filled',
    async (bench) => {
      const run = await bench.prepare(append, 'append', 'run-1');
      await run.load(1, [['1', 'a', null]]);
      await expect(run.load(3, [['3', 'c', null]])).rejects.toMatchObject({ code: 'LoadOutOfOrder' });
      await run.load(2, [['2', 'b', null]]);
      await run.load(3, [['3', 'c', null]]);
      await run.finish();
      expect(await bench.rows()).toEqual([
        ['1', 'a'],
        ['2', 'b'],
        ['3', 'c'],
      ]);
    },
  ],
  [
    'two loads of one batch at once load it once',
    async (bench) => {
      const run = await bench.prepare(append, 'append', 'run-1');
      const rows = Array.from({ length: 500 }, (_, i) => [String(1000 + i), 'x', null]);
      const receipts = await Promise.all([
        run.load(1, rows),
        run.load(1, rows, { target: bench.under.again() }),
        run.load(1, rows),
      ]);
      expect(receipts.map((receipt) => receipt.rows)).toEqual([500, 500, 500]);
      expect(receipts.filter((receipt) => !receipt.alreadyLoaded)).toHaveLength(1);
      await run.finish();
      expect(await bench.rows()).toHaveLength(500);
    },
  ],
  [
    'batches loaded side by side are committed in order',
    async (bench) => {
      const run = await bench.prepare(keyed, 'upsert', 'run-1');
      expect(run.prepared.parallelLoads).toBe(true);
      const third = run.load(3, [['1', 'third', null]]);
      const second = run.load(2, [['1', 'second', null]]);
      const first = run.load(1, [['1', 'first', null]]);
      expect(await Promise.all([first, second, third])).toHaveLength(3);
      await run.finish();
      expect(await bench.rows()).toEqual([['1', 'third']]);
    },
  ],
  [
    'preparing again in the same run goes on behind what is loaded',
    async (bench) => {
      const run = await bench.prepare(append, 'append', 'run-1');
      expect(run.prepared).toMatchObject({ seq: 0, rows: 0, position: { kind: 'start', bookmark: null } });
      await run.load(1, [['1', 'a', null]]);
      await run.load(2, [
        ['2', 'b', null],
        ['3', 'c', null],
      ]);
      const next = await bench.prepare(append, 'append', 'run-1', { target: bench.under.again() });
      expect(next.prepared).toMatchObject({ seq: 2, rows: 3, position: cursor(2), note: null });
      await next.load(3, [['4', 'd', null]]);
      await next.finish();
      expect(await bench.rows()).toHaveLength(4);
    },
  ],
  [
    'a first load by key goes on behind what is loaded when it is prepared again',
    async (bench) => {
      const run = await bench.prepare(keyed, 'upsert', 'run-1');
      await run.load(1, [['1', 'a', null]]);
      const next = await bench.prepare(keyed, 'upsert', 'run-1', { target: bench.under.again() });
      expect(next.prepared).toMatchObject({ seq: 1, rows: 1, position: cursor(1) });
      await next.load(2, [['2', 'b', null]]);
      await next.finish();
      expect(await bench.rows()).toEqual([
        ['1', 'a'],
        ['2', 'b'],
      ]);
    },
  ],
  [
    'a page that breaks off in the middle leaves nothing',
    async (bench) => {
      const run = await bench.prepare(append, 'append', 'run-1');
      const page = await bench.page(append, [
        ['1', 'a', null],
        ['2', 'b', null],
      ]);
      await expect(run.load(1, tornPage(page, new Error('the disk is gone')))).rejects.toThrow('the disk is gone');
      await run.load(1, [['3', 'c', null]]);
      await run.finish();
      expect(await bench.rows()).toEqual([['3', 'c']]);
    },
  ],
  [
    'an aborted load leaves nothing',
    async (bench) => {
      const run = await bench.prepare(append, 'append', 'run-1');
      const page = await bench.page(append, [['1', 'a', null]]);
      const abort = new AbortController();
      const slow = {
        ref: page.ref,
        schema: page.schema,
        async *chunks(signal: AbortSignal) {
          yield* page.chunks(signal);
          abort.abort();
          await new Promise((_, reject) => setTimeout(() => reject(new DOMException('aborted', 'AbortError')), 20));
        },
      };
      await expect(run.load(1, slow, { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
      expect(await run.load(1, [['2', 'b', null]])).toEqual({ rows: 1, alreadyLoaded: false });
      await run.finish();
      expect(await bench.rows()).toEqual([['2', 'b']]);
    },
  ],
  [
    'a death before the commit leaves nothing',
    async (bench) => {
      const run = await bench.prepare(append, 'append', 'run-1');
      dieAt(bench, 'before-target-commit');
      await expect(run.load(1, [['1', 'a', null]])).rejects.toThrow('died');
      expect(await run.load(1, [['2', 'b', null]])).toEqual({ rows: 1, alreadyLoaded: false });
      await run.finish();
      expect(await bench.rows()).toEqual([['2', 'b']]);
    },
  ],
  [
    'a death after the commit, before the answer, is no second load',
    async (bench) => {
      const run = await bench.prepare(append, 'append', 'run-1');
      dieAt(bench, 'after-target-commit');
      await expect(run.load(1, [['1', 'a', null]])).rejects.toThrow('died');
      expect(await run.load(1, [['1', 'a', null]])).toEqual({ rows: 1, alreadyLoaded: true });
      await run.finish();
      expect(await bench.rows()).toEqual([['1', 'a']]);
    },
  ],
  [
    'finishing again after a death changes nothing',
    async (bench) => {
      const run = await bench.prepare(ordersStream(), 'overwrite', 'run-1');
      await run.load(1, [['1', 'a', null]], { next: { kind: 'end' } });
      dieAt(bench, 'after-swap');
      await expect(run.finish()).rejects.toThrow('died');
      await run.finish();
      const again = await bench.prepare(ordersStream(), 'overwrite', 'run-1', { target: bench.under.again() });
      expect(again.prepared).toMatchObject({ seq: 1, rows: 1, position: { kind: 'end' } });
      await again.finish();
      expect(await bench.rows()).toEqual([['1', 'a']]);
    },
  ],
  [
    'a column that is new in a later run is added',
    async (bench) => {
      const first = await bench.prepare(append, 'append', 'run-1');
      await first.load(1, [['1', 'a', null]]);
      await first.finish();
      const second = await bench.prepare(ordersStream({ key: [], columns: ordersWithExtra }), 'append', 'run-2');
      await second.load(1, [['2', 'b', null, 'more']]);
      await second.finish();
      expect(await bench.rows(['id', 'extra'])).toEqual([
        ['1', null],
        ['2', 'more'],
      ]);
    },
  ],
  [
    'a column that is new in the middle of a run is added',
    async (bench) => {
      const first = await bench.prepare(keyed, 'upsert', 'run-1');
      await first.load(1, [['1', 'a', null]]);
      const wider = ordersStream({ incremental: true, columns: ordersWithExtra });
      const second = await bench.prepare(wider, 'upsert', 'run-1');
      await second.load(2, [['2', 'b', null, 'more']]);
      await second.finish();
      expect(await bench.rows(['id', 'extra'])).toEqual([
        ['1', null],
        ['2', 'more'],
      ]);
    },
  ],
  [
    'every text arrives as it is: null, empty, backslashes, tabs, newlines, any script',
    async (bench) => {
      const texts = [
        null,
        '',
        '\\N',
        '\\',
        'a\tb',
        'a\nb\r\nc',
        '\\n',
        '"quoted", \'too\'',
        'žluťoučký 漢字 🎉',
        '\\.',
        ' x ',
        '\u0001\u007f',
      ];
      const run = await bench.prepare(append, 'append', 'run-1');
      await run.load(
        1,
        texts.map((text, i) => [String(100 + i), text, null]),
      );
      await run.finish();
      expect(await bench.rows()).toEqual(texts.map((text, i) => [String(100 + i), text]));
    },
  ],
  [
    'numbers of any length arrive digit by digit',
    async (bench) => {
      const numbers = [
        ['-9223372036854775808', '-9999999999999999999999999999.9999999999'],
        ['9007199254740993', '0.0000000001'],
        ['9223372036854775807', '1234567890123456789012345678.1234567890'],
      ];
      const run = await bench.prepare(append, 'append', 'run-1');
      await run.load(
        1,
        numbers.map(([id = null, amount = null]) => [id, 'n', amount]),
      );
      await run.finish();
      expect(await bench.rows(['id', 'amount'])).toEqual(numbers);
    },
  ],
  [
    'without a key each run adds its rows',
    async (bench) => {
      for (const runId of ['run-1', 'run-2']) {
        const run = await bench.prepare(append, 'append', runId);
        expect(run.prepared.seq).toBe(0);
        await run.load(1, [['1', 'a', null]]);
        await run.finish();
      }
      expect(await bench.rows()).toEqual([
        ['1', 'a'],
        ['1', 'a'],
      ]);
    },
  ],
  [
    'of rows with one key the last wins, within a batch, across batches and across runs',
    async (bench) => {
      const first = await bench.prepare(keyed, 'upsert', 'run-1');
      await first.load(1, [
        ['1', 'a', null],
        ['2', 'a', null],
        ['2', 'b', null],
      ]);
      await first.load(2, [['1', 'b', null]]);
      await first.finish();
      expect(await bench.rows()).toEqual([
        ['1', 'b'],
        ['2', 'b'],
      ]);
      const second = await bench.prepare(keyed, 'upsert', 'run-2');
      await second.load(1, [
        ['2', 'c', null],
        ['3', 'c', null],
        ['3', 'd', null],
      ]);
      await second.load(2, [['2', 'd', null]]);
      await second.finish();
      expect(await bench.rows()).toEqual([
        ['1', 'b'],
        ['2', 'd'],
        ['3', 'd'],
      ]);
    },
  ],
  [
    'a batch without records moves only the position',
    async (bench) => {
      const run = await bench.prepare(append, 'append', 'run-1');
      await run.load(1, [['1', 'a', null]]);
      expect(await run.load(2, null)).toEqual({ rows: 0, alreadyLoaded: false });
      expect(await run.load(3, [])).toEqual({ rows: 0, alreadyLoaded: false });
      const again = await bench.prepare(append, 'append', 'run-1');
      expect(again.prepared).toMatchObject({ seq: 3, rows: 1, position: cursor(3) });
      await again.finish();
      expect(await bench.rows()).toEqual([['1', 'a']]);
    },
  ],
  [
    'a stream that starts over shows nothing twice, and nothing before its end',
    async (bench) => {
      const stream = ordersStream({ key: [], resumable: false });
      const first = await bench.prepare(stream, 'append', 'run-1');
      await first.load(1, [['1', 'lost session', null]]);
      expect(await bench.rows()).toEqual([]);
      const second = await bench.prepare(stream, 'append', 'run-1', { restart: true });
      expect(second.prepared).toMatchObject({ seq: 0, rows: 0, position: { kind: 'start', bookmark: null } });
      expect(await second.load(1, [['1', 'a', null]])).toEqual({ rows: 1, alreadyLoaded: false });
      await second.load(2, [['2', 'b', null]]);
      await second.finish();
      expect(await bench.rows()).toEqual([
        ['1', 'a'],
        ['2', 'b'],
      ]);
    },
  ],
  [
    'a stream that starts over adds to what earlier runs loaded',
    async (bench) => {
      const stream = ordersStream({ key: [], resumable: false });
      const first = await bench.prepare(stream, 'append', 'run-1');
      await first.load(1, [['1', 'a', null]]);
      await first.finish();
      const second = await bench.prepare(stream, 'append', 'run-2');
      await second.load(1, [['2', 'lost session', null]]);
      const third = await bench.prepare(stream, 'append', 'run-2', { restart: true });
      await third.load(1, [['2', 'b', null]]);
      expect(await bench.rows()).toEqual([['1', 'a']]);
      await third.finish();
      expect(await bench.rows()).toEqual([
        ['1', 'a'],
        ['2', 'b'],
      ]);
    },
  ],
  [
    'what is staged and not kept takes its bookmark with it',
    async (bench) => {
      const stream = ordersStream({ key: [], incremental: true, resumable: false });
      const first = await bench.prepare(stream, 'append', 'run-1');
      await first.load(1, [['7', 'a', null]], { bookmark: bookmark(7) });
      await first.finish('failed');
      expect(await bench.rows()).toEqual([]);
      const known = { bookmark: bookmark(7), runId: 'run-1', seq: 1 };
      const second = await bench.prepare(stream, 'append', 'run-2', { known });
      expect(second.prepared).toMatchObject({ bookmark: null, position: { kind: 'start', bookmark: null } });
      expect(second.prepared.note).toMatch(/ledger/);
    },
  ],
  [
    'overwrite shows the old rows until its end and the new ones then',
    async (bench) => {
      const first = await bench.prepare(ordersStream(), 'overwrite', 'run-1');
      await first.load(1, [
        ['1', 'old', null],
        ['2', 'old', null],
      ]);
      await first.finish();
      const second = await bench.prepare(ordersStream(), 'overwrite', 'run-2');
      await second.load(1, [['2', 'new', null]]);
      expect(await bench.rows()).toEqual([
        ['1', 'old'],
        ['2', 'old'],
      ]);
      await second.finish();
      expect(await bench.rows()).toEqual([['2', 'new']]);
    },
  ],
  [
    'a cancelled or failed overwrite leaves the old rows, and so does one that was killed',
    async (bench) => {
      const first = await bench.prepare(ordersStream(), 'overwrite', 'run-1');
      await first.load(1, [['1', 'old', null]]);
      await first.finish();
      for (const outcome of ['cancelled', 'failed', 'killed'] as const) {
        const run = await bench.prepare(ordersStream(), 'overwrite', `run-${outcome}`);
        await run.load(1, [['2', 'half', null]]);
        if (outcome !== 'killed') await run.finish(outcome);
        expect(await bench.rows()).toEqual([['1', 'old']]);
      }
      const last = await bench.prepare(ordersStream(), 'overwrite', 'run-last');
      expect(last.prepared).toMatchObject({ seq: 0, rows: 0 });
      await last.load(1, [['3', 'new', null]]);
      await last.finish();
      expect(await bench.rows()).toEqual([['3', 'new']]);
    },
  ],
  [
    'a first incremental load that ends early keeps what its bookmark says',
    async (bench) => {
      const first = await bench.prepare(keyed, 'upsert', 'run-1');
      await first.load(
        1,
        [
          ['1', 'a', null],
          ['2', 'a', null],
        ],
        { bookmark: bookmark(2) },
      );
      await first.finish('cancelled');
      expect(await bench.rows()).toEqual([
        ['1', 'a'],
        ['2', 'a'],
      ]);
      const second = await bench.prepare(keyed, 'upsert', 'run-2', { known: inserted });
      expect(second.prepared).toMatchObject({
        bookmark: bookmark(2),
        position: { kind: 'start', bookmark: bookmark(2) },
      });
      await second.load(
        1,
        [
          ['2', 'b', null],
          ['3', 'b', null],
        ],
        { bookmark: bookmark(3) },
      );
      await second.finish();
      expect(await bench.rows()).toEqual([
        ['1', 'a'],
        ['2', 'b'],
        ['3', 'b'],
      ]);
    },
  ],
  [
    'a first incremental load that was killed keeps what its bookmark says',
    async (bench) => {
      const first = await bench.prepare(keyed, 'upsert', 'run-1');
      await first.load(
        1,
        [
          ['1', 'a', null],
          ['2', 'a', null],
        ],
        { bookmark: bookmark(2) },
      );
      const second = await bench.prepare(keyed, 'upsert', 'run-2', { known: inserted, target: bench.under.again() });
      expect(second.prepared.bookmark).toEqual(bookmark(2));
      await second.load(
        1,
        [
          ['2', 'b', null],
          ['3', 'b', null],
        ],
        { bookmark: bookmark(3) },
      );
      await second.finish();
      expect(await bench.rows()).toEqual([
        ['1', 'a'],
        ['2', 'b'],
        ['3', 'b'],
      ]);
    },
  ],
  [
    'a ledger that is ahead of the bookmarks wins, with a note',
    async (bench) => {
      const stream = ordersStream({ key: [], incremental: true });
      const first = await bench.prepare(stream, 'append', 'run-1');
      await first.load(1, [['5', 'a', null]], { bookmark: { ...bookmark(5), boundary: { rows: ['é', 1] } } });
      await first.finish();
      const known = { bookmark: bookmark(3), runId: 'run-0', seq: 9 };
      const second = await bench.prepare(stream, 'append', 'run-2', { known });
      expect(second.prepared.bookmark).toEqual({ ...bookmark(5), boundary: { rows: ['é', 1] } });
      expect(second.prepared.note).toMatch(/id=5.*id=3/);
    },
  ],
  [
    'an edit of the state by a person wins once',
    async (bench) => {
      const stream = ordersStream({ key: [], incremental: true });
      const first = await bench.prepare(stream, 'append', 'run-1');
      await first.load(1, [['5', 'a', null]], { bookmark: bookmark(5) });
      await first.finish();
      const edited = { bookmark: bookmark(2), editId: 'edit-1' };
      const second = await bench.prepare(stream, 'append', 'run-2', { known: edited });
      expect(second.prepared).toMatchObject({ bookmark: bookmark(2), note: null });
      await second.load(1, [['6', 'b', null]], { bookmark: bookmark(6) });
      await second.finish();
      const third = await bench.prepare(stream, 'append', 'run-3', { known: edited });
      expect(third.prepared.bookmark).toEqual(bookmark(6));
    },
  ],
  [
    'a full refresh starts without a bookmark',
    async (bench) => {
      const stream = ordersStream({ key: [], incremental: true });
      const first = await bench.prepare(stream, 'append', 'run-1');
      await first.load(1, [['5', 'a', null]], { bookmark: bookmark(5) });
      await first.finish();
      const known = { bookmark: bookmark(5), runId: 'run-1', seq: 1 };
      const second = await bench.prepare(stream, 'append', 'run-2', { known, fullRefresh: true });
      expect(second.prepared).toMatchObject({ bookmark: null, position: { kind: 'start', bookmark: null } });
    },
  ],
];

/** The next passing of the fault point throws, as a process that ends there says nothing more. */
function dieAt(bench: Bench, point: string): void {
  let alive = true;
  bench.under.onFault((name) => {
    if (!alive || name !== point) return;
    alive = false;
    throw new Error(`died at ${name}`);
  });
}

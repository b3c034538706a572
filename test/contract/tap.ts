/** What every tap promises (`src/taps/tap.ts`), as one suite: call it once per implementation. */
import type { Tap } from '../../src/taps/tap';
import { discoverOne, linesOf, noAbort, PageBench, selected, START, tinyPages, type ReadPage } from './tap-bench';

/** A source with ten records in one stream and none in another. */
export interface TapUnderTest {
  readonly tap: Tap;
  /** Another worker's tap for the same source. */
  readonly again: () => Tap;
  /** Resumable, ten records, a key of one column. */
  readonly tenRecords: string;
  readonly noRecords: string;
  /** A column of `tenRecords` that may be left out. */
  readonly spareColumn: string;
  readonly close: () => Promise<void>;
}

interface Bench extends TapUnderTest {
  readonly pages: PageBench;
}

type Case = readonly [title: string, body: (bench: Bench) => Promise<void>];

export function describeTap(name: string, factory: () => Promise<TapUnderTest>): void {
  describe(`tap: ${name}`, () => {
    test.each(CASES.map(([title, body]) => ({ title, body })))('$title', async ({ body }) => {
      const under = await factory();
      const pages = await PageBench.open();
      try {
        await body({ ...under, pages });
      } finally {
        await under.tap.close();
        await pages.close();
        await under.close();
      }
    });
  });
}

const CASES: readonly Case[] = [
  [
    'discovery finds the streams that are asked for and no others',
    async ({ tap, tenRecords }) => {
      const found = await tap.discover(noAbort, [tenRecords, 'no-such-stream']);
      expect(found.streams.map((entry) => entry.stream.name)).toEqual([tenRecords]);
      const all = (await tap.discover(noAbort)).streams.map((entry) => entry.stream.name);
      expect(all).toContain(tenRecords);
      expect(all.length).toBeGreaterThan(1);
    },
  ],
  [
    'text is among the encodings of every stream',
    async ({ tap }) => {
      for (const entry of (await tap.discover(noAbort)).streams)
        expect(tap.encodings(selected(entry))).toContain('text');
    },
  ],
  [
    'pages hold every record once and keep to the limit of rows',
    async ({ tap, tenRecords, pages }) => {
      const stream = selected(await discoverOne(tap, tenRecords));
      const read = await pages.readAll(tap, stream);
      expect(read.every((page) => page.rows <= tinyPages.maxRows)).toBe(true);
      expect(new Set(linesOf(read)).size).toBe(10);
      expect(linesOf(read)).toHaveLength(10);
    },
  ],
  [
    'the row counts of pages are those of their records, in every encoding',
    async ({ tap, tenRecords, pages }) => {
      const stream = selected(await discoverOne(tap, tenRecords));
      for (const encoding of tap.encodings(stream)) {
        const read = await pages.readAll(tap, stream, { encoding });
        expect(read.reduce((sum, page) => sum + page.rows, 0)).toBe(10);
      }
    },
  ],
  [
    'a position read twice gives the same records and the same next position',
    async ({ tap, tenRecords, pages }) => {
      const stream = selected(await discoverOne(tap, tenRecords));
      for (const page of await pages.readAll(tap, stream)) {
        expect(shown(await pages.readPage(tap, stream, page.from))).toEqual(shown(page));
      }
    },
  ],
  [
    'another worker goes on from any position',
    async ({ tap, again, tenRecords, pages }) => {
      const stream = selected(await discoverOne(tap, tenRecords));
      const read = await pages.readAll(tap, stream);
      expect(tap.resumable(stream)).toBe(true);
      for (const [index, page] of read.entries()) {
        const other = again();
        const rest = await pages.readAll(other, stream, { from: page.from });
        expect(rest.map(shown)).toEqual(read.slice(index).map(shown));
        await other.close();
      }
    },
  ],
  [
    'positions and bookmarks stay below 4 KiB of JSON',
    async ({ tap, tenRecords, pages }) => {
      const stream = selected(await discoverOne(tap, tenRecords));
      for (const { next, bookmark } of await pages.readAll(tap, stream)) {
        expect(JSON.stringify({ next, bookmark }).length).toBeLessThan(4096);
      }
    },
  ],
  [
    'an empty stream ends with its first page',
    async ({ tap, noRecords, pages }) => {
      const stream = selected(await discoverOne(tap, noRecords));
      const read = await pages.readAll(tap, stream);
      expect(read.map((page) => page.rows)).toEqual([0]);
    },
  ],
  [
    'columns that are not selected are not in the pages',
    async ({ tap, tenRecords, spareColumn, pages }) => {
      const entry = await discoverOne(tap, tenRecords);
      const all = entry.stream.schema.columns.map((column) => column.name);
      const kept = all.filter((name) => name !== spareColumn);
      const lines = linesOf(await pages.readAll(tap, selected(entry, { columns: kept })));
      expect(kept).toHaveLength(all.length - 1);
      expect(lines.map((line) => line.split('\t').length)).toEqual(lines.map(() => kept.length));
    },
  ],
  [
    'a stream that is not there is an error that names it',
    async ({ tap, tenRecords, pages }) => {
      const stream = { ...selected(await discoverOne(tap, tenRecords)), name: 'public-gone' };
      await expect(pages.readPage(tap, stream, START)).rejects.toMatchObject({
        code: 'StreamNotFound',
        message: expect.stringContaining('public-gone') as string,
      });
    },
  ],
  [
    'an aborted read rejects, and the next one works',
    async ({ tap, tenRecords, pages }) => {
      const stream = selected(await discoverOne(tap, tenRecords));
      const aborted = AbortSignal.abort();
      await expect(pages.readPage(tap, stream, START, { signal: aborted })).rejects.toThrow(/abort/i);
      expect((await pages.readPage(tap, stream, START)).rows).toBe(3);
    },
  ],
  [
    'the end stays the end, and closing twice is fine',
    async ({ tap, tenRecords, pages }) => {
      const stream = selected(await discoverOne(tap, tenRecords));
      const page = await pages.readPage(tap, stream, { kind: 'end' });
      expect([page.rows, page.next.kind, page.bookmark]).toEqual([0, 'end', null]);
      await tap.close();
      await tap.close();
    },
  ],
];

function shown(page: ReadPage): unknown {
  return { next: page.next, bookmark: page.bookmark, lines: linesOf([page]) };
}

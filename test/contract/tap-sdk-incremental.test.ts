/** Bookmarks of taps written with the SDK, through real pages and a real HTTP server: contexts, start dates, look-back, comparisons. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/model/json';
import { unpackParts } from '../../src/model/part-bookmarks';
import type { Bookmark } from '../../src/model/position';
import { fromSingerBookmark, toSingerBookmark } from '../../src/model/singer-bookmark';
import { tapFactoryFor } from '../../src/taps/registry';
import type { SelectedStream, Tap } from '../../src/taps/tap';
import { accountsTap, AccountsApi } from '../support/accounts-api';
import {
  bookmarkAfter,
  discoverOne,
  incremental,
  largePages,
  linesOf,
  PageBench,
  quietContext,
  selected,
  tinyPages,
  type ReadOptions,
  type ReadPage,
} from './tap-bench';

const folder = mkdtempSync(join(tmpdir(), 'meltemi-sdk-tap-'));
let api: AccountsApi;
let bench: PageBench;
const taps: Tap[] = [];
const warnings: string[] = [];

beforeAll(async () => {
  bench = await PageBench.open();
});

beforeEach(async () => {
  api = new AccountsApi();
  await api.start();
});

afterEach(async () => {
  await Promise.all(taps.splice(0).map((tap) => tap.close()));
  await api.stop();
  warnings.length = 0;
});

afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true });
});

let modules = 0;

/** `options`: members of the class of the events. */
function open(options = '', settings: JsonObject = {}, reads: (stream: string) => boolean = () => true): Tap {
  const path = join(folder, `tap-${++modules}.ts`);
  writeFileSync(path, accountsTap(options));
  const factory = tapFactoryFor({ name: 'tap-accounts', variant: null, source: { kind: 'module', path } });
  const context = { ...quietContext, reads, warn: (message: string) => void warnings.push(message) };
  const tap = factory({ api_url: api.url, ...settings }, context);
  taps.push(tap);
  return tap;
}

async function events(tap: Tap, comparison: 'gt' | 'gte' | 'exact' = 'gt'): Promise<SelectedStream> {
  return selected(await discoverOne(tap, 'events'), { replication: incremental('at', comparison) });
}

/** A whole run. */
async function run(
  tap: Tap,
  stream: SelectedStream,
  bookmark: Bookmark | null = null,
  options: ReadOptions = {},
): Promise<{
  readonly pages: readonly ReadPage[];
  readonly lines: readonly string[];
  readonly bookmark: Bookmark | null;
}> {
  const pages = await bench.readAll(tap, stream, { from: { kind: 'start', bookmark }, ...options });
  return { pages, lines: linesOf(pages), bookmark: bookmarkAfter(pages, bookmark) };
}

const at = (minute: number): string => `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`;
const line = (organization: string, account: string, id: number, minute: number): string =>
  `${organization}\t${account}\t${id}\t${at(minute)}`;

/** Two organizations, three accounts; the events of `a2` are older than those of the others. */
function fill(): void {
  api.add('o1', 'a1', at(10), [
    { id: 1, at: at(10) },
    { id: 2, at: at(11) },
  ]);
  api.add('o1', 'a2', at(10), [{ id: 1, at: at(1) }]);
  api.add('o2', 'a1', at(20), [{ id: 1, at: at(20) }]);
}

const ALL = [line('o1', 'a1', 1, 10), line('o1', 'a1', 2, 11), line('o1', 'a2', 1, 1), line('o2', 'a1', 1, 20)];

test('each context has its own bookmark: what is late in one of them is not lost behind another one', async () => {
  fill();
  const tap = open('ignoreParentReplicationKey = true;');
  const stream = await events(tap);
  const first = await run(tap, stream);
  expect(first.lines).toEqual(ALL);
  expect(unpackParts(first.bookmark?.parts ?? [])).toEqual([
    { context: { organization: 'o1', account: 'a1' }, value: at(11) },
    { context: { organization: 'o1', account: 'a2' }, value: at(1) },
    { context: { organization: 'o2', account: 'a1' }, value: at(20) },
  ]);
  api.add('o1', 'a2', at(10), [{ id: 2, at: at(2) }]);
  // An account that is new brings its whole past.
  api.add('o2', 'a3', at(20), [{ id: 1, at: at(0) }]);
  const second = await run(tap, stream, first.bookmark);
  expect(second.lines).toEqual([line('o1', 'a2', 2, 2), line('o2', 'a3', 1, 0)]);
  expect(await run(tap, stream, second.bookmark)).toMatchObject({ lines: [], bookmark: second.bookmark });
});

test('a bookmark of contexts is Singer’s `partitions` in a state, to and fro', async () => {
  fill();
  const tap = open();
  const { bookmark } = await run(tap, await events(tap));
  const singer = toSingerBookmark(bookmark);
  expect(singer).toMatchObject({
    partitions: [
      { context: { organization: 'o1', account: 'a1' }, replication_key: 'at', replication_key_value: at(11) },
      { context: { organization: 'o1', account: 'a2' }, replication_key: 'at', replication_key_value: at(1) },
      { context: { organization: 'o2', account: 'a1' }, replication_key: 'at', replication_key_value: at(20) },
    ],
  });
  expect(fromSingerBookmark(singer)).toEqual(bookmark);
});

test('parents that are not new are not asked for again, unless the stream or the selection says so', async () => {
  fill();
  const tap = open();
  const { bookmark } = await run(tap, await events(tap));
  expect(bookmark?.parent).toEqual({ replicationKey: 'updated', value: at(20) });
  api.requests.length = 0;
  api.add('o1', 'a2', at(30), [{ id: 2, at: at(30) }]);
  api.add('o2', 'a1', at(20), [{ id: 2, at: at(21) }]);
  const limited = await run(tap, await events(tap), bookmark);
  expect(limited.lines).toEqual([line('o1', 'a2', 2, 30)]);
  expect(api.requests).toContain(`/organizations?offset=0&since=${encodeURIComponent(at(20))}`);
  expect(api.requests.filter((request) => request.includes('/o2/'))).toEqual([]);
  // Of organizations that were not met the bookmarks stay.
  expect(unpackParts(limited.bookmark?.parts ?? [])).toContainEqual({
    context: { organization: 'o2', account: 'a1' },
    value: at(20),
  });
  for (const whole of [
    open('ignoreParentReplicationKey = true;'),
    open('', {}, (stream) => stream !== 'organizations'),
  ]) {
    const { lines } = await run(whole, await events(whole), bookmark);
    expect(lines).toEqual([line('o1', 'a2', 2, 30), line('o2', 'a1', 2, 21)]);
  }
});

test('a stream that is read whole reads the children of all parents', async () => {
  fill();
  const tap = open();
  const stream = selected(await discoverOne(tap, 'events'), { replication: { method: 'FULL_TABLE', snapshot: false } });
  expect((await run(tap, stream)).lines).toEqual(ALL);
});

test('keys of the context that are no partitioning keys share a bookmark, none of them make one of the stream', async () => {
  fill();
  const shared = open("statePartitioningKeys = ['organization'];");
  const first = await run(shared, await events(shared));
  expect(unpackParts(first.bookmark?.parts ?? [])).toEqual([
    { context: { organization: 'o1' }, value: at(11) },
    { context: { organization: 'o2' }, value: at(20) },
  ]);
  const single = open('statePartitioningKeys = [];');
  expect((await run(single, await events(single))).bookmark).toEqual({ replicationKey: 'at', value: at(20) });
});

test.each([0, 1, 2, 3, 4, 5])(
  'a run that goes on after page %s in another process ends as it would have',
  async (count) => {
    fill();
    const oneRow = { limits: { ...tinyPages, maxRows: 1 } };
    const [first, second] = [open(), open()];
    const whole = await run(first, await events(first), null, oneRow);
    const before = whole.pages.slice(0, count);
    const from = before.at(-1)?.next ?? { kind: 'start', bookmark: null };
    const after = await bench.readAll(second, await events(second), { from, ...oneRow });
    expect(linesOf([...before, ...after])).toEqual(ALL);
    expect(bookmarkAfter(after, bookmarkAfter(before))).toEqual(whole.bookmark);
  },
);

test.each([
  ['a child', '/organizations/o2/accounts/a1?offset=0'],
  ['a parent', '/organizations/o2/accounts?offset=0'],
])('a wait that is asked for at %s keeps what was read before', async (_who, refused) => {
  fill();
  const tap = open();
  const stream = await events(tap);
  api.refuses = (request) => request === refused;
  const first = await bench.readPage(tap, stream, { kind: 'start', bookmark: null }, { limits: largePages });
  expect(linesOf([first])).toEqual(ALL.slice(0, 3));
  const refusal = { code: 'SourceRateLimited', retryAfterSeconds: expect.closeTo(60, 0) as number };
  await expect(bench.readPage(tap, stream, first.next, { limits: largePages })).rejects.toMatchObject(refusal);
  api.refuses = () => false;
  const other = open();
  const rest = await bench.readAll(other, await events(other), { from: first.next, limits: largePages });
  expect(linesOf(rest)).toEqual(ALL.slice(3));
  expect(unpackParts(bookmarkAfter(rest)?.parts ?? [])).toHaveLength(3);
});

test('a path that does not lead to records is told at once, and not read page after page', async () => {
  fill();
  const tap = open("recordsJsonpath = '$';");
  await expect(run(tap, await events(tap))).rejects.toMatchObject({
    code: 'ConfigInvalid',
    message: expect.stringContaining('`events` gave a list where a record, an object, is expected') as string,
  });
  expect(api.requests.filter((request) => request.includes('accounts/a1')).length).toBeLessThanOrEqual(2);
});

test('what was asked for ahead is not asked for again in the next page', async () => {
  api.add(
    'o',
    'a',
    at(1),
    Array.from({ length: 400 }, (_, id) => ({ id, at: at(1) })),
  );
  const tap = open();
  const { pages } = await run(tap, await events(tap), null, { limits: { ...largePages, maxRows: 50 } });
  expect(pages.length).toBeGreaterThan(7);
  expect(new Set(api.requests).size).toBe(api.requests.length);
});

test('contexts are asked for side by side, as many as the stream says', async () => {
  for (let parent = 0; parent < 40; parent++) api.add('o', `account ${parent}`, at(5), [{ id: 1, at: at(1) }]);
  // Long enough for all that may be under way to be sent before the first is answered.
  api.latencyMs = 100;
  const tap = open('contextsInFlight = 8;');
  const { lines } = await run(tap, await events(tap), null, { limits: largePages });
  expect(lines).toHaveLength(40);
  expect(api.peak).toBeGreaterThan(4);
  expect(api.peak).toBeLessThanOrEqual(8 + 2);
});

test('10,000 parents with 3 children each: bounded requests under way, cursors and memory, and a bookmark for each', async () => {
  for (let parent = 0; parent < 10_000; parent++) {
    const children = [1, 2, 3].map((id) => ({ id, at: at(id) }));
    api.add(`organization ${parent % 100}`, `account ${parent}`, at(5), children);
  }
  const tap = open('contextsInFlight = 8;');
  const stream = await events(tap);
  const { pages, lines, bookmark } = await run(tap, stream, null, { limits: { ...largePages, maxRows: 3000 } });
  expect(lines).toHaveLength(30_000);
  expect(new Set(lines).size).toBe(30_000);
  // Few pages, not one for each context; what a workflow carries for each is small.
  expect(pages.length).toBeLessThan(15);
  const largest = Math.max(...pages.map((page) => JSON.stringify([page.next, page.bookmark]).length));
  expect(largest).toBeLessThan(300_000);
  // Those of the events, and those of the parents that are asked for ahead.
  expect(api.peak).toBeLessThanOrEqual(8 + 2);
  expect(unpackParts(bookmark?.parts ?? [])).toHaveLength(10_000);
  expect(warnings).toEqual([]);
  api.add('organization 7', 'account 7', at(6), [{ id: 4, at: at(6) }]);
  const second = await run(tap, stream, bookmark, { limits: largePages });
  expect(second.lines).toEqual([line('organization 7', 'account 7', 4, 6)]);
}, 120_000);

test('more contexts than bookmarks are kept for: nothing is lost, it is said', async () => {
  for (let parent = 0; parent < 10_002; parent++) api.add('o', `account ${parent}`, at(5), [{ id: 1, at: at(1) }]);
  const tap = open('contextsInFlight = 8;\n  ignoreParentReplicationKey = true;');
  const stream = await events(tap);
  const { lines, bookmark } = await run(tap, stream, null, { limits: largePages });
  expect(lines).toHaveLength(10_002);
  expect(warnings).toEqual([
    expect.stringMatching(/`events` is read in more parts .*, 10000: .*`statePartitioningKeys = \[\]`/),
  ]);
  const second = await run(tap, stream, bookmark, { limits: largePages });
  expect(second.lines).toEqual([line('o', 'account 10000', 1, 1), line('o', 'account 10001', 1, 1)]);
}, 120_000);

describe('what counts as new', () => {
  const known = [
    { id: 1, at: at(10) },
    { id: 2, at: at(11) },
  ];
  const late = { id: 3, at: at(11) };

  async function second(comparison: 'gt' | 'gte' | 'exact', options = ''): Promise<readonly string[]> {
    api.add('o', 'a', at(11), known);
    const tap = open(`ignoreParentReplicationKey = true;\n  ${options}`);
    const stream = await events(tap, comparison);
    const { bookmark } = await run(tap, stream);
    api.add('o', 'a', at(11), [late]);
    return (await run(tap, stream, bookmark)).lines;
  }

  test('`gt`: only what is later than the bookmark', async () => {
    expect(await second('gt')).toEqual([]);
  });

  test('`gte`: also what is as late, be it known or not', async () => {
    expect(await second('gte')).toEqual([line('o', 'a', 2, 11), line('o', 'a', 3, 11)]);
  });

  test('`exact`: what is as late and not known', async () => {
    expect(await second('exact')).toEqual([line('o', 'a', 3, 11)]);
  });

  test('`lookbackSeconds`: what is that much older, too', async () => {
    expect(await second('gt', 'lookbackSeconds = 60;')).toEqual(ALL_LATE);
  });

  const ALL_LATE = [line('o', 'a', 1, 10), line('o', 'a', 2, 11), line('o', 'a', 3, 11)];
});

test('`start_date`: nothing that is older, also where the API does not filter; a later one moves a bookmark on', async () => {
  fill();
  const options =
    'ignoreParentReplicationKey = true;\n  getUrlParams(_context: Context | null, offset: PageToken): Params {\n    return { offset };\n  }';
  const tap = open(options, { start_date: at(10) });
  const first = await run(tap, await events(tap));
  expect(first.lines).toEqual([line('o1', 'a1', 1, 10), line('o1', 'a1', 2, 11), line('o2', 'a1', 1, 20)]);
  api.add('o2', 'a1', at(20), [
    { id: 2, at: at(21) },
    { id: 3, at: at(25) },
  ]);
  const later = open(options, { start_date: at(25) });
  expect((await run(later, await events(later), first.bookmark)).lines).toEqual([line('o2', 'a1', 3, 25)]);
});

test('a bookmark does not go behind the start of the run, for records that change meanwhile come again', async () => {
  const future = new Date(Date.now() + 3_600_000).toISOString();
  api.add('o', 'a', at(1), [{ id: 1, at: future }]);
  const before = Date.now();
  for (const comparison of ['gt', 'exact'] as const) {
    const tap = open('ignoreParentReplicationKey = true;');
    const stream = await events(tap, comparison);
    const { bookmark } = await run(tap, stream);
    const [part] = unpackParts(bookmark?.parts ?? []);
    expect(Date.parse(String(part?.value))).toBeGreaterThanOrEqual(before);
    expect(Date.parse(String(part?.value))).toBeLessThanOrEqual(Date.now());
    // `exact` knows that it is the same row.
    expect((await run(tap, stream, bookmark)).lines).toHaveLength(comparison === 'gt' ? 1 : 0);
  }
});

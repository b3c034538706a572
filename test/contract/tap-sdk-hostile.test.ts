/** Taps written with the SDK before an API that goes astray, through real pages; each page is read by a tap that knows of no other one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/model/json';
import type { Position } from '../../src/model/position';
import { tapFactoryFor } from '../../src/taps/registry';
import type { SelectedStream, Tap } from '../../src/taps/tap';
import { HostileServer, type Handler } from '../support/hostile-server';
import { ODD_TIMES } from '../support/odd-times';
import {
  discoverOne,
  incremental,
  linesOf,
  PageBench,
  quietContext,
  selected,
  START,
  type ReadPage,
} from './tap-bench';

const folder = mkdtempSync(join(tmpdir(), 'meltemi-sdk-hostile-'));
let bench: PageBench;
let api: HostileServer;

const TAP = `
import { RestStream, Tap, type Context, type PageToken, type Params, type SdkRecord } from 'meltemi/sdk';

abstract class Items extends RestStream<{ api_url: string }> {
  primaryKeys = ['id'];
  recordsJsonpath = '$.data[*]';
  nextPageTokenJsonpath = '$.next';
  get urlBase(): string {
    return this.config.api_url;
  }
  getUrlParams(_context: Context | null, token: PageToken): Params {
    return { page: token };
  }
}

class Places extends Items {
  name = 'places';
  path = '/places';
  schema = { properties: { id: { type: 'integer' } } };
  getChildContext(record: SdkRecord): Context {
    return { place: record.id };
  }
}

class Visits extends Items {
  name = 'visits';
  path = '/places/{place}/visits';
  parentStream = Places;
  schema = { properties: { id: { type: 'integer' }, place: { type: 'integer' } } };
}

class Changes extends Items {
  name = 'changes';
  path = '/changes';
  replicationKey = 'at';
  schema = { properties: {
    id: { type: 'integer' }, at: { type: 'string', format: 'date-time' }, seen: { type: 'string', format: 'date-time' },
  } };
}

class Words extends Changes {
  name = 'words';
  schema = { properties: { id: { type: 'integer' }, at: { type: 'string' } } };
}

export default class TapAstray extends Tap<{ api_url: string; start_date: string }> {
  name = 'tap-astray';
  configSchema = { api_url: { type: 'string', required: true }, start_date: { type: 'string' } } as const;
  discoverStreams() {
    return [new Places(this), new Visits(this), new Changes(this), new Words(this)];
  }
}
`;

beforeAll(async () => {
  writeFileSync(join(folder, 'tap.ts'), TAP);
  bench = await PageBench.open();
});

afterEach(() => api.stop());

afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true });
});

async function serve(handler: Handler): Promise<void> {
  api = await HostileServer.http(handler);
}

async function withTap<Result>(settings: JsonObject, work: (tap: Tap) => Promise<Result>): Promise<Result> {
  const factory = tapFactoryFor({
    name: 'tap-astray',
    variant: null,
    source: { kind: 'module', path: join(folder, 'tap.ts') },
  });
  const tap = factory({ api_url: api.url, ...settings }, quietContext);
  try {
    return await work(tap);
  } finally {
    await tap.close();
  }
}

interface Read {
  readonly pages: readonly ReadPage[];
  readonly error: Error | null;
}

/** Up to `limit` pages of one request each, until the end or an error. */
async function read(name: string, limit: number, from: Position = START, settings: JsonObject = {}): Promise<Read> {
  const pages: ReadPage[] = [];
  let position = from;
  const one = (stream: SelectedStream) => (tap: Tap) =>
    bench.readPage(tap, stream, position, { limits: { maxBytes: 1, maxRows: 1, maxSeconds: 30 } });
  const found = await withTap(settings, (tap) => discoverOne(tap, name));
  const stream = selected(found, name === 'changes' || name === 'words' ? { replication: incremental('at') } : {});
  while (position.kind !== 'end' && pages.length < limit) {
    let page: ReadPage | null = null;
    const error = await withTap(settings, one(stream)).then(
      (made) => ((page = made), null),
      (failure: unknown) => failure as Error,
    );
    if (page === null) return { pages, error };
    pages.push(page);
    position = (page as ReadPage).next;
  }
  return { pages, error: null };
}

const pageOf = (url: string | undefined): number => Number(/page=(\d+)/.exec(url ?? '')?.[1] ?? 1);

/** 1, 2, ... `before`, and then a circle of so many. */
const nextIn = (page: number, before: number, circle: number): number =>
  page < before + circle ? page + 1 : before + 1;

describe('a circle that is longer than a page is found by taps that each know but their own page', () => {
  test.each([
    [0, 1],
    [0, 2],
    [3, 7],
    [0, 20],
  ])('%s pages, and then a circle of %s', async (before, circle) => {
    await serve((request, response) => {
      const page = pageOf(request.url);
      response.end(JSON.stringify({ data: [{ id: page }], next: nextIn(page, before, circle) }));
    });
    const { pages, error } = await read('places', 200);
    expect(error).toMatchObject({ code: 'SourceRejected', message: expect.stringContaining('in a circle') as string });
    // Every page of records was there before the error, and the circle was gone round three times at most.
    expect(pages.length).toBeGreaterThanOrEqual(before + circle - 1);
    expect(pages.length).toBeLessThanOrEqual(before + 3 * circle + 3);
  });

  test.each([
    [0, 2],
    [2, 9],
  ])('in the paging of a parent: %s pages, and then a circle of %s', async (before, circle) => {
    await serve((request, response) => {
      const page = pageOf(request.url);
      const isChild = request.url?.includes('/visits') === true;
      response.end(JSON.stringify({ data: [{ id: page }], next: isChild ? null : nextIn(page, before, circle) }));
    });
    const { pages, error } = await read('visits', 200);
    expect(error).toMatchObject({ code: 'SourceRejected', message: expect.stringContaining('in a circle') as string });
    expect(pages.length).toBeGreaterThanOrEqual(before + circle - 1);
    expect(pages.length).toBeLessThanOrEqual(before + 3 * circle + 3);
  });
});

describe('times', () => {
  const answer = (at: unknown): Promise<void> =>
    serve((_request, response) =>
      response.end(
        JSON.stringify({
          data: [
            { id: 1, at: '2026-01-01T00:00:00Z' },
            { id: 2, at },
          ],
          next: null,
        }),
      ),
    );

  test.each(ODD_TIMES)('a replication key %j, a time by the schema, is an error that says what to do', async (at) => {
    await answer(at);
    const { error, pages } = await read('changes', 5);
    expect(error).toMatchObject({
      code: 'RecordInvalid',
      reason: expect.stringContaining('`changes` gave a record whose replication key `at` is no time') as string,
      instruction: expect.stringContaining('`postProcess`') as string,
    });
    if (at !== '') expect(error?.message).not.toContain(at);
    expect(pages).toEqual([]);
  });

  test.each([null, '2026-01-01t00:00:00.5z', '2026-01-01 02:00:00+02', '2016-12-31T23:59:60Z', 5])(
    'a replication key %j is taken',
    async (at) => {
      await answer(at);
      expect((await read('changes', 5)).error).toBeNull();
    },
  );

  test('texts that are no times by the schema compare by code point', async () => {
    await serve((_request, response) =>
      response.end(JSON.stringify({ data: ODD_TIMES.map((at, id) => ({ id, at })), next: null })),
    );
    const { pages, error } = await read('words', 5);
    expect(error).toBeNull();
    expect(pages.at(-1)?.bookmark?.value).toBe('Thu, 01 Jan 2026 00:00:00 GMT');
    expect(pages.reduce((rows, page) => rows + page.rows, 0)).toBe(ODD_TIMES.length);
  });

  test('a bookmark and a start date that are no times are errors, not a run without records', async () => {
    await answer('2026-01-02T00:00:00Z');
    const bookmark = { replicationKey: 'at', value: 'yesterday' };
    expect((await read('changes', 5, { kind: 'start', bookmark })).error).toMatchObject({
      code: 'ConfigInvalid',
      reason: expect.stringContaining('the bookmark') as string,
    });
    expect((await read('changes', 5, START, { start_date: 'yesterday' })).error).toMatchObject({
      code: 'ConfigInvalid',
      reason: expect.stringContaining('`start_date`') as string,
    });
  });

  test('in other columns their texts stay as they are', async () => {
    const odd = [...ODD_TIMES, '2026-01-01T00:00:00.123456789012Z', '24:00', '2026-W01-1'];
    await serve((_request, response) => {
      const data = odd.map((seen, id) => ({ id, at: '2026-01-01T00:00:00Z', seen }));
      response.end(JSON.stringify({ data, next: null }));
    });
    const { pages, error } = await read('changes', 5);
    expect(error).toBeNull();
    expect(linesOf(pages).map((line) => line.split('\t')[2])).toEqual(odd);
  });
});

/** The author's test kit: a tap that is right passes every check, and each mistake fails the check that is about it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAuthorTap } from '../../../src/taps/registry';
import { Stream, Tap, type Context, type RecordPage, type SdkRecord } from '../../../src/sdk';
import type { JsonObject } from '../../../src/model/json';
import { checkTap, CHECKS, resultName, standardTapTests, type CheckResult } from '../../../src/testing';
import { ShopApi, SHOP_TAP } from '../../support/shop-api';

const api = new ShopApi(['ann', 'bob', 'cy'], 3);
const folder = mkdtempSync(join(tmpdir(), 'meltemi-kit-'));
const tapModule = join(folder, 'tap.ts');
writeFileSync(tapModule, SHOP_TAP);

beforeAll(async () => {
  await api.start();
  api.addUsers(25, 1);
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

const settings = (): JsonObject => ({ api_url: api.url, token: 'shop-secret' });

async function resultsOf(tap: Tap, options = {}): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for await (const result of checkTap(tap, options)) results.push(result);
  return results;
}

describe('declared by one call', () => {
  standardTapTests(tapModule, { config: settings, strict: true });
});

test('a tap over HTTP: what is checked, and how few records are read for it', async () => {
  const tap = await loadAuthorTap({ kind: 'module', path: tapModule }, settings());
  api.requests.length = 0;
  const results = await resultsOf(tap, { maxRecords: 15 });
  const named = results.map((result) => `${resultName(result)} ${result.outcome}`);
  expect(results.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned')).toEqual([]);
  expect(named).toEqual(
    expect.arrayContaining([
      'users: page resumes passed',
      'users: bookmark resumes passed',
      'users: is a number: balance passed',
      'accounts: child contexts passed',
      'events: page resumes passed',
      'events: primary keys passed',
    ]),
  );
  // Two pages, the second again, and one from the bookmark on, which fetches its next page.
  expect(api.requests.filter((path) => path.startsWith('/users')).length).toBeLessThanOrEqual(6);
});

test('only the streams that are asked for', async () => {
  const tap = await loadAuthorTap({ kind: 'module', path: tapModule }, settings());
  const results = await resultsOf(tap, { streams: ['accounts'] });
  expect(new Set(results.map(({ stream }) => stream))).toEqual(new Set([null, 'accounts']));
});

test('a stream that there is not is said, and not passed over', async () => {
  await expect(resultsOf(tapOf(Orders), { streams: ['order'] })).rejects.toThrow(/no stream `order`.*`orders`/);
});

test('an API that refuses fails the connection, without the secret', async () => {
  const tap = await loadAuthorTap({ kind: 'module', path: tapModule }, { ...settings(), token: 'hunter2' });
  const failed = (await resultsOf(tap)).filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(resultName)).toEqual(['users: connection', 'accounts: connection', 'events: connection']);
  expect(failed[0]?.message).toMatch(/401/);
  expect(JSON.stringify(failed)).not.toContain('hunter2');
});

/** A right stream of three records; tests spoil it. */
class Orders extends Stream {
  override readonly name: string = 'orders';
  override readonly schema: JsonObject = {
    properties: {
      id: { type: 'integer' },
      at: { type: 'string', format: 'date-time' },
      total: { type: ['number', 'null'] },
      paid: { type: 'boolean' },
      note: { type: ['string', 'null'] },
      address: { type: 'object' },
      lines: { type: 'array' },
    },
  };
  override readonly primaryKeys: readonly string[] = ['id'];
  override readonly replicationKey: string | null = 'at';
  override readonly isSorted: boolean = true;

  records(): SdkRecord[] {
    return [1, 2, 3].map((id) => ({
      id,
      at: `2026-01-0${id}T00:00:00Z`,
      total: id === 2 ? null : { $number: '12345678901234567.5' },
      paid: true,
      note: 'a secret note',
      address: {},
      lines: [],
    }));
  }

  async *getRecords(): AsyncGenerator<SdkRecord> {
    yield* this.records();
  }
}

type StreamType = new (tap: Tap) => Stream;

function tapOf(...classes: readonly StreamType[]): Tap {
  class TapShop extends Tap {
    readonly name = 'tap-shop';
    override discoverStreams(): readonly Stream[] {
      return classes.map((Class) => new Class(this));
    }
  }
  return new TapShop({});
}

/** Orders with a record changed. */
const withValue = (property: string, value: SdkRecord[string]): StreamType =>
  class extends Orders {
    override records(): SdkRecord[] {
      return super.records().map((record, index) => (index === 1 ? { ...record, [property]: value } : record));
    }
  };

test('a right stream passes all that it can be asked', async () => {
  const results = await resultsOf(tapOf(Orders));
  expect(results.filter(({ outcome }) => outcome !== 'passed').map(resultName)).toEqual(['orders: page resumes']);
});

const FAILURES: readonly [string, readonly StreamType[], keyof typeof CHECKS, RegExp][] = [
  ['no streams', [], 'discovery', /no streams/],
  ['one name twice', [Orders, Orders], 'discovery', /two streams have the name `orders`/],
  [
    'a type that is none',
    [
      class extends Orders {
        override readonly schema = { properties: { id: { type: 'int' } } };
      },
    ],
    'schema is valid',
    /no JSON Schema/,
  ],
  [
    'no properties',
    [
      class extends Orders {
        override readonly schema = {};
      },
    ],
    'schema is valid',
    /names no properties/,
  ],
  [
    'a schema file that is not there',
    [
      class extends Stream {
        readonly name = 'orders';
        override readonly schemaFile = '/nowhere/orders.json';
        async *getRecords() {}
      },
    ],
    'schema is valid',
    /is not there: \/nowhere\/orders\.json/,
  ],
  [
    'a key that the schema does not have',
    [
      class extends Orders {
        override readonly primaryKeys = ['uid'];
      },
    ],
    'keys in schema',
    /no `uid`/,
  ],
  [
    'a stream that throws',
    [
      class extends Orders {
        override records(): never {
          throw new Error('broken');
        }
      },
    ],
    'connection',
    /broken/,
  ],
  [
    'no records',
    [
      class extends Orders {
        override records() {
          return [];
        }
      },
    ],
    'returns records',
    /no record/,
  ],
  [
    'a text in place of a number',
    [withValue('total', 'a secret')],
    'records match schema',
    /1 of 3 records .*\/total must be number,null/,
  ],
  ['a key that is null', [withValue('id', null)], 'primary keys', /no `id`/],
  ['a key twice', [withValue('id', 1)], 'primary keys', /1 of 3 records have the key \(id\) of another/],
  ['a replication key that is an object', [withValue('at', {})], 'replication key', /objects/],
  [
    'a replication key that nobody has',
    [
      class extends Orders {
        override readonly replicationKey = 'changed';
      },
    ],
    'replication key',
    /no record has `changed`/,
  ],
  [
    'an order that does not hold',
    [withValue('at', '2020-01-01T00:00:00Z')],
    'sorted records',
    /smaller than the one before/,
  ],
  [
    'a bookmark that is refused',
    [
      class extends Orders {
        override async *getRecords(): AsyncGenerator<SdkRecord> {
          if (this.getStartingReplicationKeyValue(null) !== null) throw new Error('bad filter');
          yield* this.records();
        }
      },
    ],
    'bookmark resumes',
    /bad filter/,
  ],
  ['a time that is none', [withValue('at', 'yesterday')], 'is a date-time', /1 of 3 values are not: they are texts/],
  ['a boolean that is a text', [withValue('paid', 'yes')], 'is a boolean', /texts/],
  ['an integer with a fraction', [withValue('id', 1.5)], 'is an integer', /numbers/],
  ['a number that is a text', [withValue('total', '12')], 'is a number', /texts/],
  ['a text that is a number', [withValue('note', 7)], 'is a text', /whole numbers/],
  ['an object that is a list', [withValue('address', [])], 'is an object', /lists/],
  ['a list that is an object', [withValue('lines', {})], 'is a list', /objects/],
  ['null where it is not allowed', [withValue('paid', null)], 'is not null', /1 of 3 records have null/],
];

test.each(FAILURES)('%s', async (_what, classes, check, message) => {
  const failed = (await resultsOf(tapOf(...classes))).filter(({ outcome }) => outcome === 'failed');
  expect(failed.find((result) => result.check === check)?.message).toMatch(message);
  // Values of records never stand in a message.
  expect(JSON.stringify(failed)).not.toMatch(/a secret|yesterday|12345678901234567/);
});

test.each<[string, StreamType, keyof typeof CHECKS, RegExp]>([
  [
    'a property that no record has',
    class extends Orders {
      override readonly schema = {
        properties: { ...(new Orders(this.tap).schema['properties'] as JsonObject), extra: {} },
      };
    },
    'schema matches records',
    /no record has `extra`/,
  ],
  ['a property that the schema does not name', withValue('extra', 1), 'records match catalog', /`extra`.*left out/],
  ['a record without its replication key', withValue('at', null), 'replication key', /1 of 3 records have no `at`/],
])('%s is a warning', async (_what, Class, check, message) => {
  const warned = (await resultsOf(tapOf(Class))).filter(({ outcome }) => outcome === 'warned');
  expect(warned).toEqual([expect.objectContaining({ check, message: expect.stringMatching(message) as string })]);
});

test('a stream that may be empty is passed over', async () => {
  const Empty = class extends Orders {
    override records() {
      return [];
    }
  };
  const results = await resultsOf(tapOf(Empty), { mayBeEmpty: ['orders'] });
  expect(results.filter(({ outcome }) => outcome !== 'passed')).toMatchObject([
    { check: 'returns records', outcome: 'skipped' },
  ]);
});

test('a page that depends on what the stream remembers does not resume', async () => {
  class Paged extends Orders {
    #seen = 0;
    async *pages(_context: Context | null, from?: unknown): AsyncGenerator<RecordPage> {
      for (let page = from === undefined ? 0 : 1; page < 2; page++) {
        yield { records: [{ ...this.records()[page], id: this.#seen++ }], next: page === 0 ? 'b' : undefined };
      }
    }
  }
  const failed = (await resultsOf(tapOf(Paged))).filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(resultName)).toEqual(['orders: page resumes']);
});

test('what children are read for has to be said, and to be there', async () => {
  class Lines extends Orders {
    override readonly name = 'lines';
    override readonly parentStream = Orders as never;
  }
  const undefinedContext = (await resultsOf(tapOf(Orders, Lines))).filter(({ outcome }) => outcome === 'failed');
  expect(undefinedContext.map(resultName)).toEqual(['orders: child contexts', 'lines: connection']);
  class Parents extends Orders {
    override getChildContext(record: SdkRecord): Context {
      return { order: record['nope'] ?? null };
    }
  }
  class OfParents extends Lines {
    override readonly parentStream = Parents as never;
  }
  const missing = (await resultsOf(tapOf(Parents, OfParents))).filter(({ check }) => check === 'child contexts');
  expect(missing[0]?.message).toMatch(/without a value for `order`/);
});

test('settings are described rightly, or the tap fails', async () => {
  class Described extends Tap {
    readonly name = 'tap-shop';
    override readonly configSchema = { pages: { type: 'integer', default: 'ten' } } as const;
    override discoverStreams(): readonly Stream[] {
      return [new Orders(this)];
    }
  }
  const [first] = await resultsOf(new Described({}));
  expect(first).toMatchObject({ check: 'describes itself', outcome: 'failed' });
});

test('a failing check fails its own test and no other', async () => {
  const bodies = new Map<string, () => Promise<void>>();
  class Bad extends Tap {
    readonly name = 'tap-bad';
    override discoverStreams(): readonly Stream[] {
      return [new (withValue('paid', 'yes'))(this)];
    }
  }
  standardTapTests(Bad, { config: {} }, { test: (name, body) => bodies.set(name, body) });
  const failed: string[] = [];
  for (const [name, body] of bodies) await body().catch((error: unknown) => failed.push(`${name} | ${String(error)}`));
  expect(bodies.size).toBe(Object.keys(CHECKS).length);
  expect(failed).toEqual([
    expect.stringMatching(/^records match schema: .* \| Error: orders: records match schema: 1 of 3/) as string,
    expect.stringMatching(/^is a boolean: .* \| Error: orders: is a boolean: paid: 1 of 3/) as string,
  ]);
});

/** What of a tap's run as a Singer program the recorded cases do not show. */
import type { JsonObject } from '../../../src/model/json';
import { parseJson } from '../../../src/model/lossless-json';
import { Stream, Tap, type Context, type SdkRecord } from '../../../src/sdk';
import { runTap, type SingerRun } from '../../../src/sdk/singer/run-tap';
import { ODD_TIMES } from '../../support/odd-times';

interface Message extends JsonObject {
  readonly type: string;
}

class Numbers extends Stream {
  readonly name: string = 'numbers';
  override readonly schema: JsonObject = {
    properties: { id: { type: 'integer' }, n: { type: ['integer', 'string'] } },
  };
  override readonly primaryKeys = ['id'];
  override readonly replicationKey: string | null = 'n';
  override readonly isSorted: boolean = true;
  records: readonly SdkRecord[] = [];

  async *getRecords(): AsyncGenerator<SdkRecord> {
    for (const record of this.records) yield { ...record };
  }
}

class OneTap extends Tap {
  readonly name = 'tap-one';

  constructor(
    private readonly make: (tap: OneTap) => readonly Stream[],
    config: JsonObject = {},
  ) {
    super(config);
  }

  discoverStreams(): readonly Stream[] {
    return this.make(this);
  }
}

async function run(
  tap: Tap,
  more: Partial<SingerRun> = {},
): Promise<{ messages: readonly Message[]; warnings: readonly string[]; error: unknown; text: string }> {
  const written: string[] = [];
  const warnings: string[] = [];
  let error: unknown = null;
  await runTap(tap, {
    catalog: null,
    state: null,
    maps: null,
    output: { write: (lines) => void written.push(lines) },
    warn: (message) => warnings.push(message),
    ...more,
  }).catch((caught: unknown) => (error = caught));
  const text = written.join('');
  const messages = text.split('\n').filter((line) => line !== '');
  return { messages: messages.map((line) => JSON.parse(line) as Message), warnings, error, text };
}

function numbers(records: readonly SdkRecord[], change: (stream: Numbers) => Numbers = (stream) => stream): Tap {
  return new OneTap((tap) => [change(Object.assign(new Numbers(tap), { records }))]);
}

const recordsOf = (messages: readonly Message[]): unknown[] =>
  messages.filter(({ type }) => type === 'RECORD').map(({ record }) => record);

it('keeps and compares numbers that no double holds', async () => {
  const big = (text: string): SdkRecord => ({ id: 1, n: { $number: text } });
  const { text, error } = await run(numbers([big('9007199254740993'), big('9007199254740994')]));
  expect(error).toBeNull();
  expect(text).toContain('"n":9007199254740993}');
  expect(text).toContain('"replication_key_value":9007199254740994}');
  const back = await run(numbers([big('9007199254740994'), big('9007199254740993')]));
  expect(back.error).toMatchObject({ code: 'RecordInvalid', reason: expect.stringContaining('sorted') as string });
});

it.each([
  [['2024-01-01T10:00:00+02:00', '2024-01-01T09:00:00Z'], '2024-01-01T09:00:00Z'],
  [['2024-01-01T09:00:00.000001Z', '2024-01-01T09:00:00.000002Z'], '2024-01-01T09:00:00.000002Z'],
  [['10', '9'], '9'],
])('finds the largest of %j', async (values, largest) => {
  for (const order of [values, values.toReversed()]) {
    const records = order.map((n, id) => ({ id, n }));
    const { messages } = await run(numbers(records, (stream) => Object.assign(stream, { isSorted: false })));
    expect(messages.at(-1)).toMatchObject({ value: { bookmarks: { numbers: { replication_key_value: largest } } } });
  }
});

it('refuses values that have no order, without showing them', async () => {
  const { error, messages } = await run(
    numbers([
      { id: 1, n: 5 },
      { id: 2, n: 'secret' },
    ]),
  );
  expect(error).toMatchObject({ code: 'RecordInvalid' });
  expect(String(error)).not.toContain('secret');
  expect(recordsOf(messages)).toHaveLength(2);
});

describe('a replication key that is a time by the schema', () => {
  const timed = (records: readonly SdkRecord[]): Tap =>
    numbers(records, (stream) =>
      Object.assign(stream, {
        isSorted: false,
        schema: { properties: { id: { type: 'integer' }, n: { type: 'string', format: 'date-time' } } },
      }),
    );

  it.each(ODD_TIMES)('refuses %j, which it has no order for, without showing it', async (n) => {
    const { error, messages } = await run(
      timed([
        { id: 1, n: '2026-01-01T00:00:00Z' },
        { id: 2, n },
      ]),
    );
    expect(error).toMatchObject({
      code: 'RecordInvalid',
      reason: expect.stringContaining('`numbers` gave a record whose replication key `n` is no time') as string,
      instruction: expect.stringContaining('`postProcess`') as string,
    });
    if (n !== '') expect(String(error)).not.toContain(n);
    expect(messages.filter(({ type }) => type === 'STATE')).toEqual([]);
  });

  it('refuses such a bookmark', async () => {
    const bookmark = { replication_key: 'n', replication_key_value: 'Thu, 01 Jan 2026 00:00:00 GMT' };
    const { error } = await run(timed([]), { state: { bookmarks: { numbers: bookmark } } });
    expect(error).toMatchObject({ code: 'ConfigInvalid', reason: expect.stringContaining('the bookmark') as string });
  });
});

it('keeps the bookmark where it is when a record has no replication key', async () => {
  const { messages, error } = await run(numbers([{ id: 1, n: 5 }, { id: 2 }]));
  expect(error).toBeNull();
  expect(messages.at(-1)).toMatchObject({ value: { bookmarks: { numbers: { replication_key_value: 5 } } } });
});

it('tells once of a property that no schema names, and leaves it out', async () => {
  const nested = { type: 'object', properties: { a: { type: 'integer' } } };
  const properties = {
    id: { type: 'integer' },
    n: { type: 'integer' },
    one: nested,
    many: { type: 'array', items: nested },
    free: { type: 'object' },
    flag: { type: ['boolean', 'null'] },
  };
  const inner = { a: 1, b: 2 };
  const record = { id: 1, n: 1, one: inner, many: [inner], free: inner, flag: 1, other: 1 };
  const { messages, warnings } = await run(
    numbers([record, { ...record, n: 2 }], (stream) => Object.assign(stream, { schema: { properties } })),
  );
  expect(recordsOf(messages)[0]).toEqual({ id: 1, n: 1, one: { a: 1 }, many: [{ a: 1 }], free: inner, flag: true });
  expect(warnings.map((warning) => /property `([^`]+)`/.exec(warning)?.[1])).toEqual(['one.b', 'many.b', 'other']);
});

describe('with a catalog', () => {
  const records = [{ id: 1, n: 1, at: 'x', in: { a: 1, b: 2 } }];
  const properties = {
    id: { type: 'integer' },
    n: { type: 'integer' },
    at: { type: 'string' },
    in: { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'integer' } } },
  };
  const tap = numbers(records, (stream) => Object.assign(stream, { schema: { properties, required: ['id', 'at'] } }));
  const about = (breadcrumb: readonly string[], metadata: JsonObject): JsonObject => ({ breadcrumb, metadata });
  const catalog = (metadata: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
    streams: [{ tap_stream_id: 'numbers', metadata, ...more }],
  });

  it('leaves out what is not selected, from records and from the schema', async () => {
    const { messages, warnings } = await run(tap, {
      catalog: catalog([
        about([], { selected: true }),
        about(['properties', 'id'], { inclusion: 'automatic', selected: false }),
        about(['properties', 'n'], { inclusion: 'unsupported', selected: true }),
        about(['properties', 'at'], { 'selected-by-default': false }),
        about(['properties', 'in', 'properties', 'b'], { selected: false }),
      ]),
    });
    expect(recordsOf(messages)).toEqual([{ id: 1, in: { a: 1 } }]);
    expect(messages[0]).toMatchObject({ type: 'SCHEMA', schema: { required: ['id'] } });
    expect(warnings).toEqual([]);
    // A bookmark needs no selected property.
    expect(messages.at(-1)).toMatchObject({ value: { bookmarks: { numbers: { replication_key_value: 1 } } } });
  });

  it.each([
    ['is not selected', catalog([about([], { selected: false })])],
    ['says nothing of its selection', catalog([about([], {})])],
    ['is missing', { streams: [] }],
  ])('writes nothing of a stream that %s', async (_name, given) => {
    expect(await run(tap, { catalog: given })).toMatchObject({ messages: [], error: null });
  });

  it('takes keys and the way of reading from it', async () => {
    const full = { key_properties: ['n'], replication_method: 'FULL_TABLE' };
    const { messages } = await run(tap, { catalog: catalog([], full) });
    expect(messages[0]).toMatchObject({ key_properties: ['n'], bookmark_properties: ['n'] });
    expect(messages.at(-1)).toMatchObject({ value: { bookmarks: { numbers: {} } } });
    const { error } = await run(tap, { catalog: catalog([], { replication_key: 'nothing' }) });
    expect(error).toMatchObject({ code: 'ConfigInvalid', reason: expect.stringContaining('nothing') as string });
  });
});

it.each([
  ['`bookmarks`', { bookmarks: [] }],
  ['`numbers`', { bookmarks: { numbers: 5 } }],
  ['`context`', { bookmarks: { numbers: { partitions: [{}] } } }],
  [
    'two partitions',
    { bookmarks: { numbers: { partitions: [{ context: { a: 1, b: 2 } }, { context: { b: 2, a: 1 } }] } } },
  ],
])('refuses a state and says that it is about %s', async (what, state) => {
  const { error, messages } = await run(numbers([]), { state });
  expect(error).toMatchObject({ code: 'ConfigInvalid', reason: expect.stringContaining(what) as string });
  expect(messages).toEqual([]);
});

it('carries the digits of a state along', async () => {
  const state = '{"bookmarks":{"old":{"n":1.0,"id":12345678901234567890}}}';
  const { text } = await run(numbers([]), { state: parseJson(state) as JsonObject });
  expect(text.split('\n')[0]).toBe(`{"type":"STATE","value":${state}}`);
});

it('writes the state as it is when the run is interrupted', async () => {
  const stop = new AbortController();
  const tap = numbers([{ id: 1, n: 1 }], (stream) =>
    Object.assign(stream, {
      postProcess: (record: SdkRecord): SdkRecord => {
        stop.abort(new Error('stop'));
        return record;
      },
      records: [
        { id: 1, n: 1 },
        { id: 2, n: 2 },
      ],
    }),
  );
  const { error, messages } = await run(tap, { run: { signal: stop.signal } });
  expect(error).toMatchObject({ message: 'stop' });
  expect(messages.at(-1)).toMatchObject({
    type: 'STATE',
    value: { bookmarks: { numbers: { replication_key_value: 1 } } },
  });
});

describe('children', () => {
  class Parents extends Numbers {
    override readonly name: string = 'parents';
    override records = [{ id: 1, n: 1 }];
  }

  class Children extends Numbers {
    override readonly name: string = 'children';
    override readonly parentStream = Parents;
    override records = [{ id: 7, n: 7 }];
  }

  it('cannot be read for a parent that does not say for what', async () => {
    const { error } = await run(new OneTap((tap) => [new Parents(tap), new Children(tap)]));
    expect(error).toMatchObject({
      code: 'ConfigInvalid',
      instruction: expect.stringContaining('getChildContext') as string,
    });
  });

  it('are read for the record itself when their keys say what of it counts', async () => {
    class Keyed extends Children {
      override readonly statePartitioningKeys = ['id'];
    }
    const { error, messages } = await run(new OneTap((tap) => [new Parents(tap), new Keyed(tap)]));
    expect(error).toBeNull();
    expect(messages.at(-1)).toMatchObject({
      value: { bookmarks: { children: { partitions: [{ context: { id: 1 }, replication_key_value: 7 }] } } },
    });
  });

  it('of many parents have a state that is not written for each of them', async () => {
    const PARENTS = 3000;
    class Some extends Parents {
      override records = Array.from({ length: PARENTS }, (_, id) => ({ id, n: id }));

      override getChildContext(record: SdkRecord): Context {
        return { parent: record['id'] ?? null };
      }
    }
    class OfSome extends Children {
      override readonly parentStream = Some;
    }
    const nowMs = (): number => 0;
    const { messages } = await run(new OneTap((tap) => [new Some(tap), new OfSome(tap)]), { run: { nowMs } });
    expect(recordsOf(messages)).toHaveLength(2 * PARENTS);
    const states = messages.filter(({ type }) => type === 'STATE');
    // While it is small, each; then none until the end of the parent.
    expect(states.length).toBeGreaterThan(100);
    expect(states.length).toBeLessThan(PARENTS / 2);
    expect(JSON.stringify(messages.at(-1)).match(/"context"/g)).toHaveLength(PARENTS);
  });

  it('of many parents leave the state of all that was read when one fails', async () => {
    const PARENTS = 3000;
    class Some extends Parents {
      override records = Array.from({ length: PARENTS }, (_, id) => ({ id, n: id }));

      override getChildContext(record: SdkRecord): Context {
        if (record['id'] === PARENTS - 1) throw new Error('broken');
        return { parent: record['id'] ?? null };
      }
    }
    class OfSome extends Children {
      override readonly parentStream = Some;
    }
    const nowMs = (): number => 0;
    const { messages, error } = await run(new OneTap((tap) => [new Some(tap), new OfSome(tap)]), { run: { nowMs } });
    expect(error).toMatchObject({ message: 'broken' });
    expect(JSON.stringify(messages.at(-1)).match(/"context"/g)).toHaveLength(PARENTS - 1);
  });

  it('are read for each context of a record, and for a parent that the tap does not offer', async () => {
    class Many extends Parents {
      override *generateChildContexts(record: SdkRecord): Iterable<Context> {
        for (const part of ['a', 'b']) yield { part, n: record['n'] ?? null };
      }
    }
    class OfMany extends Children {
      override readonly parentStream = Many;
    }
    const { messages } = await run(new OneTap((tap) => [new OfMany(tap)]));
    expect(recordsOf(messages)).toEqual([
      { id: 7, n: 7 },
      { id: 7, n: 7 },
    ]);
    expect(messages.filter(({ type, stream }) => type === 'SCHEMA' && stream === 'parents')).toEqual([]);
    expect(messages.at(-1)).toMatchObject({
      value: { bookmarks: { children: { partitions: [{ context: { part: 'a' } }, { context: { part: 'b' } }] } } },
    });
  });
});

test.each([
  [[1], 'a list'],
  [null, 'null'],
  ['text', 'a string'],
])('%j is no record', async (given, kind) => {
  class Odd extends Numbers {
    override async *getRecords(): AsyncGenerator<SdkRecord> {
      yield given as unknown as SdkRecord;
    }
  }
  const run: SingerRun = {
    catalog: null,
    state: null,
    maps: null,
    output: { write: () => undefined },
    warn: () => undefined,
  };
  await expect(runTap(new OneTap((tap) => [new Odd(tap)]), run)).rejects.toMatchObject({
    code: 'ConfigInvalid',
    message: expect.stringContaining(`gave ${kind} where a record`) as string,
  });
});

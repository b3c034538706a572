/** How fast a host is asked, and how long it is left alone: by the stream's word, by the server's, for all streams of a tap. */
import { BasePageNumberPaginator, HostLimits, SdkResponse } from '../../../src/sdk';
import { rateLimitOf } from '../../../src/sdk/limits/rate-limit';
import { HostileServer, type Handler } from '../../support/hostile-server';
import { ItemStream, readAll } from '../../support/hostile-stream';

/** 2026-01-01, in milliseconds. */
const START = 1_767_225_600_000;

class Clock {
  ms = START;
  readonly nowMs = (): number => this.ms;
  readonly waits: number[] = [];
  readonly sleep = async (seconds: number): Promise<void> => {
    this.waits.push(seconds);
    const until = this.ms + seconds * 1000;
    await new Promise((resolve) => setImmediate(resolve));
    this.ms = Math.max(this.ms, until);
  };
}

class Pages extends ItemStream {
  override readonly requestsPerSecond: number | null = null;
  override getNewPaginator() {
    return new BasePageNumberPaginator(1);
  }
  override getUrlParams(_context: unknown, page: unknown) {
    return { page: page as number };
  }
}

async function read(streams: readonly ItemStream[], handler: Handler): Promise<Clock> {
  const server = await HostileServer.http(handler);
  const clock = new Clock();
  const limits = new HostLimits();
  try {
    for (const stream of streams) {
      Object.defineProperty(stream, 'urlBase', { value: server.url });
      const { error } = await readAll(stream, { limits, nowMs: clock.nowMs, sleep: clock.sleep });
      expect(error).toBeNull();
    }
    return clock;
  } finally {
    await server.stop();
  }
}

/** Three pages. */
const answer: Handler = (request, response) => {
  const page = Number(/page=(\d+)/.exec(request.url ?? '')?.[1]);
  response.end(JSON.stringify({ data: page > 3 ? [] : [{ page }] }));
};

test.each([
  [2, 0.5],
  [0.1, 10],
])('%s requests a second, over all streams of the tap', async (speed, seconds) => {
  class Paced extends Pages {
    override readonly requestsPerSecond = speed;
  }
  const clock = await read([new Paced(''), new Paced('')], answer);
  expect(clock.waits).toEqual(Array<number>(7).fill(seconds));
});

test.each([0, -1, NaN, Infinity])('a speed of %s is refused', async (speed) => {
  class Paced extends Pages {
    override readonly requestsPerSecond = speed;
  }
  const { error } = await readAll(new Paced('http://127.0.0.1:1'));
  expect(error).toMatchObject({
    code: 'ConfigInvalid',
    message: expect.stringContaining('`requestsPerSecond`') as string,
  });
});

test('the tap waits before it is refused, and not behind its last request', async () => {
  const clock = await read([new Pages('')], (request, response, count) => {
    response.setHeader('X-RateLimit-Remaining', count === 2 || count === 4 ? 0 : 9);
    response.setHeader('X-RateLimit-Reset', START / 1000 + 30);
    answer(request, response, count);
  });
  expect(clock.waits).toEqual([30]);
});

test('another stream of the tap waits, too', async () => {
  class One extends ItemStream {}
  const clock = await read([new One(''), new One('')], (_request, response) => {
    response.writeHead(200, { 'RateLimit-Remaining': 0, 'RateLimit-Reset': 7 }).end('{"data":[{"id":1}]}');
  });
  expect(clock.waits).toEqual([7]);
});

test('a long wait is thrown by the engine, and holds for whoever asks next', async () => {
  const server = await HostileServer.http((_request, response) =>
    response.writeHead(429, { 'Retry-After': '600' }).end(),
  );
  const limits = new HostLimits();
  let now = START;
  const sleep = (seconds: number, why: Error): Promise<void> => Promise.reject(Object.assign(why, { seconds }));
  const first = await readAll(new ItemStream(server.url), { limits, nowMs: () => now, sleep });
  now += 100_000;
  const second = await readAll(new ItemStream(server.url), { limits, nowMs: () => now, sleep });
  expect([first.error, second.error]).toMatchObject([{ code: 'SourceRateLimited' }, { seconds: 500 }]);
  expect(server.seen).toHaveLength(1);
  await server.stop();
});

test('when a host refuses several requests under way, one wait is for all', async () => {
  class Many extends Pages {
    override readonly requestsInFlight = 4;
  }
  const held: (() => void)[] = [];
  const clock = await read([new Many('')], (request, response, count) => {
    if (count > 4) return answer(request, response, count);
    held.push(() => response.writeHead(429, { 'Retry-After': '5' }).end());
    if (count === 4) for (const refuse of held) refuse();
  });
  // All wait for the same time, beside each other: no second try is counted, no wait is put behind another one.
  expect(new Set(clock.waits)).toEqual(new Set([5]));
  expect(clock.ms).toBe(START + 5000);
});

test('403 with nothing left is a limit, without headers a refusal', async () => {
  const clock = await read([new Pages('')], (request, response, count) => {
    if (count > 1) return answer(request, response, count);
    response.writeHead(403, { 'X-RateLimit-Remaining': 0, 'X-RateLimit-Reset': START / 1000 + 15 }).end();
  });
  expect(clock.waits).toEqual([15]);
});

test.each([
  [{ 'ratelimit-remaining': '4', 'ratelimit-reset': '30' }, 4, 30],
  [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${START / 1000 + 60}` }, 0, 60],
  [{ 'x-rate-limit-remaining': '1', 'x-rate-limit-reset': `${START + 5000}` }, 1, 5],
  [{ 'x-ratelimit-remaining': '3, 9', 'x-ratelimit-reset': '2.5' }, 3, 2],
  [{ 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '2026-01-01T00:01:00Z' }, 3, 60],
  [{ ratelimit: '"burst";r=5;t=1, "day";r=2;t=900' }, 2, 900],
  [{ ratelimit: 'limit=100, remaining=7, reset=12' }, 7, 12],
  [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999999999' }, 0, 86_400],
])('%j: %s left for %s s', (headers, remaining, seconds) => {
  const response = new SdkResponse('/', 200, 'OK', headers, '');
  expect(rateLimitOf(response, START)).toEqual({ remaining, resetAt: new Date(START + seconds * 1000) });
});

test.each([
  {},
  { 'x-ratelimit-remaining': '0' },
  { 'x-ratelimit-reset': '5' },
  { 'x-ratelimit-remaining': '-', 'x-ratelimit-reset': 'soon' },
])('%j says nothing', (headers) => {
  expect(rateLimitOf(new SdkResponse('/', 200, 'OK', headers as Record<string, string>, ''), START)).toBeNull();
});

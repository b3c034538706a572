/** An API that misbehaves, through the built command line, a real worker and real targets: exact data, or an error that says what it is. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { HostileServer } from '../support/hostile-server';
import { PluginProject } from '../support/plugin-project';
import { createDatabase, queryRows, type TestDatabase } from '../support/postgres';
import { startTemporal, type TestTemporal } from '../support/temporal';

/** A dozen runs of 3 s each on two cores, and the start of a server. */
jest.setTimeout(120_000);

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const STREAMS = ['healing', 'page', 'circle', 'astray', 'shrinking', 'numbers', 'huge', 'wide', 'dates', 'busy'];
const PROJECT = `version: 1
project_id: hostile
default_environment: dev
environments: [{name: dev}]
plugins:
  extractors:
    - {name: tap-hostile, namespace: tap_hostile, module: tap-hostile.ts, config: {api_url: $API_URL}}
${STREAMS.map((name) => `    - {name: tap-${name}, inherit_from: tap-hostile, select: [${name}.*]}`).join('\n')}
  loaders:
    - {name: target-postgres, config: {sqlalchemy_url: $PG_URL, default_target_schema: hostile}}
    - {name: target-jsonl, variant: andyh1203, config: {destination_path: output, do_timestamp_file: false}}
`;
const TAP = `
import {
  BaseHATEOASPaginator, BaseOffsetPaginator, BearerTokenAuthenticator, RestStream, Tap,
  type Authenticator, type BaseAPIPaginator, type Context, type PageToken, type Params, type SdkResponse,
} from 'meltemi/sdk';

class Items extends RestStream<{ api_url: string }> {
  readonly name: string = '';
  primaryKeys = ['id'];
  recordsJsonpath = '$.data[*]';
  nextPageTokenJsonpath: string | null = '$.next';
  properties: Record<string, object> = {};
  get urlBase(): string {
    return this.config.api_url;
  }
  get authenticator(): Authenticator {
    return new BearerTokenAuthenticator('hostile-secret');
  }
  get schema() {
    return { properties: { id: { type: 'integer' }, ...this.properties } } as const;
  }
  getUrl(): string {
    return this.urlBase + '/' + this.name;
  }
  getUrlParams(_context: Context | null, token: PageToken): Params {
    return { page: token };
  }
  waitSeconds(tries: number, response: SdkResponse | null): number {
    return response?.status === 429 ? super.waitSeconds(tries, response) : 0.1;
  }
}

class Links extends BaseHATEOASPaginator {
  getNextUrl(response: SdkResponse): string | null {
    return (response.json() as { next: string | null }).next;
  }
}

class Astray extends Items {
  name = 'astray';
  getNewPaginator(): BaseAPIPaginator {
    return new Links();
  }
}

class Shrinking extends Items {
  name = 'shrinking';
  getNewPaginator(): BaseAPIPaginator {
    return new BaseOffsetPaginator(0, 2);
  }
}

const plain = (given: string, columns: Record<string, object> = {}) =>
  class extends Items {
    name = given;
    properties = columns;
  };

const OTHERS = [
  plain('healing'), plain('page'), plain('circle'), plain('huge'), plain('busy'),
  plain('numbers', { whole: { type: 'number' }, fraction: { type: 'number' }, double: { type: 'number' } }),
  plain('wide', { all: { type: 'object' } }),
  plain('dates', { at: { type: 'string', format: 'date-time' } }),
];

export default class TapHostile extends Tap<{ api_url: string }> {
  name = 'tap-hostile';
  configSchema = { api_url: { type: 'string', required: true } } as const;
  discoverStreams() {
    return [new Astray(this), new Shrinking(this), ...OTHERS.map((Made) => new Made(this))];
  }
}
`;

const KEYS = 100_000;
const WHOLE = '9007199254740993';
const LONG = '123456789012345678901234567890';
const FRACTION = '0.123456789012345678901234567891';
const HUGE_BYTES = 300 * 1024 * 1024;

let api: HostileServer;
let other: HostileServer;
let temporal: TestTemporal;
let database: TestDatabase;
let project: PluginProject;
let worker: ChildProcess;
/** What the stream `shrinking` has. */
let items = [1, 2, 3, 4, 5, 6];
/** Whether the first of it goes away once it has been read. */
let shrinks = true;

const json = (value: unknown): string => JSON.stringify(value);
const one = '{"data":[{"id":1}],"next":null}';

function answer(url: URL, response: ServerResponse, count: number): void {
  const page = url.searchParams.get('page');
  switch (url.pathname) {
    case '/healing': {
      if (count === 1) return void response.end(one.slice(0, -9));
      if (count === 2)
        return void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(one).subarray(0, -6));
      return void response.end(one);
    }
    case '/page':
      return void response
        .writeHead(200, { 'Content-Type': 'text/html' })
        .end('<!DOCTYPE html><html><title>Log in with body-secret</title></html>');
    case '/circle': {
      const id = { A: 2, B: 3 }[page ?? ''] ?? 1;
      return void response.end(json({ data: [{ id }], next: page === 'A' ? 'B' : 'A' }));
    }
    case '/astray':
      return void response.end(json({ data: [{ id: 1 }], next: `${other.url}/astray?page=2` }));
    case '/shrinking': {
      const offset = Number(page ?? 0);
      const found = items.slice(offset, offset + 2);
      if (offset === 0 && shrinks) items = items.slice(1);
      return void response.end(json({ data: found.map((id) => ({ id })) }));
    }
    case '/numbers':
      return void response.end(
        `{"data":[{"id":1,"whole":${WHOLE},"fraction":${FRACTION},"double":0.1},{"id":2,"whole":-${LONG},"fraction":-${LONG}.5,"double":1e3}]}`,
      );
    case '/huge':
      return writeHuge(response);
    case '/wide': {
      const keys = Object.fromEntries(Array.from({ length: KEYS }, (_, index) => [`key ${index}`, index]));
      return void response.end(json({ data: [{ id: 1, all: keys, ...keys }] }));
    }
    case '/dates':
      return void response.end(json({ data: [{ id: 1, at: '2024-13-45' }] }));
    default:
      return void response.writeHead(429, { 'Retry-After': '3600' }).end('{}');
  }
}

/** As long as it says nowhere. */
function writeHuge(response: ServerResponse): void {
  const chunk = Buffer.alloc(1024 * 1024, ' ');
  let written = 0;
  response.write('{"data":[');
  const write = (): void => {
    while (!response.destroyed && written < HUGE_BYTES) {
      written += chunk.length;
      if (!response.write(chunk)) return void response.once('drain', write);
    }
    response.end(']}');
  };
  write();
}

beforeAll(async () => {
  api = await HostileServer.http((request, response) => {
    const url = new URL(request.url ?? '/', api.url);
    const count = api.seen.filter((seen) => seen.url.startsWith(url.pathname)).length;
    answer(url, response, count);
  });
  other = await HostileServer.http((_request, response) => response.end(one));
  temporal = await startTemporal();
  database = await createDatabase('hostile_api');
  project = new PluginProject({ 'meltano.yml': PROJECT, 'tap-hostile.ts': TAP });
  worker = spawn(process.execPath, [MAIN, 'worker'], {
    cwd: project.folder,
    env: { ...process.env, ...env() },
    stdio: 'ignore',
  });
});

afterAll(async () => {
  worker.kill('SIGKILL');
  await Promise.all([api.stop(), other.stop()]);
  await temporal.stop();
  await database.drop();
  project.remove();
});

const env = () => ({
  TEMPORAL_ADDRESS: temporal.address,
  API_URL: api.url,
  PG_URL: database.url,
  MELTEMI_RETRY_FOR_SECONDS: '600',
  // Each request makes a page.
  MELTEMI_PAGE_ROWS: '1',
});

const run = (stream: string, target = 'target-postgres') =>
  project.run(['run', `tap-${stream}`, target], { env: env() });

/** A run that ends with an error of this code: told in words, without a stack, without secrets. Answers the words. */
async function failure(stream: string, code: string, target?: string): Promise<string> {
  const { code: exit, stdout, stderr } = await run(stream, target);
  const told = `${stdout}${stderr}`;
  expect({ exit, told }).toEqual({ exit: 1, told: expect.stringContaining(code) as string });
  expect(told).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  expect(told).not.toContain('secret');
  return told.replace(/\s+/g, ' ');
}

const rows = (sql: string) => queryRows(database.url, sql);

test('JSON that is cut off, and a gzip that is, are asked for again', async () => {
  expect(await run('healing')).toMatchObject({ code: 0 });
  expect(await rows('select id::int from hostile.healing')).toEqual([{ id: 1 }]);
  expect(api.seen.filter(({ url }) => url.startsWith('/healing'))).toHaveLength(3);
});

test('a page of HTML in place of JSON', async () => {
  expect(await failure('page', 'SourceRejected')).toMatch(
    /has status 200 and is not JSON \(text\/html, \d+ characters, a page of HTML\)/,
  );
});

test('pages that go round in a circle', async () => {
  expect(await failure('circle', 'SourceRejected')).toContain('The pagination goes round in a circle');
  // A first load of a whole stream is there when it is at its end.
  expect(await rows("select to_regclass('hostile.circle') as table")).toEqual([{ table: null }]);
  expect(api.seen.filter(({ url }) => url.startsWith('/circle')).length).toBeLessThan(10);
});

test('what was read in pages before an error is in a file', async () => {
  await failure('circle', 'SourceRejected', 'target-jsonl');
  // The third one came with the link that closes the circle.
  expect(project.read('output/circle.jsonl')).toBe('{"id":1}\n{"id":2}\n');
});

test('a next page on another host is not asked for', async () => {
  expect(await failure('astray', 'SourceRejected')).toContain('it leads to another host');
  expect(other.seen).toEqual([]);
});

test('what moves up while a stream is read by offset is missing, and is there once it is read again', async () => {
  expect(await run('shrinking')).toMatchObject({ code: 0 });
  const all = 'select array_agg(id::int order by id) as ids from hostile.shrinking';
  // 3 has moved to the place of 2 when the second page is asked for.
  expect(await rows(all)).toEqual([{ ids: [1, 2, 4, 5, 6] }]);
  shrinks = false;
  // 1 is gone from the source; a table with a key keeps it.
  expect(await run('shrinking')).toMatchObject({ code: 0 });
  expect(await rows(all)).toEqual([{ ids: [1, 2, 3, 4, 5, 6] }]);
});

test('numbers keep their digits, in `numeric` and in JSON', async () => {
  const runs = await Promise.all([run('numbers'), run('numbers', 'target-jsonl')]);
  expect(runs).toMatchObject([{ code: 0 }, { code: 0 }]);
  expect(
    await rows(
      'select pg_typeof(whole)::text as type, whole::text, fraction::text, double::text from hostile.numbers order by id',
    ),
  ).toEqual([
    { type: 'numeric', whole: WHOLE, fraction: FRACTION, double: '0.1' },
    { type: 'numeric', whole: `-${LONG}`, fraction: `-${LONG}.5`, double: '1000' },
  ]);
  const lines = project.read('output/numbers.jsonl').trimEnd().split('\n');
  expect(lines[0]).toContain(`"whole":${WHOLE},"fraction":${FRACTION},"double":0.1`);
  expect(lines[1]).toContain(`"whole":-${LONG},"fraction":-${LONG}.5`);
});

test('a record of 100,000 keys', async () => {
  expect(await run('wide')).toMatchObject({ code: 0 });
  expect(
    await rows(
      `select id::int, (select count(*)::int from jsonb_object_keys("all"::jsonb)) as keys, "all"::jsonb->>'key 99999' as last from hostile.wide`,
    ),
  ).toEqual([{ id: 1, keys: KEYS, last: String(KEYS - 1) }]);
});

test('a date that is none: its text in a file, an error that names the column in a database', async () => {
  expect(await run('dates', 'target-jsonl')).toMatchObject({ code: 0 });
  expect(project.read('output/dates.jsonl')).toContain('"at":"2024-13-45"');
  expect(await failure('dates', 'TargetRejected')).toContain('column `at`');
});

test('a wait that is longer than a page is tried for ends the run at once', async () => {
  const started = performance.now();
  expect(await failure('busy', 'SourceRateLimited')).toContain('429');
  expect(performance.now() - started).toBeLessThan(30_000);
});

test('an answer of 300 MB is an error, and memory stays bounded', async () => {
  expect(await failure('huge', 'SourceRejected')).toContain('larger than 256 MB');
  const status = readFileSync(`/proc/${worker.pid}/status`, 'utf8');
  const megabytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
  // The body as far as it is read, beside the worker itself.
  expect(megabytes).toBeLessThan(800);
});

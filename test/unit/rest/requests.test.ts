/** What a block `rest:` asks a server for: credentials, pages, bookmarks, children. */
import { generateKeyPairSync } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { childContexts } from '../../../src/sdk';
import { HostileServer } from '../../support/hostile-server';
import { removeProjectFolders } from '../project/project-folder';
import { recordsOf, restTap, streamOf } from './rest-tap';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

let server: HostileServer;
let asked: Asked[];
let answer: (request: Asked) => Answer;
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

beforeAll(async () => {
  server = await HostileServer.http((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', server.url);
      const seen: Asked = {
        method: request.method ?? '',
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      asked.push(seen);
      const { status = 200, headers = {}, body = [] } = answer(seen);
      response.writeHead(status, headers).end(status === 204 ? undefined : JSON.stringify(body));
    });
  });
});

beforeEach(() => {
  asked = [];
  answer = () => ({});
});

afterEach(removeProjectFolders);
afterAll(() => server.stop());

const settings = (): JsonObject => ({
  api_url: server.url,
  region: 'eu/west',
  limit: 7,
  username: 'ada',
  token: 'hunter2',
  password: 'pass:word',
  client_id: 'me',
  client_secret: 'mine',
  refresh: 'again',
  private_key: privateKey,
});

/** A tap with one stream, `items`; `more`: lines of the stream, indented by four. */
const tapWith = (shared: string, more = '') =>
  restTap(
    `url_base: '{api_url}'
${shared}
streams:
  - name: items
    path: /items
    primary_keys: [id]
    schema: {id: integer, at: date-time}
${more}`,
    settings(),
  );

describe('credentials', () => {
  const basic = `Basic ${Buffer.from('ada:pass:word').toString('base64')}`;

  test.each([
    ['none', '{type: none}', {}, {}],
    ['api_key', "{type: api_key, name: X-Key, value: 'Key {token}'}", { 'x-key': 'Key hunter2' }, {}],
    ['api_key in a parameter', "{type: api_key, name: key, value: '{token}', in: params}", {}, { key: 'hunter2' }],
    ['bearer', "{type: bearer, token: '{token}'}", { authorization: 'Bearer hunter2' }, {}],
    ['basic', "{type: basic, username: '{username}', password: '{password}'}", { authorization: basic }, {}],
  ])('%s', async (_, auth, headers, query) => {
    await recordsOf(streamOf(await tapWith(`auth: ${auth}`)));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ headers, query });
    if (Object.keys(headers).length === 0) expect(asked[0]?.headers['authorization']).toBeUndefined();
  });

  const client = "token_url: '{api_url}/token', client_id: '{client_id}'";
  test.each([
    [
      'oauth2',
      `{type: oauth2, ${client}, client_secret: '{client_secret}', scopes: [read, write], fields: {audience: '{region}'}}`,
      {
        grant_type: 'client_credentials',
        client_id: 'me',
        client_secret: 'mine',
        scope: 'read write',
        audience: 'eu/west',
      },
    ],
    [
      'oauth2 with a refresh token',
      `{type: oauth2, ${client}, refresh_token: '{refresh}'}`,
      { grant_type: 'refresh_token', client_id: 'me', refresh_token: 'again' },
    ],
  ])('%s', async (_, auth, form) => {
    answer = ({ path }) => ({ body: path === '/token' ? { access_token: 'fresh', expires_in: 60 } : [] });
    await recordsOf(streamOf(await tapWith(`auth: ${auth}`)));
    expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toEqual(form);
    expect(asked[1]?.headers['authorization']).toBe('Bearer fresh');
  });

  test('oauth2_jwt', async () => {
    answer = ({ path }) => ({ body: path === '/token' ? { access_token: 'signed' } : [] });
    await recordsOf(streamOf(await tapWith(`auth: {type: oauth2_jwt, ${client}, private_key: '{private_key}'}`)));
    const assertion = new URLSearchParams(asked[0]?.body).get('assertion') ?? '';
    const claims = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()) as JsonObject;
    expect(claims).toMatchObject({ iss: 'me', aud: `${server.url}/token` });
    expect(asked[1]?.headers['authorization']).toBe('Bearer signed');
  });
});

test('a private key that is none is told of without the key', async () => {
  const auth = "{type: oauth2_jwt, token_url: '{api_url}/token', client_id: me, private_key: '{token}'}";
  await expect(recordsOf(streamOf(await tapWith(`auth: ${auth}`)))).rejects.toThrow(
    'The private key of the OAuth settings cannot be used. Give it as PEM, with its line breaks, and its passphrase where it has one.',
  );
});

describe('pages', () => {
  const ITEMS = Array.from({ length: 5 }, (_, index) => ({ id: index + 1 }));
  const slice = (from: number, size = 2): readonly unknown[] => ITEMS.slice(from, from + size);
  const next = (from: number): string | null => (from + 2 < 5 ? String(from + 2) : null);

  const cases: readonly (readonly [string, string, string, (request: Asked) => Answer, readonly JsonValue[]])[] = [
    ['single', '{type: single}', '$', () => ({ body: ITEMS }), [{}]],
    [
      'page_number',
      '{type: page_number, page_size: 2, page_size_param: per_page}',
      '$',
      ({ query }) => ({ body: slice((Number(query['page']) - 1) * 2) }),
      ['1', '2', '3', '4'].map((page) => ({ per_page: '2', page })),
    ],
    [
      'page_number with a number of pages, from 0',
      '{type: page_number, param: p, start: 0, total_pages: $.pages}',
      '$.data',
      ({ query }) => ({ body: { pages: 3, data: slice(Number(query['p']) * 2) } }),
      [{ p: '0' }, { p: '1' }, { p: '2' }],
    ],
    [
      'offset',
      '{type: offset, page_size: 2}',
      '$',
      ({ query }) => ({ body: slice(Number(query['offset'])) }),
      ['0', '2', '4', '6'].map((offset) => ({ limit: '2', offset })),
    ],
    [
      'offset with a total',
      '{type: offset, param: skip, page_size: 2, page_size_param: top, total: $.count}',
      '$.data',
      ({ query }) => ({ body: { count: '5', data: slice(Number(query['skip'])) } }),
      ['0', '2', '4'].map((skip) => ({ top: '2', skip })),
    ],
    [
      'cursor',
      '{type: cursor, from: $.next}',
      '$.data',
      ({ query }) => {
        const from = Number(query['cursor'] ?? 0);
        return { body: { next: next(from), data: slice(from) } };
      },
      [{}, { cursor: '2' }, { cursor: '4' }],
    ],
    [
      'cursor that is the last record, with has_more',
      "{type: cursor, from: '$.data[-1].id', param: after, has_more: $.more}",
      '$.data',
      ({ query }) => {
        const from = Number(query['after'] ?? 0);
        return { body: { more: from + 2 < 5, data: slice(from) } };
      },
      [{}, { after: '2' }, { after: '4' }],
    ],
    [
      'cursor in a header',
      '{type: cursor, from_header: X-Next, param: at}',
      '$',
      ({ query }) => {
        const from = Number(query['at'] ?? 0);
        const token = next(from);
        return { body: slice(from), headers: token === null ? {} : { 'X-Next': token } };
      },
      [{}, { at: '2' }, { at: '4' }],
    ],
    [
      'header_link',
      '{type: header_link, page_size: 2, page_size_param: size}',
      '$',
      ({ query }) => {
        const from = Number(query['from'] ?? 0);
        const token = next(from);
        const headers = { Link: `</items?size=2&from=${token ?? ''}>; rel="next"` };
        return { body: slice(from), headers: token === null ? {} : headers };
      },
      [{ size: '2' }, { size: '2', from: '2' }, { size: '2', from: '4' }],
    ],
    [
      'next_url',
      '{type: next_url, from: $.links.next}',
      '$.data',
      ({ query }) => {
        const from = Number(query['from'] ?? 0);
        const token = next(from);
        return { body: { links: { next: token === null ? null : `/items?from=${token}` }, data: slice(from) } };
      },
      [{}, { from: '2' }, { from: '4' }],
    ],
  ];

  test.each(cases)('%s', async (_, pagination, records, answers, queries) => {
    answer = answers;
    const found = await recordsOf(streamOf(await tapWith(`pagination: ${pagination}\nrecords: ${records}`)));
    expect(found).toEqual(ITEMS);
    expect(asked.map(({ query }) => query)).toEqual(queries);
  });

  test('a cursor goes into the payload', async () => {
    answer = ({ body }) => {
      const { variables } = JSON.parse(body) as { variables: { after?: number; first: number } };
      const from = variables.after ?? 0;
      return { body: { next: from + 2 < 5 ? from + 2 : null, data: slice(from) } };
    };
    const pagination =
      '{type: cursor, from: $.next, body: variables.after, page_size: 2, page_size_body: variables.first}';
    const stream = streamOf(
      await tapWith(
        `pagination: ${pagination}\nrecords: $.data\nmethod: POST`,
        "    payload: {query: 'query { {{id}} }'}",
      ),
    );
    expect(await recordsOf(stream)).toEqual(ITEMS);
    expect(JSON.parse(asked[1]?.body ?? '')).toEqual({ query: 'query { {id} }', variables: { first: 2, after: 2 } });
  });

  test('a page without records in the middle is no end where a token says that there is more', async () => {
    answer = ({ query }) => {
      const { cursor = '' } = query;
      const token: Readonly<Record<string, string>> = { '': 'a', a: 'b' };
      return { body: { next: token[cursor] ?? null, data: cursor === 'a' ? [] : slice(cursor === 'b' ? 2 : 0) } };
    };
    const read = async (more: string) =>
      recordsOf(streamOf(await tapWith(`pagination: {type: cursor, from: $.next${more}}\nrecords: $.data`)));
    expect(await read('')).toHaveLength(4);
    expect(await read(', empty_page: stop')).toHaveLength(2);
  });

  test('requests go out side by side', async () => {
    // A server of its own: requests that were given up may come late.
    const pages = await HostileServer.http((request, response) => {
      const page = Number(/page=(\d+)/.exec(request.url ?? '')?.[1]);
      // The first answer waits until all four are under way.
      const send = (): void => {
        if (page === 1 && pages.seen.length < 4) setTimeout(send, 5);
        else response.end(JSON.stringify(slice((page - 1) * 2)));
      };
      send();
    });
    try {
      const tap = await restTap(
        "url_base: '{api_url}'\npagination: {type: page_number}\nrequests_in_flight: 4\nstreams: [{name: items, schema: {id: integer}}]",
        { api_url: pages.url },
      );
      expect(await recordsOf(streamOf(tap))).toEqual(ITEMS);
      expect(streamOf(tap)).toMatchObject({ requestsInFlight: 4, maxTries: 5 });
    } finally {
      await pages.stop();
    }
  });
});

describe('only what is new', () => {
  const AT = '2026-03-01T10:20:30.500+02:00';

  test.each([
    ['param: since', '2026-03-01T10:20:30.500+02:00'],
    ['param: since, format: iso8601', '2026-03-01T08:20:30.500Z'],
    ['param: since, format: date', '2026-03-01'],
    ['param: since, format: epoch_seconds', '1772353230'],
    ['param: since, format: epoch_milliseconds', '1772353230500'],
    [`param: since, format: date, template: 'at gt "{bookmark}" in {region}'`, 'at gt "2026-03-01" in eu/west'],
  ])('%s', async (incremental, since) => {
    const stream = streamOf(await tapWith(`incremental: {${incremental}}`, '    replication_key: at'));
    await recordsOf(stream, null, AT);
    await recordsOf(stream, null, null);
    expect(asked.map(({ query }) => query)).toEqual([{ since }, {}]);
  });

  test('in the payload', async () => {
    const stream = streamOf(
      await tapWith(
        'method: POST\nincremental: {body: filter.since, format: epoch_seconds}',
        '    replication_key: at',
      ),
    );
    await recordsOf(stream, null, AT);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ filter: { since: 1_772_353_230 } });
  });

  test('a stream without a replication key is not asked for by a bookmark', async () => {
    const stream = streamOf(await tapWith('incremental: {param: since, comparison: exact, is_sorted: true}'));
    await recordsOf(stream, null, AT);
    expect(asked[0]?.query).toEqual({});
    expect(stream).toMatchObject({ replicationKey: null, replicationComparison: 'gt', isSorted: false });
  });

  test('comparison, look-back and order are those of the SDK', async () => {
    const tap = await tapWith(
      'incremental: {comparison: gte, lookback_seconds: 3600}',
      '    replication_key: at\n    incremental: {is_sorted: true}',
    );
    expect(streamOf(tap)).toMatchObject({
      replicationKey: 'at',
      replicationComparison: 'gte',
      lookbackSeconds: 3600,
      isSorted: true,
    });
  });
});

describe('streams of streams', () => {
  const family = () =>
    restTap(
      `url_base: '{api_url}/{region}'
streams:
  - {name: items, schema: {id: integer}}
  - name: notes
    parent: items
    context: {item: id, owner: owner.id}
    path: /items/{item}/notes
    params: {owner: '{owner}', flag: true, of: 'item {item}', limit: '{limit}', unset: '{start_date}'}
    headers: {X-Item: '{item}'}
    schema: {item: string, id: integer}
  - name: lines
    parent: notes
    context: {note: id}
    path: /items/{item}/notes/{note}/lines
    ignore_statuses: [404]
    schema: {id: integer}`,
      { ...settings(), api_url: server.url, region: 'eu' },
    );

  test('a child gets what it names of a record, in path, parameters and headers', async () => {
    const tap = await family();
    const [items, notes] = [streamOf(tap), streamOf(tap, 'notes')];
    const contexts = childContexts(items, [notes], { id: 'a/b?c', owner: { id: 5 } }, null);
    expect(contexts).toEqual([{ item: 'a/b?c', owner: 5 }]);
    await recordsOf(notes, contexts[0]);
    expect(asked[0]).toMatchObject({
      path: '/eu/items/a%2Fb%3Fc/notes',
      query: { owner: '5', flag: 'true', of: 'item a/b?c', limit: '7' },
      headers: { 'x-item': 'a/b?c' },
    });
    expect(Object.keys(asked[0]?.query ?? {})).not.toContain('unset');
    expect(notes.statePartitioningKeys).toEqual(['item', 'owner']);
  });

  test('a child of a child has the context of both', async () => {
    const tap = await family();
    const [notes, lines] = [streamOf(tap, 'notes'), streamOf(tap, 'lines')];
    expect(childContexts(notes, [lines], { id: 9 }, { item: 1, owner: 5 })).toEqual([{ item: 1, owner: 5, note: 9 }]);
    expect(lines.parentStream).toBe(notes.constructor);
    answer = () => ({ status: 404, body: { message: 'gone' } });
    expect(await recordsOf(lines, { item: 1, owner: 5, note: 9 })).toEqual([]);
    answer = () => ({ status: 204 });
    expect(await recordsOf(lines, { item: 1, owner: 5, note: 9 })).toEqual([]);
  });

  test('a parent that refers to nothing has no children, and one without the property is an error', async () => {
    const tap = await family();
    const [items, notes] = [streamOf(tap), streamOf(tap, 'notes')];
    const [context = null] = childContexts(items, [notes], { id: 1, owner: null }, null);
    expect(await recordsOf(notes, context)).toEqual([]);
    expect(asked).toEqual([]);
    expect(() => childContexts(items, [notes], { id: 1 }, null)).toThrow(
      'A record of stream `items` has no `owner.id`, for which a child stream is read. Correct `context` of the child stream.',
    );
  });

  test('a value cannot lead to another path', async () => {
    const notes = streamOf(await family(), 'notes');
    await expect(recordsOf(notes, { item: '..', owner: 1 })).rejects.toMatchObject({ code: 'RecordInvalid' });
    expect(asked).toEqual([]);
  });
});

test('what is found is records, or an error that shows none', async () => {
  answer = () => ({ body: { data: ['secret text'] } });
  const stream = streamOf(await tapWith('records: $.data'));
  await expect(recordsOf(stream)).rejects.toThrow(
    'What stream `items` finds at `$.data` of an answer is not all objects. Correct `records` of the stream: it names the list of the records.',
  );
});

test('a setting without a value is an error that names it', async () => {
  const tap = await restTap(
    "url_base: '{api_url}'\nauth: {type: bearer, token: '{token}'}\nstreams: [{name: items, schema: {id: integer}}]",
    { api_url: server.url },
  );
  await expect(recordsOf(streamOf(tap))).rejects.toThrow(
    '`{token}` has no value, and `auth` uses it. Set `token` below `config:` of the plugin.',
  );
});

test('a schema in short, as JSON Schema, or in a file beside the plugin', async () => {
  const tap = await restTap(
    `url_base: '{api_url}'
streams:
  - {name: short, primary_keys: [id], schema: {id: integer, at: date-time, day: date, tags: {type: array}}}
  - {name: whole, schema: {type: object, properties: {id: {type: string}}}}
  - {name: file, schema: schemas/file.json}`,
    settings(),
  );
  const [short, whole, file] = tap.discoverStreams();
  expect(short?.schema['properties']).toEqual({
    id: { type: ['integer'] },
    at: { type: ['string', 'null'], format: 'date-time' },
    day: { type: ['string', 'null'], format: 'date' },
    tags: { type: 'array' },
  });
  expect(whole?.schema).toEqual({ type: 'object', properties: { id: { type: 'string' } } });
  expect(() => file?.schema).toThrow(/\/schemas\/file\.json\./);
});

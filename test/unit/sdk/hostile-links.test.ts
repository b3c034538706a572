/** Links and redirects that lead astray: other hosts get nothing that could be a credential, circles end. */
import { HttpClient, BaseHATEOASPaginator, BasePageNumberPaginator, type SdkResponse } from '../../../src/sdk';
import { HostileServer, type Handler } from '../../support/hostile-server';
import { ItemStream, readAll } from '../../support/hostile-stream';

class NextLink extends BaseHATEOASPaginator {
  getNextUrl(response: SdkResponse): string | null {
    return (response.json() as { next: string | null }).next;
  }
}

class LinkStream extends ItemStream {
  override getNewPaginator() {
    return new NextLink();
  }
}

class Allowing extends LinkStream {
  constructor(
    url: string,
    override readonly allowedHosts: readonly string[],
    override readonly trustedHosts: readonly string[] = [],
  ) {
    super(url);
  }
}

const page = (id: number, next: string | null): string => JSON.stringify({ data: [{ id }], next });
const servers: HostileServer[] = [];

async function serve(handler: Handler): Promise<HostileServer> {
  const server = await HostileServer.http(handler);
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

test.each([
  ['/elsewhere/2?key=a%20b', '/elsewhere/2?key=a%20b'],
  ['2?page=2', '/2?page=2'],
  ['?page=2', '/items?page=2'],
])('a link %s is followed to %s, from the page that it stands on', async (link, asked) => {
  const api = await serve((_request, response, count) => response.end(page(count, count === 1 ? link : null)));
  expect(await readAll(new LinkStream(api.url))).toMatchObject({ error: null, records: [{ id: 1 }, { id: 2 }] });
  expect(api.seen.map(({ url }) => url)).toEqual(['/items', asked]);
  expect(api.seen[1]?.headers.authorization).toBe('Bearer hostile-secret');
});

test.each([
  ['another host', 'http://127.0.0.1:1/items?page=2', /it leads to another host, 127\.0\.0\.1:1/],
  ['metadata of a cloud', 'http://169.254.169.254/latest', /to another host, 169\.254\.169\.254/],
  ['a decimal address', 'http://2852039166/', /to another host, 169\.254\.169\.254/],
  ['a file', 'file:///etc/passwd', /to something that is no web address/],
  ['another protocol', 'gopher://127.0.0.1/', /to something that is no web address/],
  ['no URL', 'http://[', /is no URL/],
])('a link to %s is not followed, and what came before is kept', async (_name, link, message) => {
  const api = await serve((_request, response) => response.end(page(1, link)));
  const { error, records } = await readAll(new LinkStream(api.url));
  expect(error).toMatchObject({ code: 'SourceRejected' });
  expect(error?.message).toMatch(message);
  expect(records).toEqual([{ id: 1 }]);
  expect(api.seen).toHaveLength(1);
});

test('a link to an allowed host is followed without credentials, to a trusted one with them', async () => {
  const other = await serve((_request, response) => response.end(page(2, null)));
  const link = `${other.url}/more?cursor=x`;
  const api = await serve((_request, response) => response.end(page(1, link)));
  const host = `127.0.0.1:${other.port}`;
  class Keyed extends Allowing {
    override getUrlParams() {
      return { api_key: 'hostile-secret' };
    }
  }
  expect(await readAll(new Keyed(api.url, [host]))).toMatchObject({ error: null, records: [{ id: 1 }, { id: 2 }] });
  expect(JSON.stringify(other.seen)).not.toContain('hostile-secret');
  expect(other.seen[0]?.url).toBe('/more?cursor=x');
  expect(await readAll(new Allowing(api.url, [], [host]))).toMatchObject({ error: null });
  expect(other.seen[1]?.headers.authorization).toBe('Bearer hostile-secret');
});

describe.each([301, 302, 303, 307, 308])('a redirect by %s', (status) => {
  test('to another host is refused, or goes there without credentials', async () => {
    const other = await serve((_request, response) => response.end(page(2, null)));
    const location = `http://user:pass@127.0.0.1:${other.port}/file?signed=1`;
    const api = await serve((_request, response) => response.writeHead(status, { location }).end());
    const refused = await readAll(new ItemStream(api.url));
    expect(refused.error?.message).toMatch(/it leads to another host, 127\.0\.0\.1:\d+\. .*`allowedHosts`/);
    expect(refused.error?.message).not.toContain('pass@');
    expect(other.seen).toEqual([]);
    class Sending extends Allowing {
      override get httpHeaders() {
        return { 'X-Api-Key': 'hostile-secret', Cookie: 'hostile-secret' };
      }
    }
    expect(await readAll(new Sending(api.url, [`127.0.0.1:${other.port}`]))).toMatchObject({ error: null });
    expect(JSON.stringify(other.seen)).not.toContain('secret');
    expect(other.seen[0]?.headers.authorization).toBeUndefined();
  });

  test('of a POST', async () => {
    class Posting extends ItemStream {
      override readonly httpMethod = 'POST';
      override preparePayload() {
        return { q: 1 };
      }
    }
    const api = await serve((request, response) =>
      request.url === '/items' ? response.writeHead(status, { location: '/new' }).end() : response.end(page(1, null)),
    );
    expect(await readAll(new Posting(api.url))).toMatchObject({ error: null });
    expect(api.seen[1]).toMatchObject({ method: status >= 307 ? 'POST' : 'GET', url: '/new' });
    expect('content-type' in (api.seen[1]?.headers ?? {})).toBe(status >= 307);
  });
});

test('a chain of redirects ends', async () => {
  const api = await serve((_request, response, count) => response.writeHead(302, { location: `/${count}` }).end());
  expect((await readAll(new ItemStream(api.url))).error?.message).toMatch(/redirects more than 10 times/);
  expect(api.seen).toHaveLength(11);
});

describe('a host that is allowed by a pattern', () => {
  const toHost = async (location: string, client?: HttpClient) => {
    const api = await serve((_request, response) => response.writeHead(302, { location }).end());
    return readAll(new Allowing(api.url, ['*']), client === undefined ? {} : { client });
  };

  test.each([
    'http://localhost:1/',
    'http://10.0.0.1/',
    'http://[::1]:1/',
    'http://[::ffff:10.0.0.1]/',
    'http://0x7f.1/',
    'http://x.internal/',
  ])('is not asked at %s', async (location) => {
    expect((await toHost(location)).error?.message).toMatch(/has a private address/);
  });

  test('is not asked where its name stands for a private address', async () => {
    const other = await serve((_request, response) => response.end(page(2, null)));
    const client = new HttpClient({
      lookup: (name, options, callback) => {
        const address = name === 'files.example.com' ? '127.0.0.1' : '203.0.113.1';
        if (options.all === true)
          callback(null, [
            { address: '203.0.113.1', family: 4 },
            { address, family: 4 },
          ]);
        else callback(null, address, 4);
      },
    });
    const { error } = await toHost(`http://files.example.com:${other.port}/x`, client);
    expect(error).toMatchObject({ code: 'SourceRejected' });
    expect(error?.message).toMatch(/The host files\.example\.com:\d+ is not asked: it has a private address/);
    expect(other.seen).toEqual([]);
  });
});

describe('circles', () => {
  test.each([1, 2, 3, 7, 100])('of %s pages end', async (length) => {
    const api = await serve((_request, response, count) => response.end(page(count, `token-${(count + 5) % length}`)));
    const { error, records } = await readAll(new ItemStream(api.url));
    expect(error).toMatchObject({ code: 'SourceRejected' });
    expect(error?.message).toMatch(/goes round in a circle.*"token-\d+"/);
    expect(records.length).toBe(api.seen.length);
    expect(api.seen.length).toBeLessThanOrEqual(3 * Math.max(length, 2));
  });

  test('of links are told without their query', async () => {
    const api = await serve((_request, response) => response.end(page(1, '/items?api_key=hostile-secret')));
    const { error } = await readAll(new LinkStream(api.url));
    expect(error?.message).toMatch(/goes round in a circle.*\("\/items\.\.\."\)/);
  });

  test('a server that takes no notice of the page is told', async () => {
    class Pages extends ItemStream {
      override getNewPaginator() {
        return new BasePageNumberPaginator(1);
      }
    }
    const api = await serve((_request, response) => response.end(page(1, null)));
    const { error } = await readAll(new Pages(api.url));
    expect(error?.message).toMatch(/does not move: 52 answers in a row are the same to the byte/);
  });
});

describe('settings that are no URL and no header', () => {
  test.each(['api.example.com', 'ftp://127.0.0.1', 'https://user:hostile-secret@'])('%s', async (url) => {
    const { error } = await readAll(new ItemStream(url));
    expect(error).toMatchObject({ code: 'ConfigInvalid' });
    expect(error?.message).not.toContain('secret');
  });

  test.each(['a\r\nX-Evil: secret', 'a\nb', 'secret\u0000', 'snow☃'])('a header %j', async (value) => {
    const api = await serve((_request, response) => response.end(page(1, null)));
    class Broken extends ItemStream {
      override get httpHeaders() {
        return { 'X-Key': value };
      }
    }
    const { error } = await readAll(new Broken(api.url));
    expect(error).toMatchObject({
      code: 'ConfigInvalid',
      message: expect.stringContaining('The header "X-Key"') as string,
    });
    expect(error?.message).not.toContain('secret');
    expect(api.seen).toEqual([]);
  });

  test('a user in the URL is sent as a header, and never told', async () => {
    const api = await serve((_request, response) => response.writeHead(404).end());
    class Userless extends ItemStream {
      override get authenticator(): never {
        return null as never;
      }
    }
    const { error } = await readAll(new Userless(`http://me:hostile-secret@127.0.0.1:${api.port}`));
    expect(error?.message).toMatch(/^404/);
    expect(error?.message).not.toContain('secret');
    expect(api.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:hostile-secret').toString('base64')}`);
  });
});

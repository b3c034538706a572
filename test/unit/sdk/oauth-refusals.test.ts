/** Token requests that a server does not answer with a token: what passes is tried again, what does not is about the credentials. */
import type { ServerResponse } from 'node:http';
import { OAuthAuthenticator, type Authenticator } from '../../../src/sdk';
import { HostileServer } from '../../support/hostile-server';
import { ItemStream, readAll, type Outcome } from '../../support/hostile-stream';

class OAuthStream extends ItemStream {
  override get authenticator(): Authenticator {
    return new OAuthAuthenticator({
      authEndpoint: `${this.urlBase}/token`,
      clientId: 'client',
      clientSecret: 'hostile-secret',
    });
  }
}

const PAGE = '{"data":[{"id":1}],"next":null}';
const TOKEN = '{"access_token":"token","expires_in":60}';

/** Reads from a server that answers so many token requests with `refuse`; answers the paths that were asked. */
async function refused(
  refuse: (response: ServerResponse) => void,
  times: number,
): Promise<Outcome & { asked: readonly string[] }> {
  const server = await HostileServer.http((request, response) => {
    if (request.url !== '/token') return void response.end(PAGE);
    if (server.seen.filter(({ url }) => url === '/token').length > times) return void response.end(TOKEN);
    refuse(response);
  });
  try {
    const outcome = await readAll(new OAuthStream(server.url));
    return { ...outcome, asked: server.seen.map(({ url }) => url) };
  } finally {
    await server.stop();
  }
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(code, headers).end('{"error":"hostile-secret"}');

test.each([
  ['429 with `Retry-After`', status(429, { 'Retry-After': '7' }), [7, 7]],
  ['429', status(429), [2, 4]],
  ['500', status(500), [2, 4]],
  ['503 with `Retry-After`', status(503, { 'Retry-After': '3' }), [3, 3]],
  ['a reset', (response: ServerResponse) => void response.socket?.resetAndDestroy(), [2, 4]],
  ['JSON that is cut off', (response: ServerResponse) => void response.end(TOKEN.slice(0, -3)), [2, 4]],
])('%s is tried again', async (_name, refuse, waits) => {
  expect(await refused(refuse, 2)).toEqual({
    records: [{ id: 1 }],
    error: null,
    waits,
    asked: ['/token', '/token', '/token', '/items'],
  });
});

test.each([
  [429, 'SourceRateLimited'],
  [502, 'SourceUnavailable'],
])('%s that stays is told after five tries', async (code, error) => {
  const outcome = await refused(status(code), Infinity);
  expect(outcome.error).toMatchObject({ code: error, message: expect.stringContaining(`status ${code}`) as string });
  expect(outcome.error?.message).not.toContain('secret');
  expect(outcome.asked).toHaveLength(5);
});

test.each([302, 400, 401, 403, 404])('%s is told at once, as a matter of the credentials', async (code) => {
  const { error, waits, asked } = await refused(status(code), Infinity);
  expect(error).toMatchObject({ code: 'CredentialsRejected' });
  expect(error?.message).not.toContain('secret');
  expect({ waits, asked }).toEqual({ waits: [], asked: ['/token'] });
});

test('requests side by side wait once for a server of tokens that refuses', async () => {
  class Wide extends OAuthStream {
    override readonly requestsInFlight = 4;
  }
  const server = await HostileServer.http((request, response, count) => {
    if (request.url !== '/token') return void response.end(PAGE);
    if (count === 1) return void response.writeHead(429, { 'Retry-After': '7' }).end('{}');
    response.end(TOKEN);
  });
  const { error, waits } = await readAll(new Wide(server.url));
  await server.stop();
  expect({ error, waits, tokens: server.seen.filter(({ url }) => url === '/token').length }).toEqual({
    error: null,
    waits: [7],
    tokens: 2,
  });
});

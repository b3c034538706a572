import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askHub, hubOf } from '../../../src/definitions/hub';
import { rejection } from '../../support/rejection';

let server: Server;
let root = '';
const answers = new Map<string, string | number>();
const asked: { url: string; headers: IncomingHttpHeaders }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers });
    const answer = answers.get(request.url ?? '') ?? 404;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => {
  asked.length = 0;
  answers.clear();
  const ref = `${root}/meltano/api/v1/plugins/extractors/tap-x--acme`;
  const variants = { acme: { ref }, other: { ref: `${root}/elsewhere` } };
  const index = { 'tap-x': { default_variant: 'acme', variants } };
  answers.set('/meltano/api/v1/plugins/extractors/index', JSON.stringify(index));
  const definition = {
    name: 'tap-x',
    namespace: 'tap_x',
    variant: 'acme',
    pip_url: 'acme-tap-x',
    docs: 'https://d',
    settings: [],
  };
  answers.set('/meltano/api/v1/plugins/extractors/tap-x--acme', JSON.stringify(definition));
});

const hub = (settings: Readonly<Record<string, string>> = {}): ReturnType<typeof hubOf> =>
  hubOf((name) => settings[name] ?? (name === 'hub_url' ? root : null));

test('the default variant is fetched where the index says', async () => {
  const definition = await askHub(hub(), 'extractors', 'tap-x', null);
  expect(definition).toMatchObject({ kind: 'extractors', name: 'tap-x', variant: 'acme', pipUrl: 'acme-tap-x' });
  expect(definition.json).toMatchObject({ plugin_type: 'extractors', namespace: 'tap_x' });
});

test('`hub_api_root` wins over `hub_url`, and `hub_url_auth` is sent', async () => {
  const own = hub({ hub_api_root: `${root}/meltano/api/v1/`, hub_url: 'http://nowhere', hub_url_auth: 'Bearer t' });
  await askHub(own, 'extractors', 'tap-x', 'acme');
  expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer t', 'Bearer t']);
});

test('the default hub is that of Meltano', () => {
  expect(hubOf(() => null)).toEqual({ apiRoot: 'https://hub.meltano.com/meltano/api/v1', authorization: null });
});

test.each([
  ['tap-y', null, /knows no extractors `tap-y`\. Did you mean `tap-x`\?/],
  ['tap-x', 'acmee', /no variant `acmee` of `tap-x`\. Did you mean `acme`\? Its variants are `acme`, `other`\./],
  [
    'tap-x',
    'other',
    /`tap-x` on the hub failed: .*\/elsewhere cannot be read, it answered 404 Not Found\..*--from-ref/,
  ],
])('%s in variant %j is refused', async (name, variant, message) => {
  expect(await rejection(askHub(hub(), 'extractors', name, variant))).toMatchObject({
    message: expect.stringMatching(message) as string,
  });
});

test('a hub that is away is said with what to do without it', async () => {
  const away = hub({ hub_api_root: `http://127.0.0.1:${await freePort()}/api` });
  expect(await rejection(askHub(away, 'extractors', 'tap-x', null))).toMatchObject({
    code: 'ConfigInvalid',
    message: expect.stringMatching(
      /127\.0\.0\.1:\d+\/api.*ECONNREFUSED.*--from-ref FILE.*--custom.*lock file/,
    ) as string,
  });
});

/** A port on which nothing listens any more. */
async function freePort(): Promise<number> {
  const once = createServer();
  await new Promise<void>((resolve) => once.listen(0, '127.0.0.1', resolve));
  const { port } = once.address() as AddressInfo;
  await new Promise((resolve) => once.close(resolve));
  return port;
}

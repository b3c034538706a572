/** The test of a new tap: `meltemi preview` against a server that answers what is recorded. */
import type { JsonObject, JsonValue } from '../../model/json';
import { PAGE_SIZE } from './client-file';
import { authSettings, variableOf, variablesOf } from './tap-settings';
import type { Pagination, TapChoices } from './tap-choices';

interface Answer {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonValue;
}

const FIRST: JsonObject = { id: 1, name: 'Ada', updated_at: '2026-01-01T00:00:00Z' };
const SECOND: JsonObject = { id: 2, name: 'Grace', updated_at: '2026-01-02T00:00:00Z' };

/**
 * `recorded.json`: answers by method and URL, or a list of them, each with the JSON body (`request`) that it answers; `{server}` in
 * them is the server's address.
 */
export function recordedAnswers(choices: TapChoices): string {
  const { auth, pagination, stream } = choices;
  const token: Record<string, Answer> =
    auth === 'oauth' ? { 'POST /oauth/token': { body: { access_token: 'recorded', expires_in: 3600 } } } : {};
  const path = `/${stream}`;
  const pages = PAGES[pagination](`GET ${path}`, `{server}${path}?page=2`);
  const lines = Object.entries({ ...token, ...pages }).map(
    ([request, answer]) => `  ${JSON.stringify(request)}: ${JSON.stringify(answer)}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** `expected.json`: what the tap makes of them. */
export function recordedRecords({ stream }: TapChoices): string {
  const lines = [FIRST, SECOND].map((record) => `  ${JSON.stringify({ stream, record })}`);
  return `[\n${lines.join(',\n')}\n]\n`;
}

/** `url`: with the method before it. `next`: of the second page. */
const PAGES: Readonly<Record<Pagination, (url: string, next: string) => Record<string, Answer>>> = {
  none: (url) => ({ [url]: { body: [FIRST, SECOND] } }),
  page: (url) => ({
    [`${url}?page=1&per_page=${PAGE_SIZE}`]: { body: [FIRST] },
    [`${url}?page=2&per_page=${PAGE_SIZE}`]: { body: [SECOND] },
    [`${url}?page=3&per_page=${PAGE_SIZE}`]: { body: [] },
  }),
  offset: (url) => ({
    [`${url}?offset=0&limit=${PAGE_SIZE}`]: { body: [FIRST] },
    [`${url}?offset=${PAGE_SIZE}&limit=${PAGE_SIZE}`]: { body: [SECOND] },
    [`${url}?offset=${2 * PAGE_SIZE}&limit=${PAGE_SIZE}`]: { body: [] },
  }),
  cursor: (url) => ({
    [`${url}?limit=${PAGE_SIZE}`]: { body: { data: [FIRST], next: 'b' } },
    [`${url}?cursor=b&limit=${PAGE_SIZE}`]: { body: { data: [SECOND], next: null } },
  }),
  link: (url, next) => ({
    [url]: { headers: { Link: `<${next}>; rel="next"` }, body: [FIRST] },
    [`${url}?page=2`]: { body: [SECOND] },
  }),
  'next-url': (url, next) => ({
    [url]: { body: { data: [FIRST], next } },
    [`${url}?page=2`]: { body: { data: [SECOND], next: null } },
  }),
};

/** Needs `meltemi` on the PATH and in reach of `import`, and nothing but Node beside it. */
export function testFile(choices: TapChoices): string {
  const variables = variablesOf(choices).map((name) => `      ${name}: 'recorded',\n`);
  const settings = authSettings(choices).map(({ name }) => `, ${name}: 'recorded'`);
  return `import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, promisify } from 'node:util';
import { standardTapTests } from 'meltemi/sdk/testing';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const read = (name) => readFileSync(path(name), 'utf8');

let url = '';
const server = createServer(async (request, response) => {
  const body = await text(request);
  const recorded = JSON.parse(read('recorded.json').replaceAll('{server}', url));
  const answer = [recorded[\`\${request.method} \${request.url}\`] ?? []]
    .flat()
    .find((each) => each.request === undefined || isDeepStrictEqual(each.request, JSON.parse(body)));
  if (answer === undefined) return response.writeHead(404).end();
  response
    .writeHead(200, { 'Content-Type': 'application/json', ...answer.headers })
    .end(JSON.stringify(answer.body));
});
before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = \`http://127.0.0.1:\${server.address().port}\`;
});
after(() => server.close());

standardTapTests(path('../tap.ts'), { config: () => ({ api_url: url${settings.join('')} }) }, { test });

test('the recorded answers become the expected records', async () => {
  const { stdout } = await promisify(execFile)('meltemi', ['--json', 'preview', '${choices.plugin}'], {
    cwd: path('..'),
    env: {
      ...process.env,
      ${variableOf(choices, 'api_url')}: url,
${variables.join('')}    },
  });

  const records = stdout.split('\\n').filter(Boolean).map((line) => JSON.parse(line));
  assert.deepEqual(records, JSON.parse(read('expected.json')));
});
`;
}

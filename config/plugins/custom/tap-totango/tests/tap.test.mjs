import assert from 'node:assert/strict';
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
  const answer = [recorded[`${request.method} ${request.url}`] ?? []]
    .flat()
    .find((each) => each.request === undefined || isDeepStrictEqual(each.request, JSON.parse(body)));
  if (answer === undefined) return response.writeHead(404).end();
  response.writeHead(200, { 'Content-Type': 'application/json', ...answer.headers }).end(JSON.stringify(answer.body));
});
before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

standardTapTests(
  path('../tap.ts'),
  { config: () => ({ api_url: url, auth_token: 'recorded', users_count: 2, events_count: 2 }) },
  { test },
);

test('the recorded answers become the expected records', async () => {
  const { stdout } = await promisify(execFile)('meltemi', ['--json', 'preview', 'tap-totango'], {
    cwd: path('..'),
    env: {
      ...process.env,
      TAP_TOTANGO_API_URL: url,
      TAP_TOTANGO_AUTH_TOKEN: 'recorded',
      TAP_TOTANGO_USERS_COUNT: '2',
      TAP_TOTANGO_EVENTS_COUNT: '2',
    },
  });

  const records = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  assert.deepEqual(records, JSON.parse(read('expected.json')));
});

/** The standard checks of a tap written with the SDK: live by `meltemi test`, and as the page about custom taps shows them. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CHECKS } from '../../src/testing';
import { PluginProject } from '../support/plugin-project';
import { ShopApi, SHOP_TAP } from '../support/shop-api';

const api = new ShopApi(['ann', 'bob', 'cy'], 3);
let project: PluginProject;

beforeAll(() => api.start());
afterAll(() => api.stop());
beforeEach(() => {
  if (api.users.length === 0) api.addUsers(25, 1);
  project = new PluginProject({
    'meltano.yml': `version: 1
plugins:
  extractors:
    - name: tap-shop
      namespace: tap_shop
      module: tap.ts
      settings: [{ name: api_url }, { name: token, kind: password }]
      config: { api_url: '${api.url}', token: $SHOP_TOKEN }
`,
    'tap.ts': SHOP_TAP,
  });
});
afterEach(() => project.remove());

const run = (args: readonly string[], token = 'shop-secret') => project.run(args, { env: { SHOP_TOKEN: token } });

test('a tap that is right: a table of its streams, and success', async () => {
  const ended = await run(['test', 'tap-shop']);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/= tap-shop:standard =/);
  expect(ended.stdout).toMatch(/^STREAM +PASSED +WARNED +SKIPPED +FAILED\n\(tap\) +2 +0 +0 +0\nusers +\d+ +0 +0 +0$/m);
  expect(ended.stdout).toMatch(/tap-shop:standard\.+ PASS/);
});

test('a mistake is named with its stream and property, and fails the command', async () => {
  project.write('tap.ts', SHOP_TAP.replace("balance: { type: 'number' }", "balance: { type: 'boolean' }"));
  const ended = await run(['test', 'tap-shop:standard', '--limit', '10', '--select', 'users']);
  expect(ended.code).toBe(1);
  expect(ended.stdout).toMatch(/^FAIL users: is a boolean: balance: 10 of 10 values are not: they are numbers\./m);
  expect(ended.stdout).not.toMatch(/^accounts/m);
  expect(ended.stdout).toMatch(/tap-shop:standard\.+ FAIL/);
});

test('as JSON, one object for each result, without secrets', async () => {
  project.write(
    'tap.ts',
    SHOP_TAP.replace(
      'get urlBase(): string {',
      'get urlBase(): string { if (this.config.token !== "shop-secret") throw new Error(this.config.token);',
    ),
  );
  const good = await run(['--json', 'test', 'tap-shop']);
  const results = good.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(results[0]).toEqual({
    plugin: 'tap-shop',
    check: 'describes itself',
    stream: null,
    property: null,
    outcome: 'passed',
    message: '',
  });
  expect(results.at(-1)).toEqual({ name: 'tap-shop:standard', passed: true });
  const bad = await run(['--json', 'test', 'tap-shop'], 'hunter2hunter2');
  expect(bad.code).toBe(1);
  expect(bad.stdout).toContain('"outcome":"failed"');
  expect(bad.stdout + bad.stderr).not.toContain('hunter2');
});

test('a stream that there is not is no success', async () => {
  const ended = await run(['test', 'tap-shop', '--select', 'user']);
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/no stream `user`/) as string });
});

describe('docs/custom-taps.md', () => {
  const root = join(__dirname, '..', '..');
  const page = readFileSync(join(root, 'docs', 'custom-taps.md'), 'utf8');

  test('says what each check makes sure of', () => {
    const rows = [...page.matchAll(/^\| `([^`]+)` +\| (.*?) +\|$/gm)].map(([, check, promise]) => [check, promise]);
    expect(rows.filter(([check = '']) => check in CHECKS)).toEqual(Object.entries(CHECKS));
  });

  test('its example runs', async () => {
    const [, example = ''] = /^```js\n(.*?)^```$/ms.exec(page) ?? [];
    project.write('tests/tap.test.mjs', example);
    mkdirSync(join(project.folder, 'node_modules'));
    symlinkSync(root, join(project.folder, 'node_modules', 'meltemi'));
    const tested = async (token: string): Promise<string> => {
      const child = spawn(process.execPath, ['--test', '--test-reporter', 'tap', 'tests/tap.test.mjs'], {
        cwd: project.folder,
        env: { PATH: process.env['PATH'], TAP_SHOP_API_URL: api.url, TAP_SHOP_TOKEN: token },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      return await text(child.stdout);
    };
    const count = Object.keys(CHECKS).length;
    expect(await tested('shop-secret')).toMatch(new RegExp(`^# pass ${count}\\n# fail 0$`, 'm'));
    expect(await tested('another')).toMatch(new RegExp(`^# pass ${count - 1}\\n# fail 1$`, 'm'));
  });
});

/** `meltemi create`: from nothing to loaded rows, with the edits that the new README asks for and no others. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseDotenv } from '../../src/project/dotenv';
import type { Ended } from '../support/cli-process';
import { PluginProject } from '../support/plugin-project';
import { ShopApi } from '../support/shop-api';
import { runNodeIn, testTapIn } from '../support/tap-folder';
import { startTemporal, type TestTemporal } from '../support/temporal';

jest.setTimeout(120_000);

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const TAP = 'plugins/custom/tap-shop';
const URL = 'https://api.example.com';

let project: PluginProject;
beforeEach(() => (project = new PluginProject()));
afterEach(() => project.remove());

/** Makes a tap without questions. */
const createTap = (...more: string[]): Promise<Ended> => project.run(['create', 'tap', '--yes', ...more]);
/** Runs the command line in the tap's folder. */
const inTap = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  runNodeIn(join(project.folder, TAP), [MAIN, ...args], env);

function edit(path: string, from: string | RegExp, to: string): void {
  const text = project.read(path);
  const edited = text.replace(from, () => to);
  expect(edited).not.toBe(text);
  project.write(path, edited);
}

describe('create tap', () => {
  test.each([
    ['none', 'none'],
    ['api-key', 'page'],
    ['bearer', 'offset'],
    ['basic', 'cursor'],
    ['oauth', 'link'],
    ['bearer', 'next-url'],
  ])('with %s and %s: both projects are valid, and its own test passes as it is', async (auth, pagination) => {
    project.write('meltano.yml', 'version: 1\nproject_id: shop\n');
    const made = await createTap('shop', '--url', URL, '--auth', auth, '--pagination', pagination);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(await project.run(['validate'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^0 errors, 0 warnings in 2 files, 1 plugin/) as string,
    });
    expect(await inTap(['validate'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^0 errors, 0 warnings in 1 file, 2 plugins/) as string,
    });
    expect(await testTapIn(join(project.folder, TAP))).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^# pass 24\n# fail 0$/m) as string,
    });
    expect(typeCheck()).toBe('');
  });

  test('the compiler tells of a property with a wrong type', async () => {
    project.write('meltano.yml', 'version: 1\n');
    await createTap('shop', '--url', URL);
    edit(`${TAP}/streams.ts`, "path = '/users'", 'path = 7');
    expect(typeCheck()).toMatch(/streams\.ts.*TS2416/);
  });

  test('its own test fails when the tap gives something else', async () => {
    project.write('meltano.yml', 'version: 1\n');
    await createTap('shop', '--url', URL);
    edit(`${TAP}/tests/expected.json`, 'Ada', 'Eve');
    expect(await testTapIn(join(project.folder, TAP))).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('# fail 1') as string,
    });
  });

  test('asks for what is not given', async () => {
    project.write('meltano.yml', 'version: 1\n');
    const stdin = `shop\n${URL}/v2\nbearer\n\norders\n`;
    const ended = await project.run(['create', 'tap'], { stdin });
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('(stream) [users]:') as string });
    expect(project.read(`${TAP}/meltano.yml`)).toContain(`api_url: ${URL}/v2`);
    expect(project.read(`${TAP}/client.ts`)).toContain('BearerTokenAuthenticator');
    expect(project.has(`${TAP}/schemas/orders.json`)).toBe(true);
  });

  test('keeps what people wrote, and never a secret', async () => {
    project.write('meltano.yml', 'version: 1 # mine\ninclude_paths:\n  - ./plugins/custom/*.yml # all\n');
    project.write(
      'plugins/custom/custom_config.yml',
      '# ours\nplugins:\n  extractors:\n    - name: tap-old # kept\n      namespace: tap_old\n      executable: old\n',
    );
    project.write('.env', 'TAP_SHOP_TOKEN=secret # by hand\n');
    project.write('.env.example', 'A=1\n');
    await createTap('shop', '--url', URL, '--auth', 'bearer');
    const custom = project.read('plugins/custom/custom_config.yml');
    expect(custom).toMatch(/^# ours\n/);
    expect(custom).toMatch(/tap-old # kept/);
    expect(custom).toMatch(
      / {4}- name: tap-shop\n {6}namespace: tap_shop\n {6}module: plugins\/custom\/tap-shop\/tap\.ts\n/,
    );
    expect(custom).toMatch(/- name: token\n {10}kind: password/);
    expect(custom).toMatch(/token: \$TAP_SHOP_TOKEN/);
    expect(project.read('meltano.yml')).toBe('version: 1 # mine\ninclude_paths:\n  - ./plugins/custom/*.yml # all\n');
    expect(project.read('.env')).toBe('TAP_SHOP_TOKEN=secret # by hand\n');
    expect([...parseDotenv(project.read('.env.example'), {})]).toEqual([
      ['A', '1'],
      ['TAP_SHOP_TOKEN', ''],
    ]);
  });

  test('says so when the project takes the tap for a part of itself', async () => {
    project.write('meltano.yml', 'version: 1\ninclude_paths: [./plugins/**/*.yml]\n');
    const { stdout } = await createTap('shop', '--url', URL);
    expect(stdout).toContain(`\`include_paths\` also takes ${TAP}/meltano.yml`);
  });

  test('nothing is overwritten', async () => {
    project.write('meltano.yml', 'version: 1\n');
    project.write(`${TAP}/notes.txt`, 'mine');
    expect(await createTap('shop', '--url', URL)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`There is a \`${TAP}\` in the project already.`) as string,
    });
    expect(project.has('plugins/custom/custom_config.yml')).toBe(false);
    project.write('meltano.yml', 'version: 1\nplugins: {extractors: [{name: tap-old, namespace: tap_old}]}\n');
    expect(await createTap('old', '--url', URL)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is an extractor `tap-old` in the project already.') as string,
    });
    expect(project.has('plugins/custom/tap-old')).toBe(false);
  });

  test.each([
    ['a bad name', ['my shop', '--url', URL], /`my shop` is no name/],
    ['a URL that is none', ['shop', '--url', 'example'], /not an HTTP URL/],
    ['no URL', ['shop'], /URL of the API is missing/],
    ['two names', ['shop', '--name', 'store', '--url', URL], /names two taps/],
  ])('%s is refused, and nothing is made', async (_what, args, message) => {
    project.write('meltano.yml', 'version: 1\n');
    expect(await createTap(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) as string });
    expect(project.has('plugins')).toBe(false);
  });

  test('outside a project there is nothing to add it to', async () => {
    expect(await createTap('shop', '--url', URL)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('this is no Meltano project') as string,
    });
  });
});

/** What `tsc --noEmit` says in the tap's folder. */
function typeCheck(): string {
  const compiler = require.resolve('typescript/bin/tsc');
  return spawnSync(process.execPath, [compiler, '--noEmit'], { cwd: join(project.folder, TAP), encoding: 'utf8' })
    .stdout;
}

describe('create pipeline', () => {
  test('inherits from the base plugins of the layout, and is valid as it is', async () => {
    await project.run(['init']);
    const env = Object.fromEntries(
      [...parseDotenv(project.read('.env.example'), {})].map(([name, value]) => [name, value || 'x']),
    );
    const made = await project.run(['create', 'pipeline', 'orders']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(project.read('pipelines/orders/orders.yml')).toBe(`plugins:
  extractors:
    - name: tap-postgres--orders
      inherit_from: tap-postgres
      select:
        - '*.*'
  mappers:
    - name: map-orders
      inherit_from: meltano-map-transformer
      config:
        stream_maps:
          '*':
            extracted_at: datetime.datetime.now(datetime.timezone.utc)
  loaders:
    - name: target-postgres--orders
      inherit_from: target-postgres
jobs:
  - name: orders-pipeline
    tasks:
      - tap-postgres--orders map-orders target-postgres--orders
`);
    expect(await project.run(['validate'], { env })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^0 errors, 0 warnings/) as string,
    });
    expect(await project.run(['create', 'pipeline', 'orders'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is a `pipelines/orders` in the project already.') as string,
    });
  });

  test('a mapper of rules gets rules; a project without include_paths gets one', async () => {
    project.write(
      'meltano.yml',
      'version: 1 # mine\nproject_id: rules\nplugins:\n  extractors: [{name: tap-old, namespace: tap_old, executable: old}]\n  mappers: [{name: transform-field}]\n  loaders: [{name: target-jsonl}]\n',
    );
    const made = await project.run(['create', 'pipeline', 'orders', '--mapper', 'transform-field']);
    expect(made.stdout).toContain('Added `./pipelines/**/*.yml` to `include_paths`');
    expect(project.read('meltano.yml')).toMatch(
      /^version: 1 # mine\n[^]*include_paths:\n *- '\.\/pipelines\/\*\*\/\*\.yml'\n$/,
    );
    expect(project.read('pipelines/orders/orders.yml')).toMatch(
      /inherit_from: transform-field\n +config:\n +transformations: \[\]/,
    );
    expect(await project.run(['validate'])).toMatchObject({ code: 0, stdout: '' });
  });

  test.each([
    ['a bad name', ['../orders'], 2, /`\.\.\/orders` is no name/],
    [
      'a tap that is not there',
      ['orders', '--tap', 'tap-shp'],
      2,
      /no extractor `tap-shp`\. Did you mean `tap-shop`\?/,
    ],
    ['no target', ['orders'], 1, /has no loader to inherit from/],
  ])('%s is refused, and nothing is made', async (_what, args, code, message) => {
    project.write('meltano.yml', 'version: 1\nplugins: {extractors: [{name: tap-shop, namespace: tap_shop}]}\n');
    const ended = await project.run(['create', 'pipeline', ...args]);
    expect(ended).toMatchObject({ code, stderr: expect.stringMatching(message) as string });
    expect(project.has('pipelines')).toBe(false);
  });

  test('nothing is made when one of its names is taken', async () => {
    project.write(
      'meltano.yml',
      'version: 1\nplugins: {extractors: [{name: tap-postgres}], loaders: [{name: target-jsonl}]}\njobs: [{name: orders-pipeline, tasks: [tap-postgres target-jsonl]}]\n',
    );
    expect(await project.run(['create', 'pipeline', 'orders'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is `orders-pipeline` among the jobs') as string,
    });
    expect(project.has('pipelines')).toBe(false);
  });
});

describe('from the scaffold to rows', () => {
  const api = new ShopApi([], 0);
  let temporal: TestTemporal;
  let worker: ChildProcess | null = null;

  beforeAll(async () => {
    await api.start();
    temporal = await startTemporal();
  });

  afterAll(async () => {
    worker?.kill('SIGKILL');
    await api.stop();
    await temporal.stop();
  });

  /** Of the project in that folder, in place of the one before. */
  function work(cwd: string): void {
    worker?.kill('SIGKILL');
    const env = { ...process.env, TEMPORAL_ADDRESS: temporal.address };
    worker = spawn(process.execPath, [MAIN, 'worker'], { cwd, env, stdio: 'ignore' });
  }

  const lines = (path: string): readonly Record<string, unknown>[] =>
    project
      .read(path)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  test('by itself, and in a pipeline of the project', async () => {
    api.addUsers(230, 1);
    await project.run(['init']);
    await createTap('shop', '--url', api.url, '--auth', 'bearer', '--pagination', 'offset');
    edit(`${TAP}/streams.ts`, "'$[*]'", "'$.data[*]'");
    edit(`${TAP}/streams.ts`, "'updated_at'", "'updated'");
    edit(`${TAP}/schemas/users.json`, '"updated_at"', '"updated"');
    edit(`${TAP}/schemas/users.json`, '"name":', '"balance": { "type": "number" },\n    "name":');
    edit(`${TAP}/.env`, "''", 'shop-secret');
    edit('.env', "''", 'shop-secret');

    const env = { TEMPORAL_ADDRESS: temporal.address };
    const preview = await inTap(['preview', 'tap-shop', '--limit', '1']);
    expect(preview).toMatchObject({ code: 0 });
    expect(JSON.parse(preview.stdout)).toMatchObject({ id: 1, name: 'user 1', updated: '2026-01-01T00:01:01Z' });
    expect(preview.stdout).toContain('"balance":12345678901234567.11');
    work(join(project.folder, TAP));
    expect(await inTap(['run', 'tap-shop', 'target-jsonl'], env)).toMatchObject({ code: 0 });
    expect(new Set(lines(`${TAP}/output/users.jsonl`).map(({ id }) => id)).size).toBe(230);

    // The second run takes what is newer.
    api.addUsers(7, 2);
    const again = await inTap(['--json', 'run', 'tap-shop', 'target-jsonl'], env);
    expect(again.stdout).toMatch(/"rows":7\b/);

    await project.run(['create', 'pipeline', 'users', '--tap', 'tap-shop', '--target', 'target-jsonl']);
    work(project.folder);
    expect(await project.run(['run', 'users-pipeline'], { env })).toMatchObject({ code: 0 });
    // The layout's target makes a file per run.
    const [file = ''] = readdirSync(join(project.folder, 'output')).filter((name) => name.endsWith('.jsonl'));
    const loaded = lines(`output/${file}`);
    expect(loaded).toHaveLength(237);
    expect(loaded[0]).toMatchObject({ id: 1, extracted_at: expect.stringMatching(/^20\d\d-/) as string });
  });
});

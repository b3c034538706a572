/** Taps without code, through the built command line and real servers: the one of the sample project, and those of a small one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { GitHubApi } from '../support/github-api';
import { HostileServer } from '../support/hostile-server';
import { PluginProject } from '../support/plugin-project';
import { createDatabase, queryRows, type TestDatabase } from '../support/postgres';
import { startTemporal, type TestTemporal } from '../support/temporal';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '..', '..');
const MAIN = join(ROOT, 'dist', 'cli', 'main.js');
const SAMPLE = join(ROOT, 'config');
const ISSUES = 230;

const github = new GitHubApi();
let temporal: TestTemporal;
let database: TestDatabase;
let sample: PluginProject;
let worker: ChildProcess;

beforeAll(async () => {
  await github.start();
  temporal = await startTemporal();
  database = await createDatabase('rest_taps');
  sample = new PluginProject();
  cpSync(SAMPLE, sample.folder, { recursive: true });
  for (let number = 1; number <= ISSUES; number++) github.put(number, `issue ${number}`, minute(number));
  for (let id = 1; id <= 120; id++) github.comment(7, 9000 + id, `comment ${id}`, minute(300 + id));
  github.comment(8, 9900, 'only one', minute(421));
  worker = spawn(process.execPath, [MAIN, 'worker'], {
    cwd: sample.folder,
    env: { ...process.env, ...env() },
    stdio: 'ignore',
  });
});

afterAll(async () => {
  worker.kill('SIGKILL');
  await github.stop();
  await temporal.stop();
  await database.drop();
  sample.remove();
});

/** Of 2026-02-01. */
function minute(count: number): string {
  return new Date(Date.UTC(2026, 1, 1, 0, count)).toISOString().replace('.000Z', 'Z');
}

function env(): Record<string, string> {
  const { hostname, port, username, password, pathname } = new URL(database.url);
  return {
    TEMPORAL_ADDRESS: temporal.address,
    TAP_GITHUB_API_URL: github.url,
    TAP_GITHUB_OWNER: 'octo',
    TAP_GITHUB_REPOSITORY: 'hello',
    TAP_GITHUB_TOKEN: github.token,
    DEV_DB_HOST: hostname,
    DEV_DB_PORT: port,
    DEV_DB_USER: username,
    DEV_DB_PASSWORD: decodeURIComponent(password),
    DEV_DB_NAME: pathname.slice(1),
    TARGET_POSTGRES_DEFAULT_TARGET_SCHEMA: 'github',
  };
}

const rows = (sql: string) => queryRows(database.url, sql);

const run = () => sample.run(['run', 'tap-github', 'target-postgres'], { env: env() });
const counts = () =>
  rows(`select (select count(*)::int from github.issues) issues, (select count(distinct number)::int from github.issues) numbers,
    (select count(*)::int from github.comments) comments, (select array_agg(distinct issue_number::int) from github.comments) of`);

test('the sample project has no mistakes in its tap without code', async () => {
  expect(await sample.run(['validate'], { env: env() })).toMatchObject({ code: 0 });
});

test('two runs of the sample tap give every issue and comment, the second one asks for what is new', async () => {
  expect(await run()).toMatchObject({ code: 0 });
  expect(await counts()).toEqual([{ issues: ISSUES, numbers: ISSUES, comments: 121, of: [7, 8] }]);
  expect(await rows('select title, state, labels from github.issues where number = 3')).toEqual([
    { title: 'issue 3', state: 'closed', labels: [{ name: 'bug' }] },
  ]);
  const { length } = github.requests;
  github.put(5, 'changed', minute(500));
  github.put(ISSUES + 1, 'new', minute(501));
  github.comment(7, 9500, 'late', minute(502));
  expect(await run()).toMatchObject({ code: 0 });
  expect(await counts()).toEqual([{ issues: ISSUES + 1, numbers: ISSUES + 1, comments: 122, of: [7, 8] }]);
  expect(await rows('select title from github.issues where number = 5')).toEqual([{ title: 'changed' }]);
  const asked = github.requests.slice(length);
  // Issues that changed, and of these the new ones from their beginning.
  expect(asked.map((url) => url.replace(/^.*?\/issues/, '').replace(/since=[^&]+/, 'since=T'))).toEqual(
    expect.arrayContaining([
      '/7/comments?per_page=100&since=T',
      '/5/comments?per_page=100',
      `/${ISSUES + 1}/comments?per_page=100`,
    ]),
  );
  expect(asked.filter((url) => url.includes('/comments'))).toHaveLength(3);
});

describe('create rest', () => {
  const items = Array.from({ length: 150 }, (_, index) => ({
    id: index,
    name: `n${index}`,
    updated_at: minute(index),
  }));
  let api: HostileServer;
  let project: PluginProject;

  beforeAll(async () => {
    api = await HostileServer.http(({ url, headers }, response) => {
      const { searchParams } = new URL(url ?? '/', 'http://localhost');
      const page = Number(searchParams.get('page'));
      response.statusCode = headers.authorization === 'Bearer hunter2-of-the-test' ? 200 : 401;
      response.end(JSON.stringify(items.slice((page - 1) * 100, page * 100)));
    });
  });

  beforeEach(() => {
    project = new PluginProject({ 'meltano.yml': 'version: 1 # mine\nplugins: {loaders: [{name: target-jsonl}]}\n' });
  });

  afterEach(() => project.remove());
  afterAll(() => api.stop());

  const options = () => ['--url', api.url, '--auth', 'bearer', '--pagination', 'page', '--stream', 'items'];

  test('one file that can be previewed, tested and called as a Singer program at once', async () => {
    const made = await project.run(['create', 'rest', 'shop', ...options(), '--yes']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toContain('added that to `include_paths`');
    expect(project.read('meltano.yml')).toMatch(/^version: 1 # mine\n/);
    project.write('.env', project.read('.env').replace(/TAP_SHOP_TOKEN=.*/, 'TAP_SHOP_TOKEN=hunter2-of-the-test'));
    const preview = await project.run(['preview', 'tap-shop']);
    expect(preview).toMatchObject({ code: 0, stdout: expect.stringContaining('n1') as string });
    const kit = await project.run(['test', 'tap-shop', '--limit', '200']);
    expect(kit).toMatchObject({ code: 0, stdout: expect.stringMatching(/items +\d+ +0 +\d+ +0/) as string });
    const { code, stdout } = await project.run(['singer', 'tap-shop']);
    const records = stdout.split('\n').filter((line) => line.includes('"RECORD"'));
    expect({ code, records: records.length }).toEqual({ code: 0, records: items.length });
  });

  test('a wrong token is told of by its path, without the token', async () => {
    await project.run(['create', 'rest', 'shop', ...options(), '--yes']);
    const { code, stderr } = await project.run(['preview', 'tap-shop'], { env: { TAP_SHOP_TOKEN: 'wrong-secret' } });
    expect(code).toBe(1);
    expect(stderr).toContain('401 Client Error: Unauthorized for path: /items');
    expect(stderr).not.toContain('wrong-secret');
  });

  test('asks for what is not given, and overwrites nothing', async () => {
    project.write('meltano.yml', 'version: 1\ninclude_paths: [./plugins/custom/*.yml]\n');
    const asked = await project.run(['create', 'rest'], { stdin: `shop\n${api.url}\nbearer\n\norders\n` });
    expect(asked).toMatchObject({ code: 0, stderr: expect.stringContaining('(pagination) [none]:') as string });
    expect(project.read('plugins/custom/tap-shop.yml')).toContain('path: /orders');
    expect(project.read('meltano.yml')).toBe('version: 1\ninclude_paths: [./plugins/custom/*.yml]\n');
    expect(await project.run(['create', 'rest', 'shop', ...options(), '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is a `plugins/custom/tap-shop.yml` in the project already.') as string,
    });
    project.write('plugins/custom/mine.yml', 'plugins: {extractors: [{name: tap-old, namespace: old}]}\n');
    expect(await project.run(['create', 'rest', 'old', ...options(), '--yes'])).toMatchObject({ code: 1 });
    expect(project.has('plugins/custom/tap-old.yml')).toBe(false);
  });

  test('mistakes have their places', async () => {
    await project.run(['create', 'rest', 'shop', ...options(), '--yes']);
    const file = 'plugins/custom/tap-shop.yml';
    project.write(
      file,
      project.read(file).replace('path: /items', 'path: /items/{itme}').replace('  records:', '  record:'),
    );
    const { code, stdout } = await project.run(['validate'], { env: { TAP_SHOP_TOKEN: 'x' } });
    expect(code).not.toBe(0);
    expect(stdout).toMatch(
      /plugins\/custom\/tap-shop\.yml:28:9: error: `record` is not a key of `rest`\. Did you mean `records`\?/,
    );
    expect(stdout).toMatch(/plugins\/custom\/tap-shop\.yml:33:26: error: `\{itme\}` is no setting of `tap-shop`\./);
  });
});

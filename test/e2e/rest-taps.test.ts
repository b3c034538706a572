/** Taps without code, through the built command line and real servers: the one of the sample project, and those of a small one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { GitHubApi } from '../support/github-api';
import { PluginProject } from '../support/plugin-project';
import { createDatabase, type TestDatabase } from '../support/postgres';
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

async function rows(sql: string): Promise<readonly unknown[]> {
  const client = new Client(database.url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

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

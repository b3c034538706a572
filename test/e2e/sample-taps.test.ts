/** The taps of the sample project, as it is, against servers that answer as Okta and Totango do. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { linkPackage } from '../../src/cli/create/link-package';
import { RateLimit, type ApiRequest } from '../support/api-server';
import { OKTA_TOKEN, OktaApi, type OktaUser } from '../support/okta-api';
import { PluginProject } from '../support/plugin-project';
import { createDatabase, queryRows, type TestDatabase } from '../support/postgres';
import { testTapIn } from '../support/tap-folder';
import { startTemporal, type TestTemporal } from '../support/temporal';
import { TOTANGO_TOKEN, TotangoApi } from '../support/totango-api';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '..', '..');
const MAIN = join(ROOT, 'dist', 'cli', 'main.js');
const TAPS = ['tap-okta', 'tap-totango'];
const ACCOUNTS = ['acme', 'b/olt', 'ümlaut', 'quiet'];
/** Milliseconds since 1970: the 1st of January 2026. */
const NEW_YEAR = Date.parse('2026-01-01T00:00:00Z');

const okta = new OktaApi();
const totango = new TotangoApi();
let temporal: TestTemporal;
let database: TestDatabase;
let project: PluginProject;
let worker: ChildProcess;

beforeAll(async () => {
  await Promise.all([okta.start(), totango.start()]);
  temporal = await startTemporal();
  database = await createDatabase('sample_taps');
  project = new PluginProject();
  cpSync(join(ROOT, 'config'), project.folder, {
    recursive: true,
    filter: (path) => !['.meltemi', 'output', 'node_modules'].includes(basename(path)),
  });
  for (const tap of TAPS) linkPackage(join(project.folder, 'plugins/custom', tap));
  worker = spawn(process.execPath, [MAIN, 'worker'], {
    cwd: project.folder,
    env: { ...process.env, ...env() },
    stdio: 'ignore',
  });
});

afterAll(async () => {
  worker.kill('SIGKILL');
  await Promise.all([okta.stop(), totango.stop()]);
  await temporal.stop();
  await database.drop();
  project.remove();
});

function env(more: Record<string, string> = {}): Record<string, string> {
  const { hostname, port, username, password, pathname } = new URL(database.url);
  return {
    TEMPORAL_ADDRESS: temporal.address,
    DEV_DB_HOST: hostname,
    DEV_DB_PORT: port,
    DEV_DB_USER: username,
    DEV_DB_PASSWORD: decodeURIComponent(password),
    DEV_DB_NAME: pathname.slice(1),
    TAP_OKTA_OKTA_DOMAIN: okta.url,
    TAP_OKTA_AUTH_TOKEN: OKTA_TOKEN,
    TAP_TOTANGO_API_URL: totango.url,
    TAP_TOTANGO_AUTH_TOKEN: TOTANGO_TOKEN,
    // Several pages of each.
    TAP_TOTANGO_USERS_COUNT: '40',
    TAP_TOTANGO_ACCOUNTS_COUNT: '3',
    TAP_TOTANGO_EVENTS_COUNT: '10',
    ...more,
  };
}

/** The job, by the command line; answers the rows that its receipt has for each stream. */
async function run(job: string): Promise<Readonly<Record<string, number>>> {
  const { code, stdout, stderr } = await project.run(['--json', 'run', job], { env: env() });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const { receipt } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    receipt: { pipelines: { streams: { stream: string; rows: number }[] }[] };
  };
  return Object.fromEntries(
    receipt.pipelines.flatMap(({ streams }) => streams.map(({ stream, rows }) => [stream, rows])),
  );
}

const rows = (sql: string) => queryRows(database.url, sql);

/** The records of the file that is the newest of a stream. */
function newestLines(stream: string): readonly Record<string, unknown>[] {
  const newest = readdirSync(join(project.folder, 'output'))
    .filter((name) => name.startsWith(`${stream}-`))
    .sort()
    .at(-1);
  return project
    .read(`output/${newest}`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const byId = (a: { readonly id?: unknown }, b: { readonly id?: unknown }): number =>
  String(a.id) < String(b.id) ? -1 : 1;
const searchesOf = (requests: readonly ApiRequest[]): readonly (string | null)[] =>
  requests.map(({ url }) => url.searchParams.get('search'));
const withoutNulls = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));

test.each(TAPS)('%s passes the tests that it brings', async (tap) => {
  const ended = await testTapIn(join(project.folder, 'plugins/custom', tap));
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^# pass 24\n# fail 0$/m) as string });
});

test.each(TAPS)('%s has the same settings in its module, in the project and in its own project', async (tap) => {
  const module = project.read(`plugins/custom/${tap}/tap.ts`);
  const schema = module.slice(module.indexOf('const configSchema'), module.indexOf('} as const'));
  const settings = [...schema.matchAll(/^ {2}(\w+): \{/gm)].map(([, name]) => name);
  expect(settings.length).toBeGreaterThan(6);
  const named = (text: string): readonly (string | undefined)[] => {
    const from = text.indexOf(`- name: ${tap}\n`);
    const entry = text.slice(from, text.indexOf('config:', from));
    return [...entry.matchAll(/^ {8}- name: (\w+)$/gm)].map(([, name]) => name);
  };
  for (const file of ['plugins/custom/custom_config.yml', `plugins/custom/${tap}/meltano.yml`])
    expect([...named(project.read(file))].sort()).toEqual([...settings].sort());
});

describe('tap-okta', () => {
  const expected = (users: readonly OktaUser[]): readonly unknown[] =>
    [...users].sort(byId).map((user) => ({ ...user, transitioningToStatus: null }));
  /** Rows of the warehouse as the API has the records. */
  const loaded = async (): Promise<readonly unknown[]> => {
    const found = await rows('select row_to_json(users) as record from okta.users');
    return found.map(({ record }) => sameTimes(record as Record<string, unknown>)).sort(byId);
  };

  test('loads all users, over the end of what the API allows in a while', async () => {
    okta.addUsers(530, '2026-01-01T00:00:00.000Z');
    okta.addUsers(3, '2026-01-02T00:00:00.000Z', 'DEPROVISIONED');
    // Of three pages two are in the limit; the third one has to wait.
    okta.rateLimit = new RateLimit(2, 3);
    expect(await run('okta-pipeline')).toEqual({ users: 530 });
    okta.rateLimit = new RateLimit(600, 60);
    // Without a `search` Okta leaves deprovisioned users out.
    expect(await loaded()).toEqual(expected(okta.users.filter(({ status }) => status === 'ACTIVE')));
    expect(okta.accepted.map(({ url }) => [url.searchParams.get('limit'), url.searchParams.has('after')])).toEqual([
      ['200', false],
      ['200', true],
      ['200', true],
    ]);
    // The API says when nothing is left, so nothing has to be refused.
    expect(okta.refused).toEqual([]);
  });

  test('a refusal for too many requests is survived', async () => {
    okta.rateLimit = new RateLimit(600, 3, 600);
    expect(await run('okta-to-jsonl')).toEqual({ users: 530 });
    okta.rateLimit = new RateLimit(600, 60);
    expect(new Set(okta.refused.map(({ status }) => status))).toEqual(new Set([429]));
    const records: Record<string, unknown>[] = newestLines('users').map((record) => ({
      ...record,
      transitioningToStatus: null,
    }));
    expect(records.sort(byId)).toEqual(expected(okta.users.filter(({ status }) => status === 'ACTIVE')));
  });

  test('asks in the next run for those that have changed, and takes nothing else', async () => {
    okta.change(3, '2026-01-03T00:00:00.005Z');
    okta.addUsers(2, '2026-01-03T01:00:00.000Z');
    const since = okta.users
      .slice(0, 530)
      .map(({ lastUpdated }, i) => (i === 3 ? '' : lastUpdated))
      .sort()
      .at(-1);
    const before = okta.accepted.length;
    const changed = 3;
    // A search finds deprovisioned users, too.
    const deprovisioned = 3;
    expect(await run('okta-pipeline')).toEqual({ users: changed + deprovisioned });
    expect(searchesOf(okta.accepted.slice(before))).toEqual([`lastUpdated gt "${since}"`]);
    expect(await loaded()).toEqual(expected(okta.users));
    expect(await run('okta-to-jsonl')).toEqual({ users: changed + deprovisioned });
    expect(newestLines('users')).toHaveLength(changed + deprovisioned);
  });

  test('a run without changes loads nothing', async () => {
    expect(await run('okta-pipeline')).toEqual({ users: 0 });
  });

  test('the columns have the types of the schema', async () => {
    const columns = await rows(
      "select column_name, data_type from information_schema.columns where table_schema = 'okta' and table_name = 'users'",
    );
    expect(Object.fromEntries(columns.map(({ column_name: name, data_type: type }) => [name, type]))).toMatchObject({
      id: 'text',
      profile: 'jsonb',
      credentials: 'jsonb',
      lastUpdated: 'timestamp with time zone',
    });
  });

  test('keeps what `search` asks for beside what is new, and leaves credentials out where that is wanted', async () => {
    const more = { TAP_OKTA_SEARCH: 'profile.department eq "Moved" or status eq "STAGED"', TAP_OKTA_LIMIT: '1' };
    const before = okta.accepted.length;
    const preview = await project.run(['--json', 'preview', 'tap-okta--users'], {
      env: env({ ...more, TAP_OKTA_PERFORMANCE_OPTIMIZATION: 'true', TAP_OKTA_SORTBY: 'lastUpdated' }),
    });
    expect(preview).toMatchObject({ code: 0 });
    expect(JSON.parse(preview.stdout)).toMatchObject({ record: { id: okta.users[3]?.id, credentials: null } });
    expect(searchesOf(okta.accepted.slice(before))).toEqual([more.TAP_OKTA_SEARCH]);
  });

  test('a token that is wrong is an error that says so', async () => {
    const { code, stderr } = await project.run(['preview', 'tap-okta--users'], {
      env: env({ TAP_OKTA_AUTH_TOKEN: 'nobody-knows-it' }),
    });
    expect(code).toBe(1);
    expect(stderr).toContain('401 Client Error');
    expect(stderr).not.toContain('nobody-knows-it');
  });
});

describe('tap-totango', () => {
  const hits = {
    users: () =>
      totango.users.map(({ values, ...user }) => ({ ...user, selected_fields: [values['First Name'] ?? null] })),
    accounts: () =>
      totango.accounts.map(({ values, ...account }) => ({
        ...account,
        selected_fields: [values['health'], values['Success Manager']],
      })),
    events: () => totango.events.map((event) => ({ ...event, account_id: event.account.id })),
  };
  const keyOf = (record: Readonly<Record<string, unknown>>): string => String(record['id'] ?? record['name']);
  const sorted = (records: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] =>
    records.map(withoutNulls).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const expectLoaded = async (): Promise<void> => {
    for (const stream of ['users', 'accounts', 'events'] as const) {
      const found = await rows(`select row_to_json(t) as record from totango.${stream} t`);
      expect(sorted(found.map(({ record }) => record as Record<string, unknown>))).toEqual(sorted(hits[stream]()));
    }
  };

  test('loads users, accounts and the events of each account', async () => {
    totango.addAccounts(...ACCOUNTS);
    totango.addUsers(95);
    totango.addEvents('acme', 25, NEW_YEAR);
    totango.addEvents('b/olt', 20, NEW_YEAR + 86_400_000);
    totango.addEvents('ümlaut', 3, NEW_YEAR - 86_400_000);
    expect(await run('totango-pipeline')).toEqual({ users: 95, accounts: 4, events: 48 });
    await expectLoaded();
    expect(totango.refused).toEqual([]);
  });

  test('the same into files, with a refusal for too many requests on the way', async () => {
    totango.rateLimit = new RateLimit(100, 3, 99);
    expect(await run('totango-to-jsonl')).toEqual({ users: 95, accounts: 4, events: 48 });
    totango.rateLimit = new RateLimit(100, 60);
    expect(new Set(totango.refused.map(({ status }) => status))).toEqual(new Set([429]));
    for (const stream of ['users', 'accounts', 'events'] as const)
      expect(sorted(newestLines(stream))).toEqual(sorted(hits[stream]()));
  });

  test('asks in the next run for new events by milliseconds, and takes nothing twice', async () => {
    totango.addEvents('acme', 2, NEW_YEAR + 3_600_000);
    totango.addEvents('quiet', 1, NEW_YEAR - 1000);
    const before = totango.accepted.length;
    expect(await run('totango-pipeline')).toEqual({ users: 95, accounts: 4, events: 3 });
    await expectLoaded();
    const asked = totango.accepted
      .slice(before)
      .filter(({ url }) => url.pathname === '/api/v2/events/search')
      .map(({ body }) => JSON.parse(body) as { query: string; account_id: string })
      .map(({ query, account_id: account }) => [account, (JSON.parse(query) as { terms: unknown[] }).terms]);
    const since = (gte: number): unknown => [{ type: 'date', term: 'timestamp', gte }];
    // An account without events so far has no bookmark; each other one has its own.
    expect(Object.fromEntries(asked)).toEqual({
      acme: since(NEW_YEAR + 24_000),
      'b/olt': since(NEW_YEAR + 86_400_000 + 19_000),
      ümlaut: since(NEW_YEAR - 86_400_000 + 2000),
      quiet: [],
    });
    expect(await run('totango-to-jsonl')).toEqual({ users: 95, accounts: 4, events: 3 });
    expect(newestLines('events')).toHaveLength(3);
  });
});

describe('the servers refuse what a wrong port would send', () => {
  const okFilter = 'lastUpdated gt "2026-01-01T00:00:00.000Z"';
  test.each([
    [200, { search: okFilter, limit: '200' }],
    [400, { search: 'lastUpdated gt "2026-01-01 00:00:00"' }],
    [400, { search: 'lastUpdated > 1' }],
    [400, { search: `(${okFilter}` }],
    [400, { limit: '201' }],
    [400, { since: '2026-01-01' }],
    [400, { after: 'nowhere' }],
  ])('Okta: %s for %j', async (status, parameters) => {
    const headers = { Authorization: `SSWS ${OKTA_TOKEN}` };
    const answer = await fetch(`${okta.url}/api/v1/users?${new URLSearchParams(parameters).toString()}`, { headers });
    expect(answer.status).toBe(status);
  });

  const query = { terms: [], fields: [], offset: 0, count: 10 };
  const dated = (gte: unknown) => ({ ...query, terms: [{ type: 'date', term: 'timestamp', gte }] });
  const json = (body: unknown): readonly [string, string] => ['application/json', JSON.stringify(body)];
  test.each([
    [200, 'a query in JSON', '/v2/events/search', json({ query: JSON.stringify(dated(NEW_YEAR)), account_id: 'acme' })],
    [
      200,
      'a query in a form',
      '/v1/search/users',
      ['application/x-www-form-urlencoded', new URLSearchParams({ query: JSON.stringify(query) }).toString()],
    ],
    [400, 'a query that is no text', '/v1/search/users', json({ query })],
    [400, 'seconds', '/v2/events/search', json({ query: JSON.stringify(dated(NEW_YEAR / 1000)) })],
    [400, 'a time as text', '/v2/events/search', json({ query: JSON.stringify(dated('2026-01-01T00:00:00Z')) })],
    [
      404,
      'a key that is not filled in',
      '/v2/events/search',
      json({ query: JSON.stringify(query), account_id: '{account_id}' }),
    ],
    [400, 'no order', '/v1/search/accounts', json({ query: JSON.stringify({ ...query, sort_by: null }) })],
    [400, 'too many', '/v1/search/accounts', json({ query: JSON.stringify({ ...query, count: 1001 }) })],
    [400, 'more than is given', '/v1/search/accounts', json({ query: JSON.stringify({ ...query, offset: 9995 }) })],
  ] as const)('Totango: %s for %s', async (status, _what, path, [type, body]) => {
    const headers = { 'app-token': TOTANGO_TOKEN, 'Content-Type': type };
    const answer = await fetch(`${totango.url}/api${path}`, { method: 'POST', headers, body });
    expect(answer.status).toBe(status);
  });

  test('without its token each answers 401', async () => {
    const answer = await fetch(`${okta.url}/api/v1/users`);
    expect([answer.status, await answer.json()]).toEqual([401, expect.objectContaining({ errorCode: 'E0000011' })]);
    expect((await fetch(`${totango.url}/api/v1/search/users`, { method: 'POST' })).status).toBe(401);
  });
});

/** PostgreSQL writes times with an offset, and without zeros at the end of the second. */
function sameTimes(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*[+-]\d\d:\d\d$/.test(value)
        ? new Date(value).toISOString()
        : value,
    ]),
  );
}

/** `meltemi singer` with taps written with the SDK: programs in pipes, from a catalog and a state to messages. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { PluginProject } from '../support/plugin-project';
import { SHOP_TAP, ShopApi } from '../support/shop-api';

jest.setTimeout(60_000);

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const ACCOUNTS = ['a', 'b/c', 'd'];
const EVENTS = 3;

interface Message {
  readonly type: string;
  readonly stream?: string;
  readonly record?: Readonly<Record<string, unknown>>;
  readonly value?: { readonly bookmarks: Readonly<Record<string, unknown>> };
  readonly schema?: { readonly properties: Readonly<Record<string, unknown>> };
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const api = new ShopApi(ACCOUNTS, EVENTS);
let project: PluginProject;

beforeAll(async () => {
  await api.start();
  api.addUsers(35, 1);
  project = new PluginProject({
    'meltano.yml': `version: 1
plugins:
  extractors:
    - name: tap-shop
      namespace: tap_shop
      module: tap.ts
      settings: [{name: api_url}, {name: token, kind: password}]
      config: {api_url: ${api.url}, token: shop-secret}
    - {name: tap-python, namespace: tap_python, executable: ./tap.py}
`,
    'tap.ts': SHOP_TAP,
    'config.json': JSON.stringify({ api_url: api.url, token: 'shop-secret' }),
  });
});

afterAll(async () => {
  await api.stop();
  project.remove();
});

/** `command`: of a shell, in which `meltemi` is the built program. */
function shell(command: string, started?: (pid: number) => void): Promise<Ended> {
  const child = spawn('sh', ['-c', command.replaceAll('meltemi', `"${process.execPath}" "${MAIN}"`)], {
    cwd: project.folder,
  });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk.toString('utf8')));
  if (child.pid !== undefined) started?.(child.pid);
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout: stdout.join(''), stderr: stderr.join('') }));
  });
}

function messagesOf({ stdout }: Ended): readonly Message[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Message);
}

function recordsOf(ended: Ended, stream: string): readonly Message[] {
  return messagesOf(ended).filter((message) => message.type === 'RECORD' && message.stream === stream);
}

const stateOf = (ended: Ended): Message | undefined => messagesOf(ended).findLast(({ type }) => type === 'STATE');

it('reads everything, keeps every digit, and goes on from its last STATE', async () => {
  const first = await shell('meltemi singer tap.ts --config config.json');
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(recordsOf(first, 'users')).toHaveLength(35);
  expect(first.stdout).toContain('"balance":12345678901234567.11');
  expect(recordsOf(first, 'events')).toHaveLength(ACCOUNTS.length * EVENTS);
  const { value } = stateOf(first) ?? {};
  expect(value?.bookmarks['users']).toEqual({
    replication_key: 'updated',
    replication_key_value: '2026-01-01T00:01:35Z',
  });
  writeFileSync(join(project.folder, 'state.json'), JSON.stringify(value));
  const before = api.requests.length;
  const second = await shell('meltemi singer tap.ts --config config.json --state state.json');
  // The tap asks for what is as new as the bookmark; the API decides what that is.
  expect(recordsOf(second, 'users')).toHaveLength(1);
  // An entry without anything in it says nothing.
  const { accounts, ...others } = value?.bookmarks ?? {};
  expect(accounts).toEqual({});
  expect(messagesOf(second)[0]).toEqual({ type: 'STATE', value: { bookmarks: others } });
  expect(api.requests.slice(before).filter((request) => request.startsWith('/users'))).toEqual([
    expect.stringContaining('since=2026-01-01T00%3A01%3A35Z'),
    expect.stringContaining('offset=10'),
  ]);
});

it('reads what its own catalog selects, and of a parent that is not selected only the children', async () => {
  const discovered = await shell('meltemi singer tap.ts --config config.json --discover');
  expect(discovered.code).toBe(0);
  const catalog = JSON.parse(discovered.stdout) as {
    streams: {
      tap_stream_id: string;
      replication_key?: string;
      metadata: { breadcrumb: string[]; metadata: Record<string, unknown> }[];
    }[];
  };
  expect(catalog.streams.map(({ tap_stream_id: id }) => id)).toEqual(['accounts', 'events', 'users']);
  for (const { tap_stream_id: id, metadata } of catalog.streams) {
    for (const { breadcrumb, metadata: about } of metadata) {
      if (breadcrumb.length === 0) about['selected'] = id === 'events';
      if (breadcrumb[1] === 'at') about['selected'] = false;
    }
  }
  writeFileSync(join(project.folder, 'catalog.json'), JSON.stringify(catalog));
  const read = await shell('meltemi singer tap.ts --config config.json --catalog catalog.json');
  expect(read).toMatchObject({ code: 0, stderr: '' });
  expect(new Set(messagesOf(read).map(({ stream }) => stream))).toEqual(new Set(['events', undefined]));
  expect(recordsOf(read, 'events').map(({ record }) => record)).toEqual(
    ACCOUNTS.flatMap((account) =>
      Array.from({ length: EVENTS }, (_, i) => ({ id: `${account}/${i}`, account_id: account })),
    ),
  );
  const schema = messagesOf(read).find(({ type }) => type === 'SCHEMA')?.schema;
  expect(Object.keys(schema?.properties ?? {})).toEqual(['id', 'account_id']);
});

it('is called by the name of a plugin, with its settings and its maps, in front of the mapper', async () => {
  writeFileSync(
    join(project.folder, 'maps.json'),
    JSON.stringify({
      api_url: api.url,
      token: 'shop-secret',
      stream_maps: { users: { __filter__: 'id < 3' }, events: null, accounts: null },
    }),
  );
  writeFileSync(join(project.folder, 'alias.json'), '{"stream_maps":{"users":{"__alias__":"people"}}}');
  const piped = await shell(
    'meltemi singer tap-shop --config maps.json | meltemi singer meltano-map-transformer --config alias.json',
  );
  expect(piped).toMatchObject({ code: 0, stderr: '' });
  expect(recordsOf(piped, 'people').map(({ record }) => record?.['id'])).toEqual([1, 2]);
  expect(messagesOf(piped).filter(({ type }) => type === 'SCHEMA')).toHaveLength(1);
  // What a map leaves out moves the bookmark all the same.
  expect(stateOf(piped)?.value?.bookmarks['users']).toMatchObject({ replication_key_value: '2026-01-01T00:01:35Z' });
  const byProject = await shell('meltemi singer tap-shop | head -n 1');
  expect(byProject.stdout).toContain('"type":"SCHEMA"');
});

it('ends when the program behind it does', async () => {
  const ended = await shell('{ meltemi singer tap.ts --config config.json; echo "exit $?" >&2; } | head -c 10');
  expect(ended.stdout).toHaveLength(10);
  expect(ended.stderr).toMatch(/^The program behind `meltemi singer` has closed its input\.[^]*exit 1\n$/);
  expect(ended.stderr).not.toMatch(/\n\s+at /);
});

it('has the defaults of its settings', async () => {
  const withDefault = SHOP_TAP.replace(
    "api_url: { type: 'string', required: true }",
    `api_url: { type: 'string', required: true, default: '${api.url}' }`,
  );
  project.write('default.ts', withDefault);
  project.write('token.json', '{"token":"shop-secret","api_url":null}');
  const { code, stderr } = await shell('meltemi singer default.ts --config token.json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

it('tries a request again that failed, and ends with what it has and an error when there is no use', async () => {
  api.failures.push({ status: 503, headers: { 'retry-after': '1' } });
  const again = await shell('meltemi singer tap.ts --config config.json');
  expect(again).toMatchObject({ code: 0, stderr: '' });
  expect(recordsOf(again, 'users')).toHaveLength(35);
  writeFileSync(join(project.folder, 'wrong.json'), JSON.stringify({ api_url: api.url, token: 'guessed-wrongly' }));
  const refused = await shell('meltemi singer tap.ts --config wrong.json');
  expect(refused.code).toBe(1);
  expect(messagesOf(refused).map(({ type }) => type)).toEqual(['SCHEMA']);
  expect(refused.stderr).toContain('401');
  expect(refused.stderr).not.toContain('guessed-wrongly');
  expect(refused.stderr).not.toMatch(/\n\s+at /);
});

it('ends with its state when it is told to end', async () => {
  api.latencyMs = 300;
  const before = api.requests.length;
  const ended = await shell('exec meltemi singer tap.ts --config config.json', (pid) => {
    const timer = setInterval(() => {
      if (!api.requests.slice(before).some((request) => request.includes('offset=10'))) return;
      clearInterval(timer);
      process.kill(pid, 'SIGTERM');
    }, 20);
  });
  api.latencyMs = 0;
  expect(ended.code).toBe(143);
  expect(messagesOf(ended).at(-1)).toMatchObject({ type: 'STATE' });
});

it.each([
  ['a module that is not there', 'nobody.ts', /nobody\.ts/],
  ['a plugin that is a program of its own', 'tap-python', /meltemi invoke/],
  ['a setting that is missing', 'tap.ts', /`api_url`.*missing/],
  ['a state that is none', 'tap.ts --config config.json --state tap.ts', /is not JSON/],
  ['a catalog that is not there', 'tap.ts --config config.json --catalog no.json', /no\.json/],
])('refuses %s', async (_name, args, message) => {
  const { code, stdout, stderr } = await shell(`meltemi singer ${args}`);
  expect(code).not.toBe(0);
  expect(stdout).toBe('');
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});

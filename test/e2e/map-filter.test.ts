/** `meltemi singer meltano-map-transformer` as a process between two pipes, and `meltemi map try` on a file of messages. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const ROWS = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'meltemi-filter-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filter(config: string, input: string, ...more: readonly string[]) {
  const file = join(folder, 'map.json');
  writeFileSync(file, config);
  const args = [MAIN, 'singer', 'meltano-map-transformer', '--config', file, ...more];
  return spawnSync(process.execPath, args, { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

const SCHEMA =
  '{"type":"SCHEMA","stream":"users","schema":{"properties":{"id":{"type":"integer"},"email":{"type":"string"}}},"key_properties":["id"]}\n';

it('maps more than a pipe holds, and ends with the last line, with or without its newline', () => {
  const records = Array.from(
    { length: ROWS },
    (_, id) => `{"type":"RECORD","stream":"users","record":{"id":${id},"email":"user${id}@example.com"}}\n`,
  );
  const config = JSON.stringify({ stream_maps: { users: { __alias__: 'people', email: 'md5(email)' } } });
  const { status, stdout, stderr } = filter(config, SCHEMA + records.join('').trimEnd());
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const lines = stdout.split('\n');
  expect(lines).toHaveLength(ROWS + 2);
  expect(lines[0]).toContain('"stream":"people"');
  expect(lines[ROWS]).toContain(`"id":${ROWS - 1}`);
});

it('reads a file by `--input`', () => {
  const input = join(folder, 'in.jsonl');
  writeFileSync(input, SCHEMA);
  expect(filter('{"stream_maps":{}}', '', '--input', input).stdout).toContain('"type":"SCHEMA"');
});

it('tells where the configuration is wrong, before a stream meets it', () => {
  const { status, stderr } = filter('{"stream_maps": {\n  "users": {"email": "md5(email"}\n}}', '');
  expect(status).toBe(0);
  expect(stderr).toMatch(/map\.json:2:\d+: .*stream_maps\.users\.email/);
});

it.each([
  ['a configuration that is no JSON', '{"stream_maps": ', /map\.json:\d+:\d+/],
  ['an empty one', '', /is empty/],
  ['a setting of a wrong kind', '{"stream_maps": {"users": 5}}', /stream_maps\.users/],
])('refuses %s', (_name, config, message) => {
  const { status, stderr, stdout } = filter(config, SCHEMA);
  expect(status).not.toBe(0);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stdout).toBe('');
});

it('ends with what it has mapped and an error at a line that is no message', () => {
  const { status, stderr, stdout } = filter('{"stream_maps":{}}', `${SCHEMA}garbage\n`);
  expect(status).toBe(1);
  expect(stdout).toContain('SCHEMA');
  expect(stderr).toContain('Line 2 of the input');
});

describe('map try', () => {
  const input = join(folder, 'try.jsonl');
  const tryMap = (...args: readonly string[]) =>
    spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', cwd: folder });

  beforeAll(() => {
    const record = (id: number, email: string | null): string =>
      `${JSON.stringify({ type: 'RECORD', stream: 'users', record: { id, email } })}\n`;
    writeFileSync(input, SCHEMA + record(1, 'a@example.com') + record(2, null) + record(3, 'c@example.com'));
  });

  it('shows the schema, and each record before and behind the map', () => {
    const typed = ['--set', 'domain=email.split("@")[1]', '--set', 'email=', '--filter', 'id < 3', '--limit', '3'];
    const { status, stdout } = tryMap('map', 'try', '--input', input, ...typed);
    expect(status).toBe(0);
    expect(stdout).toContain('users  key id\n    id      integer\n  + domain  string, null\n  - email   string\n');
    expect(stdout).toContain(
      'record 1 of users\n  before  {"id":1,"email":"a@example.com"}\n  after   {"id":1,"domain":"example.com"}',
    );
    expect(stdout).toContain('record 2 of users\n  before  {"id":2,"email":null}\n  The expression');
    expect(stdout).toContain('record 3 of users\n  before  {"id":3,"email":"c@example.com"}\n  dropped');
  });

  it('gives JSON to a program', () => {
    const { stdout } = tryMap('--json', 'map', 'try', '--input', input, '--set', 'email=md5(email)', '--limit', '2');
    const [stream, first, second] = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as unknown);
    expect(stream).toMatchObject({ event: 'stream', after: [{ stream: 'users', key_properties: ['id'] }] });
    expect(first).toMatchObject({
      event: 'record',
      before: { id: 1 },
      after: [{ stream: 'users', record: { id: 1 } }],
    });
    expect(second).toMatchObject({ after: [], error: expect.stringContaining('md5(email)') as string });
  });

  it.each([
    ['no map', ['--input', input], /no map to try/],
    ['no records', ['--set', 'a=1'], /`--tap NAME` or `--input FILE`/],
    [
      'a file that is not there',
      ['--input', 'nowhere.jsonl', '--set', 'a=1'],
      /`nowhere.jsonl` cannot be read: ENOENT/,
    ],
    [
      'a stream that is not in the file',
      ['--input', input, '--stream', 'orders', '--set', 'a=1'],
      /no RECORD of `orders`/,
    ],
    ['a property without a name', ['--input', input, '--set', '=1'], /`--set =1` has no property/],
    ['a wrong expression', ['--input', input, '--set', 'a=(1'], /\(1\n\s+\^/],
  ])('says what is wrong with %s', (_name, args, message) => {
    const { status, stderr } = tryMap('map', 'try', ...args);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

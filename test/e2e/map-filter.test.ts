/** `meltemi singer meltano-map-transformer` as a process between two pipes. */
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

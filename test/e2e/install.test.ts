/** `meltemi install` with the real pip on packages that the test makes; nothing comes from an index on the network. */
import { statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PluginProject } from '../support/plugin-project';
import { buildWheel, writePythonPackage } from '../support/python-package';
import { pythonTool } from '../support/tools';

const FILE = `
project_id: test
plugins:
  extractors:
    - name: tap-local
      namespace: tap_local
      pip_url: -e packages/tap-local
    - name: tap-local--child
      inherit_from: tap-local
    - name: tap-postgres
      variant: meltanolabs
      pip_url: meltanolabs-tap-postgres
  loaders:
    - name: target-wheel
      namespace: target_wheel
      pip_url: target-wheel[more]==$WHEEL_VERSION -c constraints-\${MELTANO__PYTHON_VERSION}.txt
jobs:
  - {name: job, tasks: [tap-local--child target-wheel]}
  - {name: load, tasks: [target-wheel]}
schedules:
  - {name: loads, interval: '@daily', job: load}
`;

/** Hours for a cold pip on a busy machine are not needed, a minute per environment may be. Milliseconds. */
jest.setTimeout(300_000);

let project: PluginProject;
let index: Server;
let env: Record<string, string>;

beforeAll(async () => {
  project = new PluginProject({ 'meltano.yml': FILE, '.env': 'WHEEL_VERSION=2.0\n' });
  const { folder } = project;
  writePythonPackage(join(folder, 'packages/tap-local'), 'tap-local');
  for (const [name, version, options] of [
    ['helper', '1.0', {}],
    ['helper', '1.1', {}],
    ['target-wheel', '2.0', { extras: { more: ['helper'] } }],
  ] as const) {
    writePythonPackage(join(folder, `sources/${name}-${version}`), name, { version, ...options });
    buildWheel(join(folder, `sources/${name}-${version}`), join(folder, 'wheels'));
  }
  index = await serveIndex(join(folder, 'wheels'));
  const { port } = index.address() as AddressInfo;
  env = { PIP_INDEX_URL: `http://127.0.0.1:${port}/simple`, MELTANO_VENV_BACKEND: 'virtualenv' };
  for (const minor of [9, 10, 11, 12, 13, 14]) project.write(`constraints-3.${minor}.txt`, 'helper==1.0\n');
});

afterAll(async () => {
  await new Promise((resolve) => index.close(resolve));
  project.remove();
});

/** A package index of the simple kind. */
async function serveIndex(wheels: string): Promise<Server> {
  const server = createServer((request, response) => {
    const [, kind, name = ''] = (request.url ?? '').split('/');
    if (kind === 'wheels') return void response.end(readFileSync(join(wheels, name)));
    const files = readdirSync(wheels).filter((file) => file.replaceAll('_', '-').startsWith(`${name}-`));
    if (files.length === 0) return void response.writeHead(404).end();
    const links = files.map((file) => `<a href="/wheels/${file}">${file}</a>`);
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(links.join('\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

test('all plugins are installed, editable ones, extras and constraints among them', async () => {
  const { code, stdout } = await project.run(['install'], { env });
  expect(stdout).toMatch(/Extractor `tap-postgres` runs in Meltemi itself and needs no installation\./);
  expect(stdout).toMatch(/Installed extractor `tap-local` \(shared by `tap-local--child`\) in /);
  expect(stdout).toMatch(/Installed loader `target-wheel` in /);
  expect(stdout).toMatch(/2 environments: installed 2\n$/);
  expect(code).toBe(0);
  expect(project.program('extractors', 'tap-local')).toBe('tap-local 1.0');
  expect(project.program('loaders', 'target-wheel')).toBe('target-wheel 2.0');
  expect(project.program('loaders', 'target-wheel', 'helper')).toBe('helper 1.0');
  expect(project.has('.meltano/extractors/tap-local--child')).toBe(false);
});

test('what is installed already is left alone, what has changed is not', async () => {
  const made = (): number => statSync(join(project.folder, '.meltano/loaders/target-wheel/venv')).birthtimeMs;
  const before = made();
  const unchanged = await project.run(['install'], { env });
  expect(unchanged.stdout).toMatch(/2 environments: installed 0, 2 unchanged/);
  writePythonPackage(join(project.folder, 'packages/tap-local'), 'tap-local', { version: '1.5' });
  writeFileSync(join(project.folder, 'packages/tap-local/setup.cfg'), '');
  const changed = await project.run(['--json', 'install', '-p', '1'], { env });
  expect(
    changed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { event: 'skipped', kind: 'extractors', plugin: 'tap-postgres', reason: 'native' },
    {
      event: 'installed',
      kind: 'extractors',
      plugin: 'tap-local',
      shared_by: ['tap-local', 'tap-local--child'],
      seconds: expect.any(Number) as number,
      warnings: [],
    },
    { event: 'unchanged', kind: 'loaders', plugin: 'target-wheel', shared_by: ['target-wheel'] },
  ]);
  expect(project.program('extractors', 'tap-local')).toBe('tap-local 1.5');
  expect(made()).toBe(before);
});

test('uv installs the same, and does not know what pip has installed', async () => {
  const bin = await pythonTool(['uv==0.13.9']);
  const { port } = index.address() as AddressInfo;
  const withUv = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    UV_INDEX_URL: `http://127.0.0.1:${port}/simple`,
    UV_CACHE_DIR: join(project.folder, 'uv-cache'),
    MELTANO_VENV_BACKEND: 'uv',
  };
  const first = await project.run(['install', '--clean'], { env: withUv });
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/installed 2\n$/) as string });
  expect(project.program('extractors', 'tap-local')).toMatch(/^tap-local/);
  expect(project.program('loaders', 'target-wheel')).toBe('target-wheel 2.0');
  expect(project.program('loaders', 'target-wheel', 'helper')).toBe('helper 1.0');
  // Environments of uv have no pip.
  expect(project.program('loaders', 'target-wheel', 'pip')).toContain('ENOENT');
  const again = await project.run(['install'], { env: withUv });
  expect(again.stdout).toMatch(/2 environments: installed 0, 2 unchanged/);
});

test('a schedule, a kind or a name says what to install; --clean makes it anew', async () => {
  const made = (): number => statSync(join(project.folder, '.meltano/loaders/target-wheel/venv')).birthtimeMs;
  const before = made();
  const scheduled = await project.run(['install', '--schedule', 'loads'], { env });
  expect(scheduled.stdout).toMatch(
    /^Installing loader `target-wheel`\.\.\.\nLoader `target-wheel` is installed already\n1 environment: /,
  );
  const clean = await project.run(['install', '--clean', 'loader', 'target-wheel'], { env });
  expect(clean).toMatchObject({ code: 0, stdout: expect.stringMatching(/installed 1\n$/) as string });
  expect(made()).toBeGreaterThan(before);
});

test('a failure names plugin, requirement and remedy; the others go on', async () => {
  const broken = new PluginProject({
    'meltano.yml': `
plugins:
  extractors:
    - {name: tap-missing, namespace: x, pip_url: 'tap-missing==9 --extra-index-url http://me:s3cret-word@127.0.0.1:9/simple'}
    - {name: tap-python, namespace: y, pip_url: tap-python, python: '2.3'}
  loaders:
    - {name: target-wheel, namespace: z, pip_url: target-wheel}
`,
  });
  try {
    const { code, stdout } = await broken.run(['install', '-p', '1'], { env: { ...env, PIP_RETRIES: '0' } });
    expect(code).toBe(1);
    expect(stdout).toMatch(/Installation of `tap-missing==9` for extractor `tap-missing` failed:\n {2}/);
    expect(stdout).toMatch(/Check its name and version in `pip_url`|cannot be reached/);
    expect(stdout).toMatch(/The Python `2\.3` that `python` asks for is not on PATH\.\nInstall it, correct `python`/);
    expect(stdout).toMatch(/Installed loader `target-wheel`/);
    expect(stdout).toMatch(/3 environments: installed 1, 2 failed\n$/);
    expect(stdout + broken.read('.meltano/logs/pip/extractors/tap-missing/pip.log')).not.toContain('s3cret-word');
    expect(broken.has('.meltano/extractors/tap-missing/venv/.meltano_plugin_fingerprint')).toBe(false);
  } finally {
    broken.remove();
  }
});

test('an unknown plugin or schedule is refused before anything is done', async () => {
  expect(await project.run(['install', 'tap-locla'], { env })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no plugin `tap-locla`.*Did you mean `tap-local`/s) as string,
  });
  expect(await project.run(['install', '--schedule', 'x'], { env })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no schedule `x` in the project\.\nIts schedules are `loads`/) as string,
  });
  expect((await project.run(['install', '--plugin-type', 'extractorz'], { env })).code).toBe(2);
});

/** `add`, `remove`, `lock`, `init`, `compile` as real processes. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import type { JsonObject } from '../../src/model/json';
import { PluginProject } from '../support/plugin-project';
import { writePythonPackage } from '../support/python-package';
import { join } from 'node:path';

/** On this port nothing listens. */
const NO_HUB = { MELTANO_HUB_URL: 'http://127.0.0.1:9' };

let project: PluginProject;
beforeEach(() => (project = new PluginProject({ 'meltano.yml': 'version: 1 # keep me\n' })));
afterEach(() => project.remove());

const meltanoYml = (): JsonObject => parse(project.read('meltano.yml')) as JsonObject;

describe('add', () => {
  test('a native plugin needs no hub: entry, lock file, no installation', async () => {
    const ended = await project.run(['add', 'tap-postgres'], { env: NO_HUB });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/Added extractor `tap-postgres` .*runs in Meltemi itself/s);
    expect(meltanoYml()).toMatchObject({
      version: 1,
      plugins: {
        extractors: [{ name: 'tap-postgres', variant: 'meltanolabs', pip_url: 'meltanolabs-tap-postgres' }],
      },
    });
    expect(project.read('meltano.yml')).toContain('# keep me');
    expect(JSON.parse(project.read('plugins/extractors/tap-postgres--meltanolabs.lock'))).toMatchObject({
      plugin_type: 'extractors',
      namespace: 'tap_postgres',
    });
  });

  test('a child of a plugin of the project is an entry alone', async () => {
    await project.run(['add', 'loader', 'target-jsonl', '--no-install']);
    const ended = await project.run([
      'add',
      'loader',
      'target-jsonl--raw',
      '--inherit-from',
      'target-jsonl',
      '--no-install',
    ]);
    expect(ended.code).toBe(0);
    expect(meltanoYml()).toMatchObject({
      plugins: { loaders: [{ name: 'target-jsonl' }, { name: 'target-jsonl--raw', inherit_from: 'target-jsonl' }] },
    });
  });

  test('--as adds a plugin under another name, with the lock file of what it inherits from', async () => {
    await project.run(['add', 'extractor', 'tap-postgres', '--as', 'tap-shop', '--no-install'], { env: NO_HUB });
    expect(meltanoYml()).toMatchObject({
      plugins: { extractors: [{ name: 'tap-shop', inherit_from: 'tap-postgres', variant: 'meltanolabs' }] },
    });
    expect(project.has('plugins/extractors/tap-postgres--meltanolabs.lock')).toBe(true);
  });

  test('an entry that is there is left as it is', async () => {
    await project.run(['add', 'tap-postgres', '--no-install']);
    const before = project.read('meltano.yml');
    const again = await project.run(['add', 'tap-postgres', '--no-install']);
    expect(again).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/in the project already, at meltano\.yml:\d/) as string,
    });
    expect(project.read('meltano.yml')).toBe(before);
  });

  test('--from-ref takes the definition from a file', async () => {
    project.write(
      'tap-x.yml',
      'name: tap-x\nnamespace: tap_x\nvariant: acme\npip_url: acme-tap-x\nsettings: [{name: host}]\n',
    );
    const ended = await project.run(['add', 'tap-x', '--from-ref', 'tap-x.yml', '--no-install'], { env: NO_HUB });
    expect(ended.code).toBe(0);
    expect(meltanoYml()).toMatchObject({
      plugins: { extractors: [{ name: 'tap-x', variant: 'acme', pip_url: 'acme-tap-x' }] },
    });
    expect(JSON.parse(project.read('plugins/extractors/tap-x--acme.lock'))).toMatchObject({
      settings: [{ name: 'host' }],
    });
  });

  test('--custom takes answers from standard input, in the order of the questions', async () => {
    writePythonPackage(join(project.folder, 'plugins/custom/tap-own'), 'tap-own');
    const stdin = '\n-e plugins/custom/tap-own\n\ncatalog, discover,state\nhost,port:integer,key:password\n';
    const ended = await project.run(['add', '--custom', 'extractor', 'tap-own'], {
      stdin,
      env: { ...NO_HUB, MELTANO_VENV_BACKEND: 'virtualenv', PIP_NO_INDEX: '1' },
    });
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/Installed extractor `tap-own`/) as string });
    expect(meltanoYml()).toMatchObject({
      plugins: {
        extractors: [
          {
            name: 'tap-own',
            namespace: 'tap_own',
            pip_url: '-e plugins/custom/tap-own',
            executable: 'tap-own',
            capabilities: ['catalog', 'discover', 'state'],
            settings: [{ name: 'host' }, { name: 'port', kind: 'integer' }, { name: 'key', kind: 'password' }],
          },
        ],
      },
    });
    expect(project.program('extractors', 'tap-own')).toBe('tap-own 1.0');
  });

  test('--custom asks nothing that was given as an option', async () => {
    const given = ['--namespace', 'u', '--pip-url', 'n', '--executable', './bin/u'];
    const ended = await project.run(['add', '--custom', 'utility', 'util-u', ...given, '--python', '3.11']);
    expect(ended.code).toBe(0);
    expect(ended.stderr).not.toContain('(namespace)');
    expect(meltanoYml()).toMatchObject({
      plugins: { utilities: [{ name: 'util-u', namespace: 'u', executable: './bin/u', python: '3.11' }] },
    });
  });

  test('without the hub an unknown plugin is refused with what else can be done, and nothing is written', async () => {
    const ended = await project.run(['add', 'tap-github'], { env: NO_HUB });
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/--from-ref FILE.*--custom/s) as string });
    expect(project.read('meltano.yml')).toBe('version: 1 # keep me\n');
  });
});

describe('remove', () => {
  test('entry, lock file and environment go, and what still names the plugin is told', async () => {
    project.write(
      'more.yml',
      'plugins:\n  extractors:\n    # mine\n    - {name: tap-x, namespace: tap_x}\n    - {name: tap-x--a, inherit_from: tap-x}\njobs: [{name: j, tasks: [tap-x target-y]}]\n',
    );
    project.write('meltano.yml', 'include_paths: [more.yml]\n');
    project.write('plugins/extractors/tap-x--acme.lock', '{\n  "plugin_type": "extractors",\n  "name": "tap-x"\n}');
    project.write(
      'plugins/extractors/tap-x--a--acme.lock',
      '{\n  "plugin_type": "extractors",\n  "name": "tap-x--a"\n}',
    );
    project.write('.meltano/extractors/tap-x/venv/bin/tap-x', '');
    const ended = await project.run(['remove', 'extractor', 'tap-x']);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toBe(
      'Removed extractor `tap-x` from `more.yml`, `plugins/extractors/tap-x--acme.lock`, `.meltano/extractors/tap-x`.\n',
    );
    expect(ended.stderr).toMatch(/Still named by `tap-x--a` \(more\.yml:5\), which inherits from it; the job `j`\./);
    expect(parse(project.read('more.yml'))).toMatchObject({ plugins: { extractors: [{ name: 'tap-x--a' }] } });
    expect(project.has('plugins/extractors/tap-x--acme.lock')).toBe(false);
    expect(project.has('plugins/extractors/tap-x--a--acme.lock')).toBe(true);
    expect(project.has('.meltano/extractors/tap-x')).toBe(false);
  });

  test('a name that is not there is said', async () => {
    await project.run(['add', 'tap-postgres', '--no-install']);
    const ended = await project.run(['remove', 'tap-postgre']);
    expect(ended.stderr).toMatch(/no plugin `tap-postgre` in the project files\. Did you mean `tap-postgres`\?/);
  });
});

describe('lock', () => {
  let hub: Server;
  let env: Record<string, string>;
  let label = 'One';
  beforeAll(async () => {
    hub = createServer((request, response) => {
      const isIndex = request.url?.endsWith('/index') === true;
      const ref = `${env['MELTANO_HUB_URL'] ?? ''}/x`;
      const index = { 'tap-x': { default_variant: 'acme', variants: { acme: { ref } } } };
      response.end(JSON.stringify(isIndex ? index : { name: 'tap-x', namespace: 'tap_x', variant: 'acme', label }));
    });
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
    env = { MELTANO_HUB_URL: `http://127.0.0.1:${(hub.address() as AddressInfo).port}` };
  });
  afterAll(() => new Promise((resolve) => hub.close(resolve)));

  test('definitions come from the hub once, and again with --update', async () => {
    const extractors =
      '[{name: tap-x, variant: acme}, {name: tap-x--a, inherit_from: tap-x}, {name: tap-own, namespace: own}]';
    project.write('meltano.yml', `plugins: {extractors: ${extractors}}\n`);
    const path = 'plugins/extractors/tap-x--acme.lock';
    const first = await project.run(['lock'], { env });
    expect(first.code).toBe(0);
    expect(first.stdout).toBe(
      [
        `Locked the definition of extractor \`tap-x\` in \`${path}\`.`,
        'Nothing to lock for extractor `tap-x--a`: it inherits from `tap-x`.',
        'Nothing to lock for extractor `tap-own`: it is defined in the project.',
        '',
      ].join('\n'),
    );
    label = 'Two';
    const second = await project.run(['lock', 'tap-x'], { env });
    expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(/locked already/) as string });
    expect(project.read(path)).toContain('One');
    await project.run(['lock', '--update', 'tap-x'], { env });
    expect(project.read(path)).toContain('Two');
    expect((await project.run(['lock', 'tap-nope'], { env })).code).toBe(1);
  });
});

describe('compile', () => {
  test('a manifest per environment, secrets hidden', async () => {
    project.write(
      'meltano.yml',
      `
version: 1
include_paths: [more.yml]
env: {A: a}
environments:
  - name: dev
    env: {B: b-$A}
    config: {plugins: {extractors: [{name: tap-x, config: {host: dev-host}}]}}
`,
    );
    project.write(
      'more.yml',
      'plugins: {extractors: [{name: tap-x, namespace: tap_x, select: [a.*], config: {host: h, password: $PW, auth: {key: 1}}}]}\n',
    );
    project.write('.env', 'PW=pw-of-test\n');
    const ended = await project.run(['compile']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const none = JSON.parse(project.read('.meltano/manifests/meltano-manifest.json')) as JsonObject;
    expect(none).toEqual({
      version: 1,
      env: { A: 'a' },
      plugins: {
        extractors: [
          {
            name: 'tap-x',
            namespace: 'tap_x',
            select: ['a.*'],
            config: { host: 'h', password: '$PW', auth: { key: 1 } },
            env: { TAP_X_HOST: 'h', TAP_X_PASSWORD: '(redacted)', TAP_X_AUTH_KEY: '1' },
          },
        ],
      },
    });
    const dev = JSON.parse(project.read('.meltano/manifests/meltano-manifest.dev.json')) as JsonObject;
    expect(dev).toMatchObject({
      env: { A: 'a', B: 'b-a' },
      plugins: { extractors: [{ config: { host: 'dev-host' }, env: { TAP_X_HOST: 'dev-host' } }] },
    });
    const one = await project.run([
      '--environment',
      'dev',
      'compile',
      '--directory',
      'out',
      '--indent',
      '0',
      '--unsafe',
    ]);
    expect(one.stdout).toBe(`Compiled ${join(project.folder, 'out/meltano-manifest.dev.json')}\n`);
    expect(project.read('out/meltano-manifest.dev.json')).toMatch(/^\{"env":.*"TAP_X_PASSWORD":"pw-of-test"/);
  });
});

test('compile puts the definition of a lock file into the manifest, and says whose settings it has not', async () => {
  project.write('meltano.yml', 'plugins: {extractors: [{name: tap-x, variant: acme, config: {token: $NOPE_TOKEN}}]}\n');
  const lock = { plugin_type: 'extractors', name: 'tap-x', namespace: 'tap_x', variant: 'acme', label: 'X' };
  project.write('plugins/extractors/tap-x--acme.lock', JSON.stringify(lock));
  const ended = await project.run(['--no-environment', 'compile']);
  expect(ended).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/no settings of `tap-x`: .*NOPE_TOKEN/) as string,
  });
  expect(JSON.parse(project.read('.meltano/manifests/meltano-manifest.json'))).toMatchObject({
    plugins: { extractors: [{ ...lock, config: { token: '$NOPE_TOKEN' } }] },
  });
});

test('upgrade says how Meltemi is upgraded', async () => {
  expect(await project.run(['upgrade'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('npm install') as string,
  });
});

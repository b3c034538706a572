import { join } from 'node:path';
import type { Project } from '../../../src/project/project';
import { project, refusal, removeProjectFolders } from './project-folder';

afterEach(removeProjectFolders);

function installation(of: Project, name: string): ReturnType<Project['installations']>[number] {
  const found = of.installations().find((plugin) => plugin.name === name);
  if (found === undefined) throw new Error(`No ${name}.`);
  return found;
}

function words(of: Project, name: string, pythonVersion: string | null = null): readonly string[] | undefined {
  return installation(of, name).pip?.arguments(pythonVersion).words;
}

const CHAIN = `
plugins:
  extractors:
    - name: tap-x
      namespace: tap_x
      pip_url: tap-x==1
    - {name: tap-x--a, inherit_from: tap-x}
    - {name: tap-x--b, inherit_from: tap-x--a, pip_url: tap-x==1}
    - {name: tap-x--c, inherit_from: tap-x, pip_url: tap-x==2}
    - {name: tap-x--d, inherit_from: tap-x--c}
    - {name: tap-y, namespace: tap_y}
`;

test.each([
  ['tap-x', 'tap-x'],
  ['tap-x--a', 'tap-x'],
  ['tap-x--b', 'tap-x'],
  ['tap-x--c', 'tap-x--c'],
  ['tap-x--d', 'tap-x--c'],
])('the environment of %s is that of %s', async (name, home) => {
  const made = await project(CHAIN);
  expect(installation(made, name)).toMatchObject({
    home,
    baseName: 'tap-x',
    folder: join(made.root, '.meltano', 'extractors', home, 'venv'),
  });
});

test('a plugin without pip_url has nothing to install', async () => {
  expect(installation(await project(CHAIN), 'tap-y').pip).toBeNull();
});

test('MELTANO_SYS_DIR_ROOT moves the environments', async () => {
  const made = await project(CHAIN, { processEnv: { MELTANO_SYS_DIR_ROOT: '/srv/meltano' } });
  expect(installation(made, 'tap-x').folder).toBe('/srv/meltano/extractors/tap-x/venv');
});

test('pip_url is expanded from `.env`, `env:` blocks and the process, then split', async () => {
  const made = await project(
    {
      'meltano.yml': `
env: {EXTRA: s3}
plugins:
  extractors:
    - name: tap-x
      namespace: tap_x
      env: {PIN: '==1.2'}
      pip_url: "'tap-x[\${EXTRA}]$PIN' -c c-\${MELTANO__PYTHON_VERSION}.txt git+https://$TOKEN@host/$USER_NAME/x.git"
`,
      '.env': 'TOKEN=t0p-secret\n',
    },
    { processEnv: { USER_NAME: 'me' } },
  );
  const { pip } = installation(made, 'tap-x');
  expect(pip?.usesPythonVersion).toBe(true);
  expect(pip?.arguments('3.11')).toEqual({
    words: ['tap-x[s3]==1.2', '-c', 'c-3.11.txt', 'git+https://t0p-secret@host/me/x.git'],
    secrets: ['t0p-secret'],
    warnings: [],
  });
});

test('an undefined variable in pip_url is a warning with its place', async () => {
  const made = await project('plugins: {extractors: [{name: tap-x, namespace: x, pip_url: "tap-x$NOPE"}]}');
  expect(installation(made, 'tap-x').pip?.arguments(null)).toMatchObject({
    words: ['tap-x'],
    warnings: [
      expect.stringMatching(/^meltano\.yml:1:\d+: `pip_url` of `tap-x` uses the variable `NOPE`, which is not defined/),
    ],
  });
});

test('an open quote in pip_url is refused at its place', async () => {
  const made = await project(`plugins: {extractors: [{name: tap-x, namespace: x, pip_url: "tap-x 'y"}]}`);
  expect(refusal(() => words(made, 'tap-x'))).toMatch(
    /^ConfigInvalid meltano\.yml:1:\d+: .* a quote that is not closed/,
  );
});

test.each([
  ['python: python3.9', '', 'python3.9'],
  ['', 'python: "3.12"', '3.12'],
  ['python: $PY', 'python: "3.12"', '/opt/py'],
  ['', '', null],
])('plugin %j in project %j wants the interpreter %j', async (plugin, top, python) => {
  const made = await project(
    `${top}\nplugins:\n  extractors:\n    - name: tap-x\n      namespace: x\n      pip_url: x\n      ${plugin}\n`,
    { processEnv: { PY: '/opt/py' } },
  );
  expect(installation(made, 'tap-x').python).toBe(python);
});

test('a setting of the project comes from its variable, nested or dotted keys', async () => {
  const nested = await project('venv: {backend: virtualenv}');
  expect(nested.setting('venv.backend')).toBe('virtualenv');
  expect((await project('venv.backend: uv')).setting('venv.backend')).toBe('uv');
  expect((await project('version: 1')).setting('venv.backend')).toBeNull();
  const variable = await project('venv: {backend: uv}', { processEnv: { MELTANO_VENV_BACKEND: 'virtualenv' } });
  expect(variable.setting('venv.backend')).toBe('virtualenv');
});

test('a mapper is found by the names of its mappings', async () => {
  const made = await project(
    'plugins: {mappers: [{name: m, namespace: m, pip_url: m, mappings: [{name: hide, config: {}}]}]}',
  );
  expect(installation(made, 'm').blocks).toEqual(['m', 'hide']);
});

import { join } from 'node:path';
import { validateProject } from '../../../src/validate/validate-project';
import { projectFolder, removeProjectFolders } from '../project/project-folder';

afterEach(removeProjectFolders);

const FOLDERS = join(__dirname, '../../..');

test('a project of the full layout with three environments has no problems in any of them', async () => {
  const request = { root: join(FOLDERS, 'test/fixtures/indicium'), environment: undefined, processEnv: {} };
  expect(await validateProject(request)).toEqual({
    problems: [],
    isComplete: true,
    files: 9,
    environments: ['dev', 'staging', 'prod'],
    plugins: 12,
    jobs: 3,
  });
});

test('the sample project has no errors, and tells what its environment prod still needs', async () => {
  const root = join(FOLDERS, 'config');
  const { problems } = await validateProject({ root, environment: undefined, processEnv: {} });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(new Set(problems.map(({ environments }) => environments.join()))).toEqual(new Set(['prod']));
});

test('variables that the named environment lacks are errors', async () => {
  const request = { root: join(FOLDERS, 'config'), environment: 'prod', processEnv: {} };
  const { problems } = await validateProject(request);
  expect(problems.filter(({ severity }) => severity === 'error')).toHaveLength(5);
});

test('a variable that is defined in no environment is an error when none is the usual one', async () => {
  const root = projectFolder({
    'meltano.yml': [
      'plugins: {extractors: [{name: tap-x, namespace: x, config: {password: $A, token: $B}}]}',
      'environments: [{name: dev, env: {A: x}}, {name: prod}]',
    ].join('\n'),
  });
  const { problems } = await validateProject({ root, environment: undefined, processEnv: {} });
  expect(problems.map(({ severity, environments }) => ({ severity, environments }))).toEqual([
    { severity: 'warning', environments: ['prod'] },
    { severity: 'error', environments: [] },
  ]);
});

test('what children inherit is reported once', async () => {
  const root = projectFolder({
    'meltano.yml': [
      'plugins:',
      '  extractors:',
      '    - {name: tap-x, namespace: x, config: {password: $NOPE}}',
      ...['a', 'b', 'c'].map((name) => `    - {name: tap-${name}, inherit_from: tap-x}`),
    ].join('\n'),
  });
  const { problems } = await validateProject({ root, environment: undefined, processEnv: {} });
  expect(problems).toHaveLength(1);
});

test('a value is never shown', async () => {
  const root = projectFolder({
    'meltano.yml': [
      'plugins:',
      '  extractors:',
      '    - name: tap-postgres',
      '      config: {host: h, user: u, database: d, port: hunter2, password: "${NOPE}hunter2"}',
    ].join('\n'),
    '.env': 'A="hunter2\nhunter2 hunter2\n',
  });
  const found = JSON.stringify(await validateProject({ root, environment: undefined, processEnv: {} }));
  expect(found).toContain('NOPE');
  expect(found).not.toContain('hunter2');
});

test.each([
  ['0', 'loaders'],
  ['many', 'loaders'],
  ['[2]', 'loaders'],
  ['no', 'extractors'],
])('%s programs of %s side by side are an error with its place', async (value, kind) => {
  const root = projectFolder({
    'meltano.yml': `plugins: {${kind}: [{name: x-y, namespace: y, executable: y,\n  parallel_programs: ${value}}]}\n`,
  });
  const { problems } = await validateProject({ root, environment: undefined, processEnv: {} });
  expect(problems).toContainEqual(
    expect.objectContaining({
      severity: 'error',
      place: { file: 'meltano.yml', line: 2, column: expect.any(Number) as number },
      message: expect.stringContaining('must be a whole number of at least 1') as string,
    }),
  );
});

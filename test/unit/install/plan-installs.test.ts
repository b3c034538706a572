import { planInstalls, pluginsOfTasks, type InstallSelection } from '../../../src/install/plan-installs';
import { project, refusal, removeProjectFolders } from '../project/project-folder';

afterEach(removeProjectFolders);

const FILE = `
plugins:
  extractors:
    - {name: tap-x, namespace: tap_x, pip_url: tap-x}
    - {name: tap-x--a, inherit_from: tap-x}
    - {name: tap-x--b, inherit_from: tap-x}
    - {name: tap-postgres, pip_url: tap-postgres}
    - {name: tap-none, namespace: tap_none}
  loaders:
    - {name: target-y, namespace: target_y, pip_url: target-y}
  mappers:
    - {name: m, namespace: m, pip_url: m, mappings: [{name: hide, config: {}}]}
  files:
    - {name: bundle, namespace: bundle, pip_url: bundle}
`;

async function plan(selection: Partial<InstallSelection> = {}): Promise<ReturnType<typeof planInstalls>> {
  const whole = { kind: null, names: [], includeNative: false, ...selection };
  return planInstalls((await project(FILE)).installations(), whole, ({ baseName }) => baseName === 'tap-postgres');
}

test('an environment is made once for those that share it', async () => {
  const { jobs } = await plan();
  expect(jobs.map(({ plugin, sharedBy }) => [plugin.name, sharedBy])).toEqual([
    ['tap-x', ['tap-x', 'tap-x--a', 'tap-x--b']],
    ['target-y', ['target-y']],
    ['m', ['m']],
  ]);
});

test('what needs no installation is said with its reason', async () => {
  const { skipped } = await plan();
  expect(skipped.map(({ plugin, reason }) => [plugin.name, reason])).toEqual([
    ['tap-postgres', 'native'],
    ['tap-none', 'nothing'],
    ['bundle', 'unused'],
  ]);
});

test('a child that is named brings the environment of its parent', async () => {
  const { jobs } = await plan({ names: ['tap-x--b'] });
  expect(jobs.map(({ plugin, sharedBy }) => [plugin.name, sharedBy])).toEqual([['tap-x', ['tap-x--b']]]);
});

test('native plugins are installed when asked for', async () => {
  const { jobs } = await plan({ names: ['tap-postgres'], includeNative: true });
  expect(jobs.map(({ plugin }) => plugin.name)).toEqual(['tap-postgres']);
});

test('a kind narrows the choice', async () => {
  expect((await plan({ kind: 'loaders' })).jobs.map(({ plugin }) => plugin.name)).toEqual(['target-y']);
});

test('an unknown name is refused with the nearest one', async () => {
  const plugins = (await project(FILE)).installations();
  const selection = { kind: null, names: ['tap-z'], includeNative: false };
  expect(refusal(() => planInstalls(plugins, selection, () => false))).toMatch(
    /There is no plugin `tap-z` among the plugins of the project\. Did you mean `tap-x`\?/,
  );
});

test('tasks name plugins, mappings and commands', async () => {
  const plugins = (await project(FILE)).installations();
  expect(pluginsOfTasks(plugins, ['tap-x--a hide target-y', ['tap-none:test']])).toEqual([
    'tap-x--a',
    'tap-none',
    'target-y',
    'm',
  ]);
});

/** How the options of a run become the input of its pipelines. */
import { resolveJob } from '../../../src/activities/resolve-job';
import type { RunJobOptions } from '../../../src/model/run';
import { openProjectSource } from '../../../src/project/project-source';
import { projectFolder, removeProjectFolders } from '../project/project-folder';

afterEach(removeProjectFolders);

const TEXT = `
project_id: shop
environments: [{name: dev, state_id_suffix: $SUFFIX}]
jobs: [{name: j, tasks: [tap-x target-y, tap-x target-w]}]
schedules:
  - {name: daily, interval: '@daily', job: j, env: {MELTANO_ENVIRONMENT: dev, SUFFIX: of-schedule}}
plugins:
  extractors: [{name: tap-x}]
  loaders: [{name: target-y}, {name: target-w}]
`;

function resolved(options: RunJobOptions, processEnv: Record<string, string> = {}) {
  const projects = openProjectSource(projectFolder({ 'meltano.yml': TEXT }), processEnv);
  return resolveJob({ projects, searchAttributes: false }, options);
}

test('each pair gets a state id of its own', async () => {
  const { pipelines, steps } = await resolved({ job: 'j', environment: 'dev' });
  expect(pipelines.map(({ pipeline }) => pipeline.stateId)).toEqual(['dev:tap-x-to-target-y', 'dev:tap-x-to-target-w']);
  expect(steps).toBeUndefined();
  expect(pipelines[0]?.options).toEqual({ fullRefresh: false, select: [] });
});

test("a schedule's variables are there as if the process had them, and only their names travel", async () => {
  const plan = await resolved({ job: 'tap-x target-y', schedule: 'daily' });
  expect(plan.pipelines[0]?.pipeline).toMatchObject({
    environment: 'dev',
    stateId: 'dev:tap-x-to-target-y:of-schedule',
    schedule: 'daily',
  });
  await expect(resolved({ job: 'j', schedule: 'dayly' })).rejects.toThrow(
    '`dayly` was not found. Did you mean `daily`',
  );
});

test('a run without state reads everything, under a state id that nobody else uses', async () => {
  const { pipelines } = await resolved({ job: 'tap-x target-y', environment: 'dev', noStateUpdate: true });
  expect(pipelines[0]).toMatchObject({
    pipeline: { stateId: 'dev:tap-x-to-target-y:no-state', stateless: true },
    options: { fullRefresh: true },
  });
});

test('a state id that is given is that of the one pair there is', async () => {
  const { pipelines } = await resolved({ job: ['tap-x', 'target-y'], environment: 'dev', stateId: 'mine' });
  expect(pipelines[0]?.pipeline.stateId).toBe('mine');
  await expect(resolved({ job: 'j', environment: 'dev', stateId: 'mine' })).rejects.toThrow('one tap and one target');
});

test('strategy and catalog are passed on', async () => {
  const { pipelines } = await resolved({
    job: 'tap-x target-y',
    environment: 'dev',
    refreshCatalog: true,
    stateStrategy: 'merge',
  });
  expect(pipelines[0]?.options).toEqual({
    fullRefresh: false,
    select: [],
    refreshCatalog: true,
    stateStrategy: 'merge',
  });
});

test('a project with environments runs in one of them', async () => {
  await expect(resolved({ job: 'j' })).rejects.toThrow('No environment is active');
});

import { project, refusal, removeProjectFolders } from './project-folder';

afterEach(removeProjectFolders);

const TEXT = `
jobs:
  - {name: one, tasks: [tap-x target-y]}
  - name: nested
    tasks:
      - [tap-x, target-y]
      - ['tap-x m1  m2 target-w']
  - {name: text, tasks: tap-x target-y}
  - {name: misspelt, tasks: ["tap-x m1 target-yy"]}
  - {name: in-job, tasks: [one]}
  - {name: empty, tasks: []}
  - {name: command, tasks: ['util-u:hello']}
  - {name: both, tasks: [tap-x target-y]}
plugins:
  extractors: [{name: tap-x}, {name: both}]
  loaders: [{name: target-y}, {name: target-w}]
  mappers: [{name: map, mappings: [{name: m1}, {name: m2}]}]
  utilities: [{name: util-u}]
schedules:
  - {name: s1, interval: '@daily', job: one, env: {A: b}}
  - {name: s2, interval: '*/5 * * * *', job: nested}
  - {name: s3, interval: '@once', job: one}
  - {name: s4, interval: null, job: one}
`;
const plain = {
  kind: 'pipeline',
  pipeline: { tap: 'tap-x', mappings: [], target: 'target-y' },
  plugins: ['tap-x', 'target-y'],
};
const mapped = {
  kind: 'pipeline',
  pipeline: { tap: 'tap-x', mappings: ['m1', 'm2'], target: 'target-w' },
  plugins: ['tap-x', 'map', 'map', 'target-w'],
};
const command = (name: string | null): object => ({
  kind: 'command',
  plugin: 'util-u',
  pluginKind: 'utilities',
  command: name,
});

test.each<[string | string[], string, unknown[]]>([
  ['one', 'one', [plain]],
  ['nested', 'nested', [plain, mapped]],
  ['text', 'text', [plain]],
  ['tap-x target-y', 'tap-x target-y', [plain]],
  [['one', 'tap-x', 'm1', 'm2', 'target-w'], 'one tap-x m1 m2 target-w', [plain, mapped]],
  [['tap-x m1 m2 target-w', 'one'], 'tap-x m1 m2 target-w one', [mapped, plain]],
  ['command', 'command', [command('hello')]],
  [['util-u', 'one', 'util-u:a:b'], 'util-u one util-u:a:b', [command(null), plain, command('a:b')]],
])('%j runs as its blocks', async (given, job, blocks) => {
  expect((await project(TEXT)).resolveJob(given)).toEqual({ job, blocks });
});

test.each<[string | string[], string, RegExp]>([
  [
    'misspelt',
    'ConfigInvalid',
    /^meltano\.yml:9:40: There is no plugin or mapping `target-yy`\. Did you mean `target-y`/,
  ],
  ['onne', 'ConfigInvalid', /^There is no job, plugin or mapping `onne`\. Did you mean `one`/],
  ['in-job', 'ConfigInvalid', /^meltano\.yml:10:28: `one` is a job, and jobs do not nest/],
  ['empty', 'ConfigInvalid', /`empty` has no tasks/],
  [[], 'ConfigInvalid', /nothing to run/],
  ['tap-x util-u target-y', 'ConfigInvalid', /`util-u` stands between `tap-x` and its target/],
  ['tap-x:about', 'ConfigInvalid', /`tap-x:about` is a command of a plugin of the extractors.*meltemi invoke/],
  ['util-x:hello', 'ConfigInvalid', /^There is no job, plugin or mapping `util-x:hello`/],
  ['both', 'ConfigInvalid', /^meltano\.yml:13:5: `both` is the name of a job and of a plugin/],
  ['tap-x m1', 'ConfigInvalid', /`m1` has no target behind it/],
  ['tap-x tap-x target-y', 'ConfigInvalid', /`tap-x` is a second tap/],
  ['target-y', 'ConfigInvalid', /`target-y` is a target without a tap/],
  ['m1 tap-x target-y', 'ConfigInvalid', /`m1` is a mapping without a tap/],
  ['tap-x target-y m1', 'ConfigInvalid', /`m1` is a mapping without a tap/],
  ['tap-x map target-y', 'ConfigInvalid', /Use one of `m1`, `m2`/],
])('%j is refused', async (given, code, message) => {
  const loaded = await project(TEXT);
  const refused = refusal(() => loaded.resolveJob(given));
  expect(refused).toMatch(new RegExp(`^${code} `));
  expect(refused.slice(code.length + 1)).toMatch(message);
});

test('jobs and schedules are kept as they are written', async () => {
  const { jobs, schedules } = await project(TEXT);
  expect(jobs[1]).toEqual({ name: 'nested', tasks: [['tap-x', 'target-y'], ['tap-x m1  m2 target-w']] });
  expect(schedules[0]).toEqual({
    name: 's1',
    interval: '@daily',
    cron: '0 0 * * *',
    job: 'one',
    elt: null,
    timezone: null,
    pauseOnFailure: false,
    env: { A: 'b' },
  });
  expect(schedules.map((schedule) => schedule.cron)).toEqual(['0 0 * * *', '*/5 * * * *', null, null]);
});

import { project, removeProjectFolders } from './project-folder';

afterEach(removeProjectFolders);

const TEXT = `
default_environment: dev
environments:
  - name: dev
    env: {HOST: $FROM_FILE, PORT: $FROM_PROCESS, BOTH: $IN_BOTH}
jobs:
  - {name: fine, tasks: [tap-x target-y]}
  - {name: spaces, tasks: ['tap-x  target-y']}
  - {name: text, tasks: tap-x target-y}
  - {name: mapper, tasks: [tap-x map target-y]}
plugins:
  extractors: [{name: tap-x}]
  loaders: [{name: target-y}]
  mappers: [{name: map, config: {stream_maps: {}}}]
`;

test('what Meltano would take otherwise is told with its place', async () => {
  const files = { 'meltano.yml': TEXT, '.env': 'FROM_FILE=a\nIN_BOTH=b\n' };
  const loaded = await project(files, { processEnv: { FROM_PROCESS: '1', IN_BOTH: 'c' } });
  expect(loaded.oddities()).toEqual([
    'meltano.yml:5:17: `HOST` takes `$FROM_FILE` from `.env`; in Meltano it is empty there.',
    expect.stringMatching(/^meltano\.yml:8:\d+: `tap-x {2}target-y` has two spaces in a row, which Meltano refuses\.$/),
    expect.stringMatching(/^meltano\.yml:9:\d+: the tasks of `text` are a text; Meltano wants a list\.$/),
    expect.stringMatching(
      /^meltano\.yml:10:\d+: the block `map` is a mapper without mappings, which Meltano refuses\.$/,
    ),
  ]);
});

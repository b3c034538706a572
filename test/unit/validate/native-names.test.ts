/** Names of settings of plugins that Meltemi runs itself: what `validate` says of each, and where. */
import { nativeDefinition } from '../../../src/definitions/native';
import { lockText } from '../../../src/definitions/lock-file';
import { validateProject } from '../../../src/validate/validate-project';
import { projectFolder, removeProjectFolders } from '../project/project-folder';

afterEach(removeProjectFolders);

async function messages(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { problems } = await validateProject({ root: projectFolder(files), environment: undefined, processEnv: {} });
  return problems.map(({ place, message }) => `${place.line}:${place.column} ${message}`);
}

const CONNECTION = ['host: h', 'user: u', 'password: p', 'database: d'];

function tapProject(variant: string, settings: readonly string[]): string {
  return [
    'plugins:',
    '  extractors:',
    '  - name: tap-postgres',
    `    variant: ${variant}`,
    '    config:',
    ...[...CONNECTION, ...settings].map((line) => `      ${line}`),
  ].join('\n');
}

test('a setting without effect is told once, with its place and the reason', async () => {
  const found = await messages({ 'meltano.yml': tapProject('meltanolabs', ['batch_config: {encoding: {format: x}}']) });
  expect(found).toEqual([
    '10:7 The setting `batch_config` of `tap-postgres` has no effect: records move in pages, not in files that tap and target agree on.',
  ]);
});

test('it is told also when a lock file declares it', async () => {
  const definition = nativeDefinition('extractors', 'tap-postgres', 'meltanolabs');
  if (definition === null) throw new Error('there is no definition');
  const found = await messages({
    'meltano.yml': tapProject('meltanolabs', ['ssh_tunnel: {enable: true, host: bastion}']),
    'plugins/extractors/tap-postgres--meltanolabs.lock': lockText(definition),
  });
  expect(found).toEqual([
    '10:7 The setting `ssh_tunnel` of `tap-postgres` has no effect: Meltemi opens no SSH tunnels; open one beside it.',
  ]);
});

test.each(['meltanolabs', 'transferwise', 'pipelinewise', 'acme'])(
  'the spellings of all variants are taken in the variant %s',
  async (variant) => {
    const settings = ['dbname: d', 'ssl: "true"', 'filter_schemas: a,b', 'default_replication_method: FULL_TABLE'];
    expect(await messages({ 'meltano.yml': tapProject(variant, settings) })).toEqual([]);
  },
);

test('a misspelt name is told with the right one', async () => {
  expect(await messages({ 'meltano.yml': tapProject('meltanolabs', ['filter_shemas: [a]']) })).toEqual([
    '10:7 The setting `filter_shemas` of `tap-postgres` is not known. Did you mean `filter_schemas`?',
  ]);
});

test('what the project itself declares is its own affair', async () => {
  const text = tapProject('meltanolabs', ['color: red', 'tap_id: x']).replace(
    '    config:',
    '    settings: [{name: color}, {name: tap_id}]\n    config:',
  );
  expect(await messages({ 'meltano.yml': text })).toEqual([]);
});

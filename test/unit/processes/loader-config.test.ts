/** What a loader is given as its settings, by what stands in front of it. */
import { Redactor } from '../../../src/model/redactor';
import { openPlugin, type OpenPlugin } from '../../../src/processes/open-plugin';
import { loaderConfig } from '../../../src/processes/pipe/loader-config';
import { openProjectSource } from '../../../src/project/project-source';
import { projectFolder, removeProjectFolders } from '../project/project-folder';

afterAll(removeProjectFolders);

const TEXT = `
plugins:
  extractors:
    - {name: tap-native}
    - {name: tap-team, namespace: tap_team, module: ./tap.ts}
    - {name: tap-program, namespace: tap_program, executable: ./bin/tap}
  loaders:
    - {name: target-sdk, namespace: target_sdk, pip_url: target-sdk, config: {schema: s}}
    - {name: target-other, namespace: target_other, pip_url: target-other, config: {schema: s}}
    - {name: target-checks, inherit_from: target-sdk, config: {validate_records: true}}
`;
const package_ = (target: string, name: string): string =>
  `.meltano/loaders/${target}/venv/lib/python3.11/site-packages/${name}/__init__.py`;

async function configOf(tapName: string, targetName: string, hasMappers = false) {
  const root = projectFolder({
    'meltano.yml': TEXT,
    [package_('target-sdk', 'singer_sdk')]: '',
    [package_('target-other', 'singer')]: '',
  });
  const project = await openProjectSource(root, {}).load(null);
  const own = { isNative: (_: string, name: string) => name === 'tap-native', cli: '/cli.js' };
  const open = (kind: 'extractors' | 'loaders', name: string): OpenPlugin =>
    openPlugin(project, { kind, name, folder: root, redactor: new Redactor(), own });
  const said: string[] = [];
  const plugins = { tap: open('extractors', tapName), hasMappers, target: open('loaders', targetName) };
  return { config: loaderConfig(plugins, (line) => said.push(line)), said };
}

test("a target by the Singer SDK does not check what a tap of Meltemi's own reads, and that is said", async () => {
  const { config, said } = await configOf('tap-native', 'target-sdk');
  expect(config).toEqual({ schema: 's', validate_records: false });
  expect(said.join()).toContain('`validate_records`');
});

test.each([
  ['the project says otherwise', 'tap-native', 'target-checks', false, { schema: 's', validate_records: true }],
  ['a mapper stands in between', 'tap-native', 'target-sdk', true, { schema: 's' }],
  ['the tap is of the project', 'tap-team', 'target-sdk', false, { schema: 's' }],
  ['the tap is a program', 'tap-program', 'target-sdk', false, { schema: 's' }],
  ['the target is not by the SDK', 'tap-native', 'target-other', false, { schema: 's' }],
])('it gets its settings as they are when %s', async (_, tap, target, hasMappers, config) => {
  expect(await configOf(tap, target, hasMappers)).toEqual({ config, said: [] });
});

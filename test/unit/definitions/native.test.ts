import { nativeDefinition, isNative } from '../../../src/definitions/native';
import { PLUGIN_KINDS, SETTING_KINDS, type PluginKind } from '../../../src/project/entries';
import { NATIVE_PLUGINS } from '../../../src/project/native-plugins';
import { isSecret } from '../../../src/project/sensitive';
import { tapFactoryFor } from '../../../src/taps/registry';
import { targetFactoryFor } from '../../../src/targets/registry';
import { project, removeProjectFolders } from '../project/project-folder';

afterEach(removeProjectFolders);

const NATIVE: readonly (readonly [PluginKind, string])[] = [
  ['extractors', 'tap-postgres'],
  ['loaders', 'target-postgres'],
  ['loaders', 'target-jsonl'],
  ['mappers', 'meltano-map-transformer'],
  ['mappers', 'transform-field'],
];

test.each(NATIVE)('%s %s has a definition that Meltano can read', (kind, name) => {
  const definition = nativeDefinition(kind, name, null);
  expect(definition).toMatchObject({ kind, name });
  expect(definition?.pipUrl).not.toBeNull();
  const { settings } = JSON.parse(JSON.stringify(definition?.json)) as {
    settings: { name: string; kind: string; sensitive?: boolean; description: string }[];
  };
  expect(new Set(settings.map((setting) => setting.name)).size).toBe(settings.length);
  for (const setting of settings) {
    expect(SETTING_KINDS).toContain(setting.kind);
    expect(setting.description).toMatch(/\.$/);
    if (isSecret(setting.name, null)) expect(setting).toMatchObject({ sensitive: true });
  }
});

test('each tap and target with a definition has an implementation', () => {
  expect(tapFactoryFor({ name: 'tap-postgres', variant: null })).toBeDefined();
  for (const name of ['target-postgres', 'target-jsonl']) {
    expect(targetFactoryFor({ name, variant: null })).toBeDefined();
  }
});

test('the project reader knows the same names as native', () => {
  expect([...NATIVE_PLUGINS].sort()).toEqual(NATIVE.map(([, name]) => name).sort());
});

test('all variants of a name are native, one of them has the definition', () => {
  expect(isNative('extractors', 'tap-postgres')).toBe(true);
  expect(isNative('loaders', 'tap-postgres')).toBe(false);
  expect(nativeDefinition('extractors', 'tap-postgres', 'pipelinewise')).toBeNull();
});

test('an entry of the settings of a definition is one that the project reader takes', async () => {
  for (const [kind, name] of NATIVE) {
    const json = nativeDefinition(kind, name, null)?.json;
    const made = await project(JSON.stringify({ plugins: { [kind]: [json] } }));
    expect(made.plugins).toEqual([expect.objectContaining({ kind, name })]);
  }
  expect(PLUGIN_KINDS).toContain('mappers');
});

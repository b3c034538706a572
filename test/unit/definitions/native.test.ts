import { nativeDefinition } from '../../../src/definitions/native';
import { isNative, NATIVE_PLUGINS, placeSettings, takenSettings } from '../../../src/definitions/native/native-plugins';
import { SETTING_KINDS } from '../../../src/model/setting-kinds';
import type { PluginKind } from '../../../src/project/entries';
import { isSecret } from '../../../src/project/sensitive';
import { tapFactoryFor } from '../../../src/taps/registry';
import { targetFactoryFor } from '../../../src/targets/registry';
import { project, removeProjectFolders } from '../project/project-folder';

afterEach(removeProjectFolders);

const VARIANTS = NATIVE_PLUGINS.flatMap(({ kind, name, variants }) =>
  variants.map(({ variant }) => [kind, name, variant] as const),
);

describe.each(VARIANTS)('%s %s %s', (kind, name, variant) => {
  test('has a definition that Meltano can read', () => {
    const definition = nativeDefinition(kind, name, variant);
    expect(definition).toMatchObject({ kind, name, variant });
    expect(definition?.pipUrl).not.toBeNull();
    const { settings } = JSON.parse(JSON.stringify(definition?.json)) as {
      settings: { name: string; kind: string; sensitive?: boolean; description: string }[];
    };
    expect(new Set(settings.map((setting) => setting.name)).size).toBe(settings.length);
    for (const setting of settings) {
      expect(setting).not.toHaveProperty('ignored');
      if (isSecret(setting.name, null)) expect(setting).toMatchObject({ sensitive: true });
    }
  });

  test('is an entry that the project reader takes', async () => {
    const json = nativeDefinition(kind, name, variant)?.json;
    const made = await project(JSON.stringify({ plugins: { [kind]: [json] } }));
    expect(made.plugins).toEqual([expect.objectContaining({ kind, name, variant })]);
  });
});

test.each(NATIVE_PLUGINS)('each setting of $name says what it is about, or why it has no effect', (plugin) => {
  for (const setting of takenSettings(plugin, null).values()) {
    expect(SETTING_KINDS).toContain(setting.kind);
    expect(setting.description).toMatch(/^[^a-z].*\.$/s);
    expect(setting.ignored ?? 'it is read').toMatch(/[^.]$/);
  }
});

test('each tap and target with a definition has an implementation', () => {
  const named = (kind: PluginKind): readonly string[] =>
    NATIVE_PLUGINS.filter((plugin) => plugin.kind === kind).map(({ name }) => name);
  for (const name of named('extractors')) expect(tapFactoryFor({ name, variant: null })).toBeDefined();
  for (const name of named('loaders')) expect(targetFactoryFor({ name, variant: null })).toBeDefined();
});

test('a variant has one definition under all of its names; without a name the default one is meant', () => {
  const variantOf = (variant: string | null): string | undefined =>
    nativeDefinition('extractors', 'tap-postgres', variant)?.variant;
  expect([null, 'default', 'original', 'meltanolabs'].map(variantOf)).toEqual(Array(4).fill('meltanolabs'));
  expect(['transferwise', 'pipelinewise'].map(variantOf)).toEqual(Array(2).fill('transferwise'));
});

test('all variants of a name are native, also those without a definition', () => {
  expect(isNative('extractors', 'tap-postgres')).toBe(true);
  expect(isNative('loaders', 'tap-postgres')).toBe(false);
  expect(nativeDefinition('extractors', 'tap-postgres', 'acme')).toBeNull();
});

test('where data comes from and goes to is known in all spellings', () => {
  const server = ['database', 'dbname', 'host', 'port', 'sqlalchemy_url', 'url', 'user'];
  const replica = ['secondary_host', 'secondary_port'];
  expect([...placeSettings('extractors', 'tap-postgres')].sort()).toEqual([...server, ...replica].sort());
  expect([...placeSettings('loaders', 'target-postgres')].sort()).toEqual(server);
  expect(placeSettings('extractors', 'tap-x')).toEqual([]);
});

import { nativeDefinition } from '../../../src/definitions/native';
import { NATIVE_PLUGINS } from '../../../src/project/native-plugins';
import { nativeSettings } from '../../../src/validate/native-settings';

const KINDS = ['extractors', 'loaders', 'mappers'] as const;

test.each([...NATIVE_PLUGINS])('the settings that the definition of `%s` declares are known', (name) => {
  const definitions = KINDS.flatMap((kind) => nativeDefinition(kind, name, null)?.json['settings'] ?? []);
  const declared = definitions.flatMap((setting) =>
    typeof setting === 'object' && setting !== null && 'name' in setting ? [setting['name']] : [],
  );
  expect(declared.length).toBeGreaterThan(0);
  expect(nativeSettings(name)?.read).toEqual(expect.arrayContaining(declared));
});

test('a name of every object is no native plugin', () => expect(nativeSettings('constructor')).toBeUndefined());

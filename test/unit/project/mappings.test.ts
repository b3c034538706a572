import { project, removeProjectFolders } from './project-folder';

afterEach(removeProjectFolders);

const TEXT = `
env: {TOP: top}
default_environment: dev
environments: [{name: dev, env: {TOP: environment, ENVV: environment}}]
plugins:
  mappers:
    - name: map-x
      config: {base: 1}
      mappings:
        - {name: tag-a, config: {stream_maps: {users: {email: null, at: $TOP}}, l: [$ENVV, $NOPE], none: $NOPE}}
        - {name: tag-s, config: {hash_seed: s3cret}}
        - {name: tag-bad, config: {hash_seed: $NOPE}}
    - {name: add-at, inherit_from: map-x, config: {stream_maps: {users: {at: now, gone: null}}}}
    - {name: add-more, inherit_from: add-at}
    - {name: map-empty}
    - {name: map-y, mappings: [{name: twice}]}
    - {name: map-z, mappings: [{name: twice}]}
`;

test("a mapping gets its own config and nothing of the mapper's, with its nulls", async () => {
  const { config, warnings } = (await project(TEXT)).resolveMapping('tag-a');
  expect(config).toEqual({ stream_maps: { users: { email: null, at: 'top' } }, l: ['environment', ''], none: '' });
  expect(warnings).toHaveLength(2);
});

test('secrets of a mapping are told, and undefined ones refused', async () => {
  const loaded = await project(TEXT);
  expect(loaded.resolveMapping('tag-s').secrets).toEqual(['s3cret']);
  expect(() => loaded.resolveMapping('tag-bad')).toThrow(
    /^meltano\.yml:12:47: The setting `hash_seed` of mapping `tag-bad`/,
  );
});

test('a mapper that inherits and has a config of its own is a block', async () => {
  const loaded = await project(TEXT);
  const config = { base: 1, stream_maps: { users: { at: 'now', gone: null } } };
  expect(loaded.resolveMapping('add-at')).toMatchObject({
    name: 'add-at',
    mapper: 'add-at',
    baseName: 'map-x',
    config,
  });
  expect(loaded.resolveMapping('add-more').config).toEqual(config);
});

test.each([
  ['map-x', /^meltano\.yml:7:7: .*Use one of `tag-a`, `tag-s`, `tag-bad` instead of `map-x`/],
  ['map-empty', /^meltano\.yml:15:7: .*neither `mappings` nor a `config`/],
  ['twice', /`twice` is defined twice: at meltano\.yml:16:\d+ and meltano\.yml:17:\d+/],
  ['tag-q', /no mapping `tag-q` in the project\. Did you mean `tag-a`/],
])('%s is refused as a block', async (name, message) => {
  const loaded = await project(TEXT);
  expect(() => loaded.resolveMapping(name)).toThrow(message);
});

import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openProjectSource } from '../../../src/project/project-source';
import { project, projectFolder, removeProjectFolders } from './project-folder';

afterEach(removeProjectFolders);

const TAP = 'plugins: {extractors: [{name: tap-x, config: {a: 1}}]}';
const jobs = (...names: string[]): string =>
  `jobs: [${names.map((name) => `{name: ${name}, tasks: [tap-x]}`).join(', ')}]`;
const jobNames = async (files: Record<string, string>): Promise<string[]> =>
  (await project(files)).jobs.map((job) => job.name);

test('`**` reaches every depth, hidden folders too, and `*` does not', async () => {
  const files = { '.h/a.yml': jobs('a'), 'd/e/b.yml': jobs('b'), 'c.yml': jobs('c') };
  expect(await jobNames({ ...files, 'meltano.yml': 'include_paths: ["**/*.yml"]' })).toEqual(['a', 'c', 'b']);
  expect(await jobNames({ ...files, 'meltano.yml': 'include_paths: ["*.yml"]' })).toEqual(['c']);
});

test('files merge in the order of the patterns: lists are appended, mappings merged, other values overwritten', async () => {
  const {
    jobs: found,
    environment,
    ...rest
  } = await project({
    'meltano.yml': `include_paths: [b.yml, a.yml]\ndefault_environment: one\nenv: {A: main, B: main}\n${jobs('m')}\n${TAP}`,
    'a.yml': `env: {A: a}\n${jobs('a')}\ndefault_environment: two\nenvironments: [{name: one}, {name: two}]`,
    'b.yml': `env: {A: b}\n${jobs('b')}`,
  });
  expect({ jobs: found.map((job) => job.name), environment, warnings: rest.warnings }).toEqual({
    jobs: ['m', 'b', 'a'],
    environment: 'two',
    warnings: [],
  });
});

test('a file that is matched twice counts once, and `meltano.yml` is never included', async () => {
  expect(await jobNames({ 'meltano.yml': 'include_paths: [a.yml, ./a.yml, "*.yml"]', 'a.yml': jobs('a') })).toEqual([
    'a',
  ]);
});

test('an included file may include others', async () => {
  const files = { 'meltano.yml': 'include_paths: [a.yml]', 'a.yml': 'include_paths: [b.yml]', 'b.yml': jobs('b') };
  expect(await jobNames(files)).toEqual(['b']);
});

test('links that lead in a circle end, and a file behind them counts once', async () => {
  const root = projectFolder({ 'meltano.yml': 'include_paths: ["**/*.yml"]', 'd/a.yml': jobs('a') });
  symlinkSync('..', join(root, 'd', 'up'));
  const loaded = await openProjectSource(root, {}).load();
  expect(loaded.jobs).toHaveLength(1);
});

test('a link to a file outside the project is refused', async () => {
  const outside = projectFolder({ 'x.yml': jobs('x') });
  const root = projectFolder({ 'meltano.yml': 'include_paths: ["*.yml"]' });
  symlinkSync(join(outside, 'x.yml'), join(root, 'l.yml'));
  await expect(openProjectSource(root, {}).load()).rejects.toThrow(
    /meltano\.yml:1:17: .*`l\.yml`, which is outside the project/,
  );
});

test.each<[string, string, RegExp]>([
  ['a file that is a list', '- a', /^e\.yml:1:1: A project file must be a mapping.*this one is a list/],
  [
    'a key with nothing below it',
    'plugins:\n  extractors:\n',
    /^e\.yml:2:3: `plugins\.extractors` has nothing below it\. .*`extractors: \[\]`/,
  ],
  ['jobs with nothing below', 'jobs:\n', /^e\.yml:1:1: `jobs` has nothing below it/],
  ['broken YAML', 'a: [', /^e\.yml:1:\d+: The YAML cannot be read/],
  ['a plugin without a name', 'plugins: {extractors: [{config: {}}]}', /^e\.yml:1:24: This plugin has no `name`/],
  [
    'config that is a list',
    'plugins: {extractors: [{name: x, config: [1]}]}',
    /^e\.yml:1:42: `config` of `x` must be a mapping/,
  ],
  ['a variable that is a list', 'env: {A: [1]}', /^e\.yml:1:10: The variable `A`/],
  [
    'an unknown kind',
    'plugins: {extractors: [{name: x, settings: [{name: s, kind: intger}]}]}',
    /unknown kind `intger`. Did you mean `integer`/,
  ],
  ['an environment with a colon', 'environments: [{name: "a:b"}]', /^e\.yml:1:16: .*`a:b`/],
  ['a mapping against a list', 'env: [A]', /^e\.yml:1:6: `env` is a list here and a mapping at meltano\.yml:2:6/],
])('%s is refused with its place', async (_, text, message) => {
  const files = { 'meltano.yml': 'include_paths: [e.yml]\nenv: {}', 'e.yml': text };
  await expect(project(files)).rejects.toThrow(message);
});

test.each(['', '# nothing\n', '---\n'])('%j included is as good as `{}`, with a warning', async (text) => {
  const { warnings } = await project({ 'meltano.yml': 'include_paths: [e.yml]', 'e.yml': text });
  expect(warnings).toEqual([expect.stringMatching(/^e\.yml:1:1: The file is empty .*Write `\{\}`/)]);
});

test('an empty `meltano.yml` is refused', async () => {
  await expect(project('# nothing')).rejects.toThrow(/^meltano\.yml:1:1: .* Write at least `version: 1`/);
});

test('`**` does not follow links, and `*` does, as in Python', async () => {
  const root = projectFolder({ 'meltano.yml': 'include_paths: ["**/b.yml"]', 'd/e/b.yml': jobs('b') });
  symlinkSync('d', join(root, 'l'));
  symlinkSync(join('d', 'e'), join(root, 'm'));
  expect((await openProjectSource(root, {}).load()).jobs).toHaveLength(1);
  writeFileSync(join(root, 'meltano.yml'), 'include_paths: ["m*/b.yml"]');
  expect((await openProjectSource(root, {}).load()).jobs).toHaveLength(1);
});

test.each([
  ['/etc/hosts', 'is absolute'],
  ['../*', 'which is not a file|which is outside the project'],
  ['../**/*.yml', 'leads outside the project'],
  ['*/../../**', 'leads outside the project'],
  ['sub*', 'which is not a file'],
])('the include path %s is refused with its place', async (pattern, why) => {
  const files = { 'meltano.yml': `include_paths: ['${pattern}']`, 'sub/a.yml': '{}' };
  await expect(project(files)).rejects.toThrow(new RegExp(`^meltano\\.yml:1:17: .*(${why})`));
});

test('a file that is not UTF-8 is refused', async () => {
  const root = projectFolder({ 'meltano.yml': 'version: 1' });
  writeFileSync(join(root, 'meltano.yml'), Buffer.from([0x61, 0x3a, 0x20, 0xff]));
  await expect(openProjectSource(root, {}).load()).rejects.toThrow(/^meltano\.yml:1:1: The file is not UTF-8 text/);
});

test('a folder without `meltano.yml` is no project', async () => {
  await expect(project({ 'a.yml': '{}' })).rejects.toThrow(/no `meltano\.yml`/);
});

test('the same plugin in two included files is an error with both places', async () => {
  const files = { 'meltano.yml': 'include_paths: ["*.yml"]', 'a.yml': TAP, 'b.yml': TAP };
  await expect(project(files)).rejects.toThrow(/`tap-x` is defined twice: at a\.yml:1:24 and b\.yml:1:24/);
});

test('beside the one in `meltano.yml` a second one has no effect, which is a warning', async () => {
  const loaded = await project({
    'meltano.yml': `include_paths: [a.yml]\n${TAP}`,
    'a.yml': 'plugins: {extractors: [{name: tap-x, config: {a: 2, b: 2}}]}',
  });
  expect(loaded.resolvePlugin('extractors', 'tap-x').settings).toEqual({ a: 1 });
  expect(loaded.warnings).toEqual([
    expect.stringContaining('meltano.yml:2:24 and a.yml:1:24. Only the first one counts'),
  ]);
});

test('a plugin kind beside `plugins:` is read as meant, with a warning', async () => {
  const loaded = await project({
    'meltano.yml': 'include_paths: [m.yml]',
    'm.yml': 'mappers:\n- name: map-x\n  config: {stream_maps: {a: null}}',
  });
  expect(loaded.resolveMapping('map-x').config).toEqual({ stream_maps: { a: null } });
  expect(loaded.warnings).toEqual([expect.stringMatching(/^m\.yml:1:1: `mappers` stands at the top/)]);
});

test.each([
  ['project_id: My Shop!', /^My-Shop$/],
  ['version: 1', /^meltemi-project-\w+$/],
])('%s gives a safe project id', async (text, id) => expect((await project(text)).id).toMatch(id));

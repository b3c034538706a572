import { project, removeProjectFolders } from './project-folder';

afterEach(removeProjectFolders);

const TEXT = `
default_environment: dev
environments:
  - name: dev
    env: {OUT: '\${DEV_OUT}', SECRET: '\${DEV_SECRET}'}
  - name: prod
    state_id_suffix: \${TENANT}
    env: {TAP_X_A: from-env}
    config:
      plugins:
        extractors:
          - {name: tap-x, config: {o: {p: 9}, new: 1}, select: [b.*], env: {OUT: plugin}}
plugins:
  extractors:
    - {name: tap-x, config: {a: base, o: {p: 1, q: 2}, out: $OUT, env: $MELTANO_ENVIRONMENT}, select: [a.*]}
    - {name: tap-s, config: {password: $SECRET}}
  loaders: [{name: target-y}]
`;
const files = (dotenv = ''): Record<string, string> => ({ 'meltano.yml': TEXT, '.env': dotenv });

test.each<[string, string | null | undefined, Record<string, string>, string, string | null]>([
  ['the caller', 'prod', { MELTANO_ENVIRONMENT: 'dev' }, '', 'prod'],
  ['the process', undefined, { MELTANO_ENVIRONMENT: 'prod' }, 'MELTANO_ENVIRONMENT=dev', 'prod'],
  ['`.env`', undefined, {}, 'MELTANO_ENVIRONMENT=prod', 'prod'],
  ['the default', undefined, {}, '', 'dev'],
  ['a variable for the default', undefined, { MELTANO_DEFAULT_ENVIRONMENT: 'prod' }, '', 'prod'],
  ['null', null, { MELTANO_ENVIRONMENT: 'prod' }, '', null],
  ['the name Null', 'Null', {}, '', null],
])('%s chooses the environment', async (_, environment, processEnv, dotenv, chosen) => {
  const given = environment === undefined ? { processEnv } : { processEnv, environment };
  expect((await project(files(dotenv), given)).environment).toBe(chosen);
});

test('an unknown environment is refused with a suggestion', async () => {
  await expect(project(files(), { environment: 'prd' })).rejects.toThrow(/no environment `prd`.*Did you mean `prod`/);
});

test('an unknown default environment is refused with its place', async () => {
  await expect(project('default_environment: nope')).rejects.toThrow(
    /^meltano\.yml:1:22: There is no environment `nope`/,
  );
});

test("an environment's `env` sees `.env`", async () => {
  const loaded = await project(files('DEV_OUT=warehouse'));
  expect(loaded.resolvePlugin('extractors', 'tap-x').settings['out']).toBe('warehouse');
});

test('an error names the variable behind the variable', async () => {
  const loaded = await project(files());
  expect(() => loaded.resolvePlugin('extractors', 'tap-s')).toThrow(
    'meltano.yml:16:40: The setting `password` of `tap-s` is secret and uses the variable `SECRET` (meltano.yml:5:38), which refers to `DEV_SECRET`, which is not defined.',
  );
});

test('an environment overrides config key by key, and lists as a whole', async () => {
  const { settings, extras } = (await project(files(), { environment: 'prod' })).resolvePlugin('extractors', 'tap-x');
  expect(settings).toEqual({ a: 'from-env', o: { p: 9, q: 2 }, new: 1, out: 'plugin', env: 'prod' });
  expect(extras.select).toEqual(['b.*']);
});

test('state ids are those of Meltano', async () => {
  const pipeline = { tap: 'tap-x', mappings: ['m'], target: 'target-y' };
  const dev = await project(files());
  expect([dev.stateId(pipeline), dev.stateId(pipeline, 'eu')]).toEqual([
    'dev:tap-x-to-target-y',
    'dev:tap-x-to-target-y:eu',
  ]);
  const prod = await project(files('TENANT=acme'), { environment: 'prod' });
  expect(prod.stateId(pipeline)).toBe('prod:tap-x-to-target-y:acme');
  expect((await project(files(), { environment: null })).stateId(pipeline)).toBe('tap-x-to-target-y');
  expect(() => dev.stateId(pipeline, 'a:b')).toThrow(/cannot hold `a:b`/);
});

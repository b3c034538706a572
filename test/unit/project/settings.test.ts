import type { JsonObject } from '../../../src/model/json';
import { project, removeProjectFolders, tapX } from './project-folder';

afterEach(removeProjectFolders);

async function settings(below: string, processEnv = {}, dotenv = '', rest = ''): Promise<JsonObject> {
  const loaded = await project({ 'meltano.yml': tapX(below, rest), '.env': dotenv }, { processEnv });
  return loaded.resolvePlugin('extractors', 'tap-x').settings;
}

test('values keep their YAML types, and nulls vanish at every depth of a mapping', async () => {
  const below = 'config:\n  s: text\n  f: 1.5\n  t: true\n  n: null\n  l: [a, null]\n  o: {k: v, n: null, e: {}}';
  expect(await settings(below)).toEqual({ s: 'text', f: 1.5, t: true, l: ['a', null], o: { k: 'v', e: {} } });
});

test('nulls stay below `stream_maps`, and keys with dots stay one key there', async () => {
  const below = 'config: {stream_maps: {users: {email: null}, a.b: {c: d}}}';
  expect(await settings(below)).toEqual({ stream_maps: { users: { email: null }, 'a.b': { c: 'd' } } });
});

test('process variables win over `.env`, `.env` over config, config over the default', async () => {
  const below =
    'settings: [{name: a, value: d}, {name: b, value: d}, {name: c, value: d}, {name: d, value: d}]\nconfig: {a: y, b: y, c: y}';
  expect(await settings(below, { TAP_X_A: 'p' }, 'TAP_X_A=e\nTAP_X_B=e')).toEqual({ a: 'p', b: 'e', c: 'y', d: 'd' });
});

test('an empty variable counts, a null in the config does not', async () => {
  const below = 'settings: [{name: b, value: d}]\nconfig: {a: y, b: null}';
  expect(await settings(below, { TAP_X_A: '' })).toEqual({ a: '', b: 'd' });
});

test('a variable is cast to the declared kind, or to that of the YAML value', async () => {
  const below =
    'settings: [{name: p, kind: integer}, {name: o, kind: object}]\nconfig: {b: true, l: [1], o: {y: 4, z: 5}}';
  const env = { TAP_X_P: '007', TAP_X_B: 'no', TAP_X_L: '[2]', TAP_X_O: '{"y": 9}' };
  expect(await settings(below, env)).toEqual({ p: 7, o: { y: 9, z: 5 }, b: false, l: [2] });
});

test('a nested setting has its own variable, and dotted keys nest', async () => {
  const below = 'config: {auth: {user: u, kind: k}, auth.kind: dotted}';
  expect(await settings(below, { TAP_X_AUTH_USER: 'v' })).toEqual({ auth: { user: 'v', kind: 'dotted' } });
});

test('the namespace is a prefix too, and both at once are an error', async () => {
  const below = 'namespace: other_ns\nsettings: [{name: a}]';
  expect(await settings(below, { OTHER_NS_A: '1' })).toEqual({ a: '1' });
  await expect(settings(below, { OTHER_NS_A: '1', TAP_X_A: '1' })).rejects.toThrow(
    /set twice: by `TAP_X_A` .*`OTHER_NS_A`/,
  );
});

test.each([
  [
    'settings: [{name: p, kind: integer}]\nconfig: {p: abc}',
    {},
    /^meltano\.yml:6:19: The setting `p` of `tap-x` must be a whole number/,
  ],
  [
    'config: {p: 1}',
    { TAP_X_P: 'abc' },
    /The setting `p` of `tap-x`, set by `TAP_X_P` \(the process environment\), must be a whole number/,
  ],
  [
    'settings: [{name: o, kind: options, options: [{value: a}]}]\nconfig: {o: b}',
    {},
    /meltano\.yml:6:19: .*Choose one of `a`/,
  ],
])('%j is refused', async (below, env, message) => {
  await expect(settings(below, env)).rejects.toThrow(message);
});

test('YAML variables beat the terminal, and set settings by name', async () => {
  const below = 'config: {a: $FOO, b: y}';
  expect(await settings(below, { FOO: 'terminal' }, '', 'env: {FOO: yaml, TAP_X_B: set}')).toEqual({
    a: 'yaml',
    b: 'set',
  });
});

test('texts of the top-level `env` are not expanded, those of `.env` are', async () => {
  const below = 'config: {a: $A, b: $B}';
  expect(await settings(below, { FOO: 'foo' }, 'B=x-${FOO}', 'env: {A: "x-${FOO}"}')).toEqual({
    a: 'x-${FOO}',
    b: 'x-foo',
  });
});

test('a missing variable drops a value, and empties a list item, with a warning', async () => {
  const loaded = await project(tapX('config: {a: $NOPE, b: "x${NOPE}y", l: [$NOPE], ok: 1}'));
  const { settings: values, warnings } = loaded.resolvePlugin('extractors', 'tap-x');
  expect(values).toEqual({ b: 'xy', l: [''], ok: 1 });
  expect(warnings[0]).toBe(
    'meltano.yml:5:19: The setting `a` of `tap-x` uses the variable `NOPE`, which is not defined; it is taken as empty.',
  );
  expect(warnings).toHaveLength(3);
});

test.each(['password', 'api_key', 'auth.token', 'client_secret', 'aws_secret_access_key', 'connection_string'])(
  'a missing variable in the secret `%s` is an error with its place',
  async (name) => {
    await expect(settings(`config: {${name}: $NOPE}`)).rejects.toMatchObject({
      code: 'ConfigInvalid',
      message: `meltano.yml:5:${18 + name.length}: The setting \`${name}\` of \`tap-x\` is secret and uses the variable \`NOPE\`, which is not defined. Define it in \`.env\` or the environment.`,
    });
  },
);

test('a dollar sign that eats a part of a password is an error that tells the escape', async () => {
  await expect(settings('config: {password: p@ss$Word1}')).rejects.toThrow(/uses the variable `W`.*write `\\\$`/);
});

test.each(['replication_key', 'primary_key', 'token_url', 'password_file'])('`%s` is no secret', async (name) => {
  expect(await settings(`config: {${name}: $NOPE}`)).toEqual({});
});

test('a missing variable in a setting that the plugin requires is an error', async () => {
  const below = 'settings_group_validation: [[site]]\nconfig: {site: $NOPE}';
  await expect(settings(below)).rejects.toThrow(/The setting `site` of `tap-x` is required/);
});

test('secrets are told by name, by kind and inside URLs', async () => {
  const below =
    'settings: [{name: pin, kind: password}, {name: x, sensitive: true}]\n' +
    'config: {pin: p1, x: x1, user: me, password: s3, sqlalchemy_url: "postgresql://u:a%20b@h/db"}';
  const { secrets } = (await project(tapX(below))).resolvePlugin('extractors', 'tap-x');
  expect([...secrets].sort()).toEqual(['a b', 'a%20b', 'p1', 's3', 'x1']);
});

test('extras have variables with two underscores and see the settings', async () => {
  const below = 'config: {schema: sch}\nselect: [$TAP_X_SCHEMA-users.*]\nload_schema: pre_$MELTANO_EXTRACT_SCHEMA';
  const loaded = await project(tapX(below));
  expect(loaded.resolvePlugin('extractors', 'tap-x').extras).toMatchObject({
    select: ['sch-users.*'],
    loadSchema: 'pre_sch',
  });
  const set = await project(tapX(below), { processEnv: { TAP_X__SELECT: '["a.*"]' } });
  expect(set.resolvePlugin('extractors', 'tap-x').extras.select).toEqual(['a.*']);
});

test('a variable for `metadata` replaces all of it, one for a key only that key', async () => {
  const below = 'metadata: {users: {replication-method: FULL_TABLE}, orders: {selected: false}}';
  const extras = async (processEnv: Record<string, string>): Promise<JsonObject> =>
    (await project(tapX(below), { processEnv })).resolvePlugin('extractors', 'tap-x').extras.metadata;
  expect(await extras({ TAP_X__METADATA: '{"a": {"k": 1}}' })).toEqual({ a: { k: 1 } });
  expect(await extras({ TAP_X__METADATA_USERS_REPLICATION_METHOD: 'INCREMENTAL' })).toEqual({
    users: { 'replication-method': 'INCREMENTAL' },
    orders: { selected: false },
  });
});

test('a loader sees the variables of the tap in front of it', async () => {
  const text =
    'plugins: {extractors: [{name: tap-x, config: {db: shop}}], loaders: [{name: target-y, config: {s: $MELTANO_EXTRACT__LOAD_SCHEMA, d: $TAP_X_DB, n: $MELTANO_EXTRACTOR_NAME}}]}';
  const loaded = await project(text);
  expect(loaded.resolvePlugin('loaders', 'target-y', 'tap-x').settings).toEqual({ s: 'tap_x', d: 'shop', n: 'tap-x' });
});

test('in strict mode a missing variable is an error in every setting', async () => {
  const strict = 'ff: {strict_env_var_mode: true}\n';
  await expect(settings('config: {a: x$NOPE}', {}, '', strict)).rejects.toThrow(
    'The setting `a` of `tap-x` is in strict mode and uses the variable `NOPE`, which is not defined.',
  );
  expect(await settings('config: {a: x$YES}', { YES: '1' }, '', strict)).toEqual({ a: 'x1' });
});

test.each([
  ['upcase_string', '{name: a, value_processor: upcase_string}', 'a: x', { a: 'X' }],
  ['nest_object', '{name: a, kind: object, value_processor: nest_object}', 'a: \'{"b.c": 1}\'', { a: { b: { c: 1 } } }],
  ['stringify', '{name: a, kind: array, value_post_processor: stringify}', 'a: [1, x]', { a: '[1,"x"]' }],
])('the processor %s', async (_, definition, config, expected) => {
  expect(await settings(`settings: [${definition}]\nconfig: {${config}}`)).toEqual(expected);
});

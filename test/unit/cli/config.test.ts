import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { configExplainCommand, configListCommand, configPrintCommand } from '../../../src/cli/commands/config';
import { configResetCommand, configSetCommand, configUnsetCommand } from '../../../src/cli/commands/edit-config';
import { loadProject } from '../../../src/cli/load-project';
import { removeProjectFolders } from '../project/project-folder';
import { contextIn } from './project-context';

afterEach(removeProjectFolders);

const MAIN = `version: 1
project_id: p
environments:
- name: dev
plugins:
  extractors:
  - name: tap-x
    namespace: tap_x
    settings:
    - {name: user}
    - {name: password, sensitive: true}
    - {name: port, kind: integer, value: 5432}
    - {name: mode, kind: options, options: [{value: fast}, {value: slow}]}
    config: {user: u, password: $PW, custom: 1}
  - name: tap-x--orders
    inherit_from: tap-x
`;
const files = { 'meltano.yml': MAIN };
const safe = { unsafe: false };
const set = { unsafe: false, store: 'auto' } as const;
const textOf = (root: string, file: string): string => readFileSync(join(root, file), 'utf8');

test('print masks what is secret, and shows it when told to', async () => {
  const { context, out } = contextIn(files, { PW: 'pass-word' });
  await configPrintCommand(context, 'tap-x', { ...safe, format: 'json' });
  expect(JSON.parse(out())).toEqual({ user: 'u', password: '*****', port: 5432, custom: 1 });
  await configPrintCommand(context, 'tap-x', { unsafe: true, format: 'env' });
  expect(out()).toContain("TAP_X_PASSWORD='pass-word'\nMELTANO_EXTRACT_PASSWORD='pass-word'\n");
});

test('list says where each value comes from', async () => {
  const { context, out } = contextIn(files, { PW: 'pass-word', TAP_X_USER: 'v' });
  await configListCommand(context, 'tap-x--orders', { ...safe, all: true });
  expect(out()).toBe(
    [
      'Configured:',
      "password [env: TAP_X__ORDERS_PASSWORD] current value: (redacted) (inherited from 'tap-x': '$PW')",
      "user [env: TAP_X__ORDERS_USER] current value: 'v' (inherited from 'tap-x')",
      '',
      'Optional:',
      'mode [env: TAP_X__ORDERS_MODE] current value: None (default)',
      'port [env: TAP_X__ORDERS_PORT] current value: 5432 (default)',
      '',
      'Custom, possibly unsupported by the plugin:',
      "custom [env: TAP_X__ORDERS_CUSTOM] current value: 1 (inherited from 'tap-x')",
      '',
    ].join('\n'),
  );
});

test('explain names every layer with its place, the winner first, and no secret', async () => {
  const { context, out } = contextIn(
    { ...files, '.env': 'TAP_X_USER=d\n' },
    { PW: 'pass-word', TAP_X__ORDERS_PORT: '1' },
  );
  await configExplainCommand(context, 'tap-x--orders', undefined, safe);
  expect(out()).toBe(
    [
      'user = "d"   (any kind)',
      '  → variable TAP_X_USER (.env): "d"',
      '    config of tap-x, meltano.yml:14:20: "u"',
      '',
      'password = "*****"   (any kind, secret)',
      '  → config of tap-x, meltano.yml:14:33: "$PW"',
      '      $PW = "*****" (the process environment)',
      '',
      'port = 1   (integer)',
      '  → variable TAP_X__ORDERS_PORT (the process environment): "1"',
      '    default, meltano.yml:12:42: 5432',
      '',
      'mode = not set   (options)',
      '  nothing sets it, and it has no default',
      '',
      'custom = 1   (integer, not declared)',
      '  → config of tap-x, meltano.yml:14:46: 1',
      '',
    ].join('\n'),
  );
});

test('explain tells what is wrong instead of failing, and suggests names', async () => {
  const { context, out } = contextIn(files, {}, { json: true });
  await configExplainCommand(context, 'tap-x', 'password', safe);
  expect(JSON.parse(out())).toMatchObject({
    settings: [
      { name: 'password', value: null, problem: expect.stringContaining('`PW`, which is not defined') as string },
    ],
  });
  await expect(configExplainCommand(context, 'tap-x', 'usr', safe)).rejects.toThrow('Did you mean `user`?');
});

test('set casts by the kind and writes to the file', async () => {
  const { context, root, out } = contextIn(files, { PW: 'x' });
  await configSetCommand(context, 'tap-x', ['port', '6000'], set);
  expect(out()).toBe("Extractor 'tap-x' setting 'port' was set in `meltano.yml`: 6000\n");
  expect(textOf(root, 'meltano.yml')).toBe(MAIN.replace('custom: 1}', 'custom: 1, port: 6000}'));
});

test('set puts a secret into .env, for its owner only, and does not show it', async () => {
  const { context, root, out } = contextIn(files);
  await configSetCommand(context, 'tap-x', ['password', "it's"], set);
  expect(out()).toBe("Extractor 'tap-x' setting 'password' was set in `.env`: (redacted)\n");
  expect(textOf(root, '.env')).toBe("TAP_X_PASSWORD='it\\'s'\n");
  expect(statSync(join(root, '.env')).mode & 0o777).toBe(0o600);
  expect(textOf(root, 'meltano.yml')).toBe(MAIN);
});

test('set in an environment writes to its part of the file', async () => {
  const { context, root, out } = contextIn(files, {}, { environment: 'dev' });
  await configSetCommand(context, 'tap-x', ['user', 'me'], set);
  expect(out()).toBe("Extractor 'tap-x' setting 'user' was set in the active environment in `meltano.yml`: 'me'\n");
  const block =
    '- name: dev\n  config:\n    plugins:\n      extractors:\n      - name: tap-x\n        config:\n          user: me\n';
  expect(textOf(root, 'meltano.yml')).toBe(MAIN.replace('- name: dev\n', block));
});

test('set says when a higher layer still counts, and warns of a name that nobody declares', async () => {
  const { context, out, err } = contextIn(files, { PW: 'x', TAP_X_USER: 'v' });
  await configSetCommand(context, 'tap-x', ['user', 'me'], set);
  expect(out()).toContain("Current value is still: 'v' (from the TAP_X_USER variable in the environment)");
  await configSetCommand(context, 'tap-x', ['usr', '5'], set);
  expect(err()).toContain("Extractor 'tap-x' declares no setting `usr`. Did you mean `user`?");
  expect(out()).toBe("Extractor 'tap-x' setting 'usr' was set in `meltano.yml`: '5'\n");
});

test.each([
  [['port', 'many'], 'must be a whole number'],
  [['mode', 'faster'], 'takes none but `fast`, `slow`'],
])('set %j is refused, and nothing is written', async (words, message) => {
  const { context, root } = contextIn(files);
  await expect(configSetCommand(context, 'tap-x', words, set)).rejects.toThrow(message);
  expect(textOf(root, 'meltano.yml')).toBe(MAIN);
});

test('a variable for what nobody knows is refused', async () => {
  const { context } = contextIn(files);
  const toDotenv = configSetCommand(context, 'tap-x', ['nothing', '1'], { unsafe: false, store: 'dotenv' });
  await expect(toDotenv).rejects.toThrow('would have no effect');
});

test('set and unset know a setting by all its names', async () => {
  const aliased = MAIN.replace('{name: user}', '{name: user, aliases: [username]}').replace('user: u', 'username: u');
  const { context, root } = contextIn({ 'meltano.yml': aliased });
  await configSetCommand(context, 'tap-x', ['username', 'me'], set);
  expect(textOf(root, 'meltano.yml')).toContain('config: {password: $PW, custom: 1, user: me}');
  await configUnsetCommand(context, 'tap-x', ['username'], set);
  expect(textOf(root, 'meltano.yml')).toContain('config: {password: $PW, custom: 1}');
});

test('the settings of the project are set at the top of its file', async () => {
  const { context, root, out } = contextIn(files);
  await configSetCommand(context, 'meltano', ['state_backend.uri', 'file:///srv/state'], set);
  expect(out()).toBe("Meltano setting 'state_backend.uri' was set in `meltano.yml`: 'file:///srv/state'\n");
  expect(textOf(root, 'meltano.yml')).toBe(`${MAIN}state_backend:\n  uri: file:///srv/state\n`);
});

test('an extra is set beside the config', async () => {
  const { context, root } = contextIn(files);
  await configSetCommand(context, 'tap-x--orders', ['_select', '["a.*"]'], set);
  expect(textOf(root, 'meltano.yml')).toBe(`${MAIN}    select:\n    - a.*\n`);
});

test('unset takes the value out of every place', async () => {
  const { context, root, out } = contextIn({ ...files, '.env': "A='b'\nTAP_X_USER='d'\n" }, { PW: 'x' });
  await configUnsetCommand(context, 'tap-x', ['user'], set);
  expect(out()).toBe(
    "Extractor 'tap-x' setting 'user' in `.env` was unset\nExtractor 'tap-x' setting 'user' in `meltano.yml` was unset\n",
  );
  expect(textOf(root, 'meltano.yml')).toBe(MAIN.replace('user: u, ', ''));
  expect(textOf(root, '.env')).toBe("A='b'\n");
});

test('reset leaves the definitions and the variables of others', async () => {
  const { context, root } = contextIn({ ...files, '.env': "A='b'\nTAP_X_PASSWORD='d'\n" });
  await configResetCommand(context, 'tap-x', { ...set, yes: true });
  expect(textOf(root, 'meltano.yml')).toBe(MAIN.replace('    config: {user: u, password: $PW, custom: 1}\n', ''));
  expect(textOf(root, '.env')).toBe("A='b'\n");
});

test('the first edit of settings gives the project an id that keeps its name', async () => {
  const { context, root } = contextIn({ 'meltano.yml': MAIN.replace('project_id: p\n', '') });
  const before = await loadProject(context);
  await configSetCommand(context, 'tap-x', ['user', 'me'], set);
  const after = await loadProject(context);
  expect(textOf(root, 'meltano.yml')).toMatch(/^project_id: '?[0-9a-f-]{36}'?$/m);
  expect(after.id).toBe(before.id);
});

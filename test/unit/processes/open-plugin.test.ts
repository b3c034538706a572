import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Redactor } from '../../../src/model/redactor';
import { collectOutput } from '../../../src/processes/collect-output';
import type { OpenPlugin } from '../../../src/processes/open-plugin';
import { removeProjectFolders } from '../project/project-folder';
import { openIn, program, writeProgram } from './programs';

afterAll(removeProjectFolders);

const PRINT = 'console.log(JSON.stringify({ args: process.argv.slice(2), env: process.env }))';

interface Printed {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function printed(open: OpenPlugin, args: readonly string[] = []): Promise<Printed> {
  return JSON.parse(await collectOutput(open, { args, what: 'Looking' })) as Printed;
}

function utility(below: string, top = ''): Readonly<Record<string, string>> {
  const lines = below.split('\n').map((line) => `      ${line}`);
  return {
    'meltano.yml': ['version: 1', top, 'plugins:', '  utilities:', '    - name: util', ...lines].join('\n'),
    'bin/print': program(PRINT),
  };
}

test('each `env` block sees the block right above it', async () => {
  const top = [
    'env: {STACKED: "${STACKED}2", TOP: t-$FOO}',
    'environments:',
    '- name: prod',
    '  env: {STACKED: "${STACKED}3", ENVV: $TOP-e, SEEN: $DOT}',
    '  config: {plugins: {utilities: [{name: util, env: {STACKED: "${STACKED}5"}}]}}',
  ].join('\n');
  const files = utility('executable: ./bin/print\nenv: {STACKED: "${STACKED}4", PLUG: p-$FOO}', top);
  const given = { files: { ...files, '.env': 'DOT=d\nFOO=from-file\n' }, env: { STACKED: '1', FOO: 'foo' } };
  const request = { kind: 'utilities', name: 'util' } as const;
  const within = await printed(await openIn({ ...given, environment: 'prod' }, request));
  expect(within.env).toMatchObject({
    STACKED: '12345',
    TOP: 't-$FOO',
    ENVV: 't-foo-e',
    SEEN: 'd',
    PLUG: 'p-',
    DOT: 'd',
    FOO: 'foo',
    MELTANO_ENVIRONMENT: 'prod',
  });
  const without = await printed(await openIn(given, request));
  expect(without.env).toMatchObject({ STACKED: '4', PLUG: 'p-' });
  expect(without.env).not.toHaveProperty('ENVV');
});

test('settings and extras are in the variables under every name; packages of others are not', async () => {
  const yaml = [
    'plugins:',
    '  extractors:',
    '  - name: tap-x',
    '    namespace: ns_x',
    '    executable: ./bin/print',
    '    settings: [{name: a, env_aliases: [OTHER_A, "!NOT_A"]}]',
    '    config: {a: 1, o: {p: [1, x]}, n: null}',
    '  - {name: tap-x--y, inherit_from: tap-x, select: [s.*]}',
  ].join('\n');
  const env = { PYTHONPATH: '/p', VIRTUAL_ENV: '/v' };
  const given = { files: { 'meltano.yml': yaml, 'bin/print': program(PRINT) }, env };
  const { env: seen } = await printed(await openIn(given, { kind: 'extractors', name: 'tap-x--y' }));
  expect(seen).toMatchObject({
    TAP_X__Y_A: '1',
    TAP_X_A: '1',
    NS_X_A: '1',
    MELTANO_EXTRACT_A: '1',
    OTHER_A: '1',
    TAP_X__Y_O_P: '[1, "x"]',
    MELTANO_EXTRACT__SELECT: '["s.*"]',
    MELTANO_EXTRACTOR_NAME: 'tap-x--y',
  });
  for (const name of ['NOT_A', 'TAP_X_N', 'PYTHONPATH', 'VIRTUAL_ENV']) expect(seen).not.toHaveProperty(name);
});

test('a plugin that pip installed runs in its virtual environment, a child in that of its parent', async () => {
  const yaml = [
    'plugins:',
    '  extractors:',
    '  - {name: tap-x, namespace: tap_x, pip_url: tap-x==1}',
    '  - {name: tap-x--y, inherit_from: tap-x}',
    '  - {name: tap-x--z, inherit_from: tap-x, pip_url: tap-x==2}',
  ].join('\n');
  const open = async (name: string): Promise<OpenPlugin> => {
    const opened = await openIn({ files: { 'meltano.yml': yaml } }, { kind: 'extractors', name });
    const { root } = opened.project;
    if (name !== 'tap-x--z') writeProgram(root, '.meltano/extractors/tap-x/venv/bin/tap-x', PRINT);
    return opened;
  };
  const child = await open('tap-x--y');
  await expect(printed(child)).rejects.toThrow(/is not installed/); // it was not when it was opened
  const again = await openIn(
    { files: { 'meltano.yml': yaml, '.meltano/extractors/tap-x/venv/bin/tap-x': program(PRINT) } },
    { kind: 'extractors', name: 'tap-x--y' },
  );
  const venv = join(again.project.root, '.meltano/extractors/tap-x/venv');
  expect((await printed(again)).env).toMatchObject({ VIRTUAL_ENV: venv });
  expect((await printed(again)).env['PATH']).toMatch(new RegExp(`^${venv}/bin:`));
  await expect(printed(await open('tap-x--z'))).rejects.toThrow(
    /`tap-x--z` cannot run `tap-x`.*meltemi install tap-x--z/s,
  );
});

test.each<[string, string, RegExp]>([
  ['executable: no-such-program', '', /There is no `no-such-program` on the PATH\. .*`pip_url`/s],
  ['executable: ./bin/nothing', '', /bin\/nothing` is not there/],
  ['executable: ./meltano.yml', '', /may not be executed.*chmod \+x/s],
])('%s: the error says what to do', async (below, top, message) => {
  const open = await openIn({ files: utility(below, top) }, { kind: 'utilities', name: 'util' });
  await expect(open.spawn([], { stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' })).rejects.toThrow(message);
});

test('a command: split first, then expanded, so that a value with blanks is one argument', async () => {
  const files = utility(
    [
      'executable: ./bin/print',
      'commands:',
      `  hello: {args: "say 'a  b' $NAME -x=$NAME", description: greets}`,
      '  bye: {args: "", executable: ./bin/print}',
      '  empty: say $NOPE',
      `  open: "say 'x"`,
    ].join('\n'),
  );
  const open = await openIn({ files, env: { NAME: 'bob smith' } }, { kind: 'utilities', name: 'util' });
  const run = async (name: string): Promise<readonly string[]> => {
    const running = await open.spawnCommand(name, ['more'], { stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' });
    if (running.stdout === null) throw new Error('There is no stdout.');
    return (JSON.parse(await text(running.stdout)) as Printed).args;
  };
  expect(await run('hello')).toEqual(['say', 'a  b', 'bob smith', '-x=bob smith', 'more']);
  expect(await run('bye')).toEqual(['more']);
  await expect(run('empty')).rejects.toThrow(
    /meltano\.yml:\d+:\d+: The command `util:empty` has the argument `\$NOPE`/,
  );
  await expect(run('open')).rejects.toThrow(/quote that is not closed/);
  await expect(run('nope')).rejects.toThrow(/Its commands are `hello`, `bye`, `empty`, `open`/);
});

test('the config file is private, and gone when the plugin is closed; secrets in stderr are masked', async () => {
  const body = `process.stderr.write('using hunter22\\n'); ${PRINT}`;
  const yaml = `plugins: {extractors: [{name: tap-x, namespace: tap_x, executable: ./bin/tap, config: {password: hunter22, n: 1}}]}`;
  const redactor = new Redactor();
  const given = { files: { 'meltano.yml': yaml, 'bin/tap': program(body) } };
  const open = await openIn(given, { kind: 'extractors', name: 'tap-x', redactor });
  const [flag, path = ''] = open.configArguments();
  expect(flag).toBe('--config');
  expect(readFileSync(path, 'utf8')).toBe('{\n  "password": "hunter22",\n  "n": 1\n}');
  const lines: string[] = [];
  await collectOutput(open, { args: [], what: 'Looking', onLine: (line) => lines.push(line) });
  expect(lines).toEqual(['using ****']);
  open.close();
  expect(readdirSync(open.runFolder)).toEqual([]);
});

test('a program that fails: its code and its last lines', async () => {
  const files = {
    ...utility('executable: ./bin/fail'),
    'bin/fail': program(`console.error('no way'); process.exit(3)`),
  };
  const open = await openIn({ files }, { kind: 'utilities', name: 'util' });
  await expect(collectOutput(open, { args: ['--go'], what: 'Going' })).rejects.toThrow(
    /Going of `util`: the program ended with exit code 3\. Its last lines on stderr:\nno way/,
  );
});

test('`MELTANO_SYS_DIR_ROOT` moves the files', async () => {
  const files = utility('executable: ./bin/print');
  const open = await openIn({ files, env: { MELTANO_SYS_DIR_ROOT: 'elsewhere' } }, { kind: 'utilities', name: 'util' });
  expect(open.runFolder).toBe(join(open.project.root, 'elsewhere', 'run', 'util'));
  mkdirSync(open.runFolder, { recursive: true });
});

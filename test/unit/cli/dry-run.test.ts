/** `run --dry-run` and the log it writes to, without a Temporal and without running anything. */
import type { CommandContext, GlobalOptions } from '../../../src/cli/command-context';
import { runCommand } from '../../../src/cli/commands/run';
import { projectFolder, removeProjectFolders } from '../project/project-folder';

afterEach(removeProjectFolders);

const TEXT = `
default_environment: dev
environments: [{name: dev}, {name: prod}]
jobs: [{name: j, tasks: [tap-x m1 target-y, 'util-u:hello']}]
plugins:
  extractors: [{name: tap-x}]
  loaders: [{name: target-y}]
  mappers: [{name: map, mappings: [{name: m1}]}]
  utilities: [{name: util-u}]
`;

interface Dry {
  readonly code: number;
  readonly lines: readonly string[];
}

async function dry(blocks: readonly string[], globals: GlobalOptions = {}, env = {}): Promise<Dry> {
  const root = projectFolder({ 'meltano.yml': TEXT });
  let stderr = '';
  const screen = { write: (text: string) => (stderr += text) };
  const context: CommandContext = { globals, env, stdout: screen, stderr: screen, projectRoot: () => root };
  const code = await runCommand(context, blocks, { dryRun: true });
  return { code, lines: stderr.trim().split('\n') };
}

test('a person reads the blocks in order', async () => {
  const { code, lines } = await dry(['j']);
  expect(code).toBe(0);
  expect(lines).toEqual([
    expect.stringMatching(/^\d\d:\d\d:\d\d Would run block 1\/2: tap-x → m1 → target-y$/),
    expect.stringMatching(/Would run block 2\/2: util-u:hello$/),
  ]);
});

test('a program reads the entries that Meltano writes', async () => {
  const { lines } = await dry(['j'], {}, { MELTANO_CLI_LOG_FORMAT: 'json' });
  const entries = lines.map((line) => JSON.parse(line) as object);
  expect(entries).toMatchObject([
    { event: "Environment 'dev' is active", level: 'info' },
    {
      event: 'Dry run, but would have run block 1/2.',
      comprised_of: ['tap-x', 'map', 'target-y'],
      block_type: 'ExtractLoadBlocks',
    },
    {
      event: 'Dry run, but would have run block 2/2.',
      comprised_of: 'util-u:hello',
      block_type: 'InvokerCommand',
    },
    { event: 'Run completed', status: 'success' },
  ]);
});

test('a plugin without a command is told as Meltano tells it', async () => {
  const { lines } = await dry(['util-u'], { logFormat: 'key-value' });
  expect(lines[1]).toContain('comprised_of="util-u:None"');
});

test('a log level keeps what is less urgent out', async () => {
  expect((await dry(['j'], { logLevel: 'warning' })).lines).toEqual(['']);
});

test('no blocks at all are nothing to do', async () => {
  expect(await dry([])).toMatchObject({ code: 0, lines: [expect.stringContaining('No valid blocks found.')] });
});

test('a run without an environment is refused where the project has some', async () => {
  await expect(dry(['j'], { environment: false })).rejects.toThrow('one of `dev`, `prod`');
  await expect(dry(['j'], { environment: 'NULL' })).rejects.toThrow('No environment is active');
});

test('an unknown format is refused with the known ones', async () => {
  await expect(dry(['j'], {}, { MELTANO_CLI_LOG_FORMAT: 'xml' })).rejects.toThrow('text, json, key-value');
});

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError, errorLines, exitCodeOf, failedError } from '../../../src/cli/cli-error';
import { chosenEnvironment } from '../../../src/cli/command-context';
import { Interrupts } from '../../../src/cli/commands/interrupts';
import { createStartKey, runOptions } from '../../../src/cli/commands/run-options';
import { createProgram } from '../../../src/cli/program';
import { findProject } from '../../../src/cli/project-root';
import { isTemporalConfigured } from '../../../src/cli/temporal-configured';
import { MeltemiError } from '../../../src/model/errors';

describe('the options of a run', () => {
  test('one block is a job, several are a pipeline', () => {
    expect(runOptions({ globals: {}, env: {} }, ['orders'], {})).toEqual({ job: 'orders' });
    expect(runOptions({ globals: {}, env: {} }, ['tap-a', 'target-b'], {})).toEqual({ job: ['tap-a', 'target-b'] });
  });

  test('what was given is passed on, what was not is left to the project', () => {
    const context = { globals: { environment: 'prod' }, env: { MELTANO_ENVIRONMENT: 'dev' } };
    expect(runOptions(context, ['orders'], { fullRefresh: true, select: ['a', 'b'], stateIdSuffix: 'x' })).toEqual({
      job: 'orders',
      environment: 'prod',
      fullRefresh: true,
      select: ['a', 'b'],
      stateIdSuffix: 'x',
    });
  });

  test.each([
    [{}, { MELTANO_RUN_FULL_REFRESH: 'true' }, { fullRefresh: true }],
    [{}, { MELTANO_RUN_FULL_REFRESH: '0', MELTANO_RUN_REFRESH_CATALOG: 'on' }, { refreshCatalog: true }],
    [{}, { MELTANO_RUN_NO_STATE_UPDATE: '1' }, { noStateUpdate: true }],
    [{ stateUpdate: false }, {}, { noStateUpdate: true }],
    [{}, { MELTANO_RUN_STATE_ID_SUFFIX: 'a' }, { stateIdSuffix: 'a' }],
    [{ stateIdSuffix: 'b' }, { MELTANO_RUN_STATE_ID_SUFFIX: 'a' }, { stateIdSuffix: 'b' }],
    [{}, { MELTANO_RUN_STATE_STRATEGY: 'merge' }, { stateStrategy: 'merge' }],
    [{ mergeState: true }, {}, { stateStrategy: 'merge' }],
    [{ timeout: 5, force: true }, { MELTANO_RUN_TIMEOUT: '9' }, { force: true, timeoutSeconds: 5 }],
    [{}, { MELTANO_RUN_TIMEOUT: '9' }, { timeoutSeconds: 9 }],
    [{}, { MELTANO_RUN_ID: '12345678-1234-5678-1234-56781234567A' }, { runId: '12345678-1234-5678-1234-56781234567a' }],
  ] as const)('options %j with variables %j make %j', (given, env, expected) => {
    expect(runOptions({ globals: {}, env }, ['orders'], given)).toEqual({ job: 'orders', ...expected });
  });

  test.each([
    [{ MELTANO_RUN_FULL_REFRESH: 'maybe' }, 'neither yes nor no'],
    [{ MELTANO_RUN_STATE_STRATEGY: 'upsert' }, 'no strategy'],
    [{ MELTANO_RUN_TIMEOUT: '1.5' }, 'whole number'],
    [{ MELTANO_RUN_ID: 'mine' }, 'no UUID'],
  ])('the variables %j are refused', (env, message) => {
    expect(() => runOptions({ globals: {}, env }, ['orders'], {})).toThrow(message);
  });

  test.each([
    [{}, {}, undefined],
    [{}, { MELTANO_ENVIRONMENT: 'dev' }, 'dev'],
    [{}, { MELTANO_ENVIRONMENT: '' }, undefined],
    [{ environment: 'prod' }, { MELTANO_ENVIRONMENT: 'dev' }, 'prod'],
    [{ environment: false as const }, { MELTANO_ENVIRONMENT: 'dev' }, null],
  ])('options %j with variables %j choose the environment %j', (globals, env, expected) => {
    expect(chosenEnvironment({ globals, env })).toBe(expected);
  });

  test('a start key sorts by time and ends in something random', () => {
    expect(createStartKey(new Date('2026-01-02T03:04:05.678Z'), () => 0.5)).toMatch(/^20260102T030405Z-[a-z2-9]{4}$/);
  });
});

describe('the command line', () => {
  const parse = (args: readonly string[]): Record<string, unknown> => {
    const program = createProgram(() => undefined);
    const run = program.commands.find((command) => command.name() === 'run');
    let seen: Record<string, unknown> = {};
    run?.action((blocks: string[], options: object) => void (seen = { blocks, ...options, globals: program.opts() }));
    program.parse(args, { from: 'user' });
    return seen;
  };

  test('takes the environment before the command, as Meltano does, and behind it', () => {
    const expected = {
      blocks: ['orders'],
      progress: true,
      stateUpdate: true,
      globals: { environment: 'prod' },
    };
    expect(parse(['--environment', 'prod', 'run', 'orders'])).toEqual(expected);
    expect(parse(['--environment=prod', 'run', 'orders'])).toEqual(expected);
    expect(parse(['run', 'orders', '--environment', 'prod'])).toEqual(expected);
  });

  test('takes blocks and repeated selections', () => {
    const args = [
      'run',
      'tap-a',
      'mask',
      'target-b',
      '--select',
      'x',
      '--select',
      'y',
      '--full-refresh',
      '--no-environment',
      '--json',
    ];
    expect(parse(args)).toEqual({
      blocks: ['tap-a', 'mask', 'target-b'],
      select: ['x', 'y'],
      fullRefresh: true,
      progress: true,
      stateUpdate: true,
      globals: { environment: false, json: true },
    });
  });
});

describe('an error', () => {
  const error = new MeltemiError('ConfigInvalid', 'There is no job `ordres`.', 'Did you mean `orders`?');

  test('is told as its reason and its instruction, without a stack', () => {
    expect(errorLines(error, false)).toEqual(['There is no job `ordres`.', 'Did you mean `orders`?']);
    expect(errorLines(new Error('boom'), false)).toEqual(['boom']);
  });

  test('shows its stack and its cause only for `--debug`', () => {
    const lines = errorLines(failedError('It broke.', '', new Error('disk full')), true);
    expect(lines.some((line) => line.includes('command-line.test'))).toBe(true);
    expect(lines).toContain('Caused by:');
    expect(lines).toContain('Error: disk full');
  });

  test('ends the command with 1, wrong use with 2', () => {
    expect(exitCodeOf(error)).toBe(1);
    expect(exitCodeOf(new Error('boom'))).toBe(1);
    expect(exitCodeOf(new CliError({ code: 'Usage', reason: 'No.', instruction: '' }, 2))).toBe(2);
  });
});

describe('the project', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'meltemi-cli-')));
  const project = join(folder, 'repo', 'config');
  beforeAll(() => {
    mkdirSync(join(project, 'pipelines', 'orders'), { recursive: true });
    writeFileSync(join(project, 'meltano.yml'), 'version: 1\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is the nearest folder upwards with a meltano.yml', () => {
    expect(findProject(join(project, 'pipelines', 'orders'), {})).toBe(project);
  });

  test('is named by MELTANO_PROJECT_ROOT when that is set', () => {
    expect(findProject(folder, { MELTANO_PROJECT_ROOT: 'repo/config' })).toBe(project);
    expect(() => findProject(project, { MELTANO_PROJECT_ROOT: folder })).toThrow('no `meltano.yml`');
  });

  test('is suggested when it lies just below', () => {
    expect(() => findProject(join(folder, 'repo'), {})).toThrow('give `--cwd config`');
    expect(() => findProject(folder, {})).toThrow('Go to the folder of a project');
  });
});

test('a Temporal is configured by an address, a profile, a key or a file', () => {
  const home = mkdtempSync(join(tmpdir(), 'meltemi-home-'));
  expect(isTemporalConfigured({ HOME: home, TEMPORAL_NAMESPACE: 'x' })).toBe(false);
  for (const name of ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE', 'TEMPORAL_API_KEY']) {
    expect(isTemporalConfigured({ HOME: home, [name]: 'x' })).toBe(true);
  }
  mkdirSync(join(home, 'temporalio'));
  writeFileSync(join(home, 'temporalio', 'temporal.toml'), '');
  expect(isTemporalConfigured({ HOME: home, XDG_CONFIG_HOME: home })).toBe(process.platform === 'linux');
  rmSync(home, { recursive: true });
});

describe('Ctrl-C', () => {
  const record = (): { orders: string[]; interrupts: Interrupts } => {
    const orders: string[] = [];
    const handlers = { say: () => undefined, cancel: () => orders.push('cancel'), leave: () => orders.push('leave') };
    return { orders, interrupts: new Interrupts(handlers, 20) };
  };
  const pass = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

  test('once cancels the run after a moment', async () => {
    const { orders, interrupts } = record();
    interrupts.interrupt();
    expect(orders).toEqual([]);
    await pass();
    expect(orders).toEqual(['cancel']);
    expect(interrupts.exitCode).toBe(130);
  });

  test('twice leaves the run going', async () => {
    const { orders, interrupts } = record();
    interrupts.interrupt();
    interrupts.interrupt();
    await pass();
    expect(orders).toEqual(['leave']);
  });

  test('after the cancel stops watching', async () => {
    const { orders, interrupts } = record();
    interrupts.interrupt();
    await pass();
    interrupts.interrupt();
    expect(orders).toEqual(['cancel', 'leave']);
  });

  test('SIGTERM cancels at once and ends with 143; a second one stops watching', async () => {
    const { orders, interrupts } = record();
    interrupts.terminate();
    expect(orders).toEqual(['cancel']);
    interrupts.terminate();
    await pass();
    expect(orders).toEqual(['cancel', 'leave']);
    expect(interrupts.exitCode).toBe(143);
  });
});

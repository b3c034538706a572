import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { spawnProgram, type ProgramRequest, type RunningProgram } from '../../../src/processes/spawn-program';
import { runTypeScript } from '../../support/typescript-process';
import { program as source, writeProgram } from './programs';
import { writeFileSync } from 'node:fs';

const folder = mkdtempSync(join(tmpdir(), 'meltemi-program-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

function run(body: string, changes: Partial<ProgramRequest> = {}): Promise<RunningProgram> {
  const name = `program-${++count}`;
  writeProgram(folder, name, body);
  const request = { plugin: 'tap-x', args: [], env: { PATH: process.env['PATH'] ?? '' }, folder };
  const channels = { stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' } as const;
  return spawnProgram({ ...request, ...channels, executable: join(folder, name), ...changes });
}

test('its exit code is told', async () => {
  const program = await run('process.exit(42)');
  expect(await program.ended).toEqual({ exitCode: 42, signal: null });
});

test('arguments, variables and working folder are those given, and no others', async () => {
  const body = 'console.log(JSON.stringify([process.argv.slice(2), process.cwd(), Object.keys(process.env)]))';
  const program = await run(body, { args: ['a b', '--c=d', ''], env: { ONLY: '1' }, folder: tmpdir(), stdout: 'pipe' });
  if (program.stdout === null) throw new Error('There is no stdout.');
  expect(JSON.parse(await text(program.stdout))).toEqual([['a b', '--c=d', ''], tmpdir(), ['ONLY']]);
});

test('what goes in at stdin comes out at stdout, megabytes of it', async () => {
  const program = await run('process.stdin.pipe(process.stdout)', { stdin: 'pipe', stdout: 'pipe' });
  if (program.stdout === null || program.stdin === null) throw new Error('There are no pipes.');
  const sent = 'ä'.repeat(4 * 1024 * 1024);
  program.stdin.end(sent);
  expect((await text(program.stdout)) === sent).toBe(true);
  expect((await program.ended).exitCode).toBe(0);
});

test('stderr comes line by line, also the last one without a line break', async () => {
  const lines: string[] = [];
  const body = String.raw`process.stderr.write('one\ntw'); process.stderr.write('o\r\nthré'); process.stderr.write('e')`;
  await (
    await run(body, { stderr: (line) => lines.push(line) })
  ).ended;
  expect(lines).toEqual(['one', 'two', 'thrée']);
});

test('a line without end is given in pieces', async () => {
  const pieces: number[] = [];
  await (
    await run(`process.stderr.write('x'.repeat(200_000))`, { stderr: (line) => pieces.push(line.length) })
  ).ended;
  expect(pieces.reduce((sum, length) => sum + length)).toBe(200_000);
  expect(Math.max(...pieces)).toBeLessThan(100_000);
});

/** Says when it listens, so that no signal comes too early. */
const DEAF = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready')`;
const POLITE = `process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1000); console.log('ready')`;

async function ready(program: RunningProgram): Promise<void> {
  if (program.stdout === null) throw new Error('There is no stdout.');
  await once(program.stdout, 'data');
}

test('stop lets the program end by itself', async () => {
  const program = await run(POLITE, { stdout: 'pipe' });
  await ready(program);
  expect(await program.stop()).toEqual({ exitCode: 5, signal: null });
  expect(await program.stop()).toEqual({ exitCode: 5, signal: null });
});

test('stop kills one that does not listen', async () => {
  const program = await run(DEAF, { stdout: 'pipe', graceMs: 50 });
  await ready(program);
  expect(await program.stop()).toEqual({ exitCode: null, signal: 'SIGKILL' });
});

test('stop ends what the program started', async () => {
  const child = join(folder, 'grandchild');
  writeFileSync(child, source(DEAF.replace("'ready'", 'process.pid')), { mode: 0o755 });
  const body = `require('node:child_process').spawn(${JSON.stringify(child)}, { stdio: ['ignore', 'inherit', 'inherit'] })`;
  const program = await run(`${body}; setInterval(() => {}, 1000)`, { stdout: 'pipe', graceMs: 50 });
  if (program.stdout === null) throw new Error('There is no stdout.');
  const [printed] = (await once(program.stdout, 'data')) as [Buffer];
  await program.stop();
  // Ends when the grandchild, which has it too, is gone.
  program.stdout.resume();
  await once(program.stdout, 'close');
  expect(Number(printed.toString())).toBeGreaterThan(1);
});

test('what a killed program had started is killed, too', async () => {
  const child = join(folder, 'orphan');
  writeFileSync(child, source(DEAF), { mode: 0o755 });
  const body = `require('node:child_process').spawn(${JSON.stringify(child)}, { stdio: ['ignore', 'inherit', 'inherit'] }); setInterval(() => {}, 1000)`;
  const program = await run(body, { stdout: 'pipe' });
  await ready(program);
  process.kill(program.pid, 'SIGKILL');
  expect(await program.ended).toEqual({ exitCode: null, signal: 'SIGKILL' });
  program.stdout?.resume();
  if (program.stdout !== null) await once(program.stdout, 'close');
});

test('what a filter of a program prints after the program has ended well is read to its end', async () => {
  const filter = join(folder, 'filter');
  writeFileSync(filter, source(`setTimeout(() => console.log('last row'), 500)`), { mode: 0o755 });
  const body = `require('node:child_process').spawn(${JSON.stringify(filter)}, { stdio: ['ignore', 'inherit', 'inherit'] })
    .once('spawn', () => process.exit(0))`;
  const program = await run(body, { stdout: 'pipe' });
  let printed = '';
  program.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const closed = program.stdout === null ? Promise.resolve() : once(program.stdout, 'close');
  expect(await program.ended).toEqual({ exitCode: 0, signal: null });
  await closed;
  expect(printed).toBe('last row\n');
});

test('an abort ends it, also one from before', async () => {
  const later = new AbortController();
  const program = await run(POLITE, { stdout: 'pipe', signal: later.signal });
  await ready(program);
  later.abort();
  expect(await program.ended).toEqual({ exitCode: 5, signal: null });
  const before = await run(DEAF, { signal: AbortSignal.abort(), graceMs: 50 });
  expect((await before.ended).exitCode).toBeNull();
});

test('a grandchild that keeps stderr open does not keep the program from having ended', async () => {
  const child = join(folder, 'keeper');
  writeFileSync(child, source('setTimeout(() => {}, 30_000)'), { mode: 0o755 });
  const body = `require('node:child_process').spawn(${JSON.stringify(child)}, { stdio: ['ignore', 'ignore', 'inherit'] }).unref(); process.exit(3)`;
  const program = await run(body, { stderr: () => undefined });
  expect((await program.ended).exitCode).toBe(3);
  program.send('SIGKILL');
});

test.each([
  ['a file that is not there', '/nowhere/tap', folder, /the file, its interpreter or the folder is not there/],
  ['a file that may not be executed', __filename, folder, /it may not be executed/],
])('%s: the error says what and where', async (_, executable, cwd, message) => {
  const request = { plugin: 'tap-x', executable, args: [], env: {}, folder: cwd };
  const started = spawnProgram({ ...request, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' });
  await expect(started).rejects.toThrow(message);
  await expect(started).rejects.toMatchObject({ code: 'PluginMissing' });
});

test('a program, and what it started, is killed with the process that runs it', async () => {
  const body = `
    require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {}); setInterval(() => {}, 1000); console.log('ready')`;
  writeProgram(folder, 'left-alone', body);
  const runner = runTypeScript(require.resolve('./run-left-alone'), [join(folder, 'left-alone')], folder);
  const group = Number((await runner.waitForLine('group')).split(' ')[1]);
  expect(isAlive(-group)).toBe(true);
  await runner.kill();
  const deadline = Date.now() + 5000;
  while (isAlive(-group) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isAlive(-group)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

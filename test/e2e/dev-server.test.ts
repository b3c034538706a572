import { Client, Connection } from '@temporalio/client';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDev } from '../../src/cli/dev';
import { readDevFile, runningDev } from '../../src/temporal/dev-file';
import { identify, isAlive, type ProcessIdentity, untilEnded } from '../../src/temporal/process-identity';
import { readServerRecord } from '../../src/temporal/server-record';
import { openSharedServer } from '../../src/temporal/shared-server';
import { stateDirectory } from '../../src/temporal/state-dir';
import { rejection } from '../support/rejection';
import { runTypeScript } from '../support/typescript-process';
import { IDLE_WORKER } from './idle-worker';

/** Starting a server takes 0.3 s, or several seconds beside other tests. */
jest.setTimeout(90_000);

/** Apart from the ports that `startTemporal` gives to the tests beside this one. */
const PORT = 18_400 + 100 * Number(process.env['JEST_WORKER_ID'] ?? 0);

let projectRoot: string;
const lines: string[] = [];
const closing: (() => Promise<unknown> | void)[] = [];

beforeEach(() => {
  projectRoot = realpathSync(mkdtempSync(join(tmpdir(), 'meltemi-dev-')));
  lines.length = 0;
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(projectRoot, { recursive: true, force: true, maxRetries: 10 });
});

const onLine = (line: string): void => void lines.push(line);

async function dev(environment: NodeJS.ProcessEnv = process.env) {
  const running = await startDev({ projectRoot, environment, port: PORT, onLine, workerCommand: IDLE_WORKER });
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopped ??= running.stop());
  closing.push(stop);
  return { ...running, stop };
}

async function share(port = PORT) {
  const server = await openSharedServer({
    stateDir: stateDirectory(projectRoot),
    environment: process.env,
    onLine,
    port,
  });
  closing.push(() => server.close());
  return server;
}

async function connectTo(address: string): Promise<Client> {
  const connection = await Connection.connect({ address });
  closing.push(() => connection.close());
  return new Client({ connection });
}

function serverProcess(): ProcessIdentity {
  const record = readServerRecord(stateDirectory(projectRoot));
  if (record === null) throw new Error('no server is recorded');
  return record.process;
}

async function eventually(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; !condition();) {
    if (Date.now() > deadline) throw new Error(`It never came true. Lines:\n${lines.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function killHard(identity: ProcessIdentity | null | undefined): Promise<void> {
  if (!isAlive(identity)) throw new Error('it does not run');
  process.kill(identity.pid, 'SIGKILL');
  await untilEnded(identity);
}

/** Listens on `port` of this machine. */
function take(port: number): Promise<Server> {
  const server = createServer();
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

test('a killed server comes back on its port with everything it had acknowledged', async () => {
  const { address } = await dev();
  const client = await connectTo(address);
  for (let round = 1; round <= 3; round++) {
    await client.workflow.start('nothing', { workflowId: `kept-${round}`, taskQueue: 'none', args: [] });
    const before = serverProcess();
    await killHard(before);
    for (let i = 1; i <= round; i++) {
      expect((await client.workflow.getHandle(`kept-${i}`).describe()).status.name).toBe('RUNNING');
    }
    expect(serverProcess().pid).not.toBe(before.pid);
  }
  expect(lines.filter((line) => line === 'The Temporal server ended; starting it again.')).toHaveLength(3);
});

test('a killed worker is started again', async () => {
  await dev();
  const before = readDevFile(projectRoot)?.worker;
  await killHard(before);
  await eventually(() => isAlive(readDevFile(projectRoot)?.worker));
  expect(readDevFile(projectRoot)?.worker?.pid).not.toBe(before?.pid);
  expect(lines).toContain('The worker ended; starting it again.');
});

test('the worker is given the embedded server and none of the variables for another one', async () => {
  const { address } = await dev({ ...process.env, TEMPORAL_ADDRESS: 'elsewhere:7233', TEMPORAL_API_KEY: 'canary-key' });
  await eventually(() => workerLog().includes('address'));
  expect(workerLog()).toContain(`address ${address}, key undefined`);
});

function workerLog(): string {
  return readFileSync(join(stateDirectory(projectRoot), 'worker.log'), 'utf8');
}

test('the files of a dev are for their owner only, and say where it runs', async () => {
  const { address, uiUrl } = await dev();
  expect(runningDev(projectRoot)).toMatchObject({ address, uiUrl, supervisor: { pid: process.pid } });
  for (const name of ['dev.json', 'dev.lock', 'server.json', 'worker.log', 'temporal.log']) {
    expect([name, statSync(join(stateDirectory(projectRoot), name)).mode & 0o077]).toEqual([name, 0]);
  }
  expect(statSync(stateDirectory(projectRoot)).mode & 0o077).toBe(0);
});

test('stopping ends the worker and the server and leaves no trace of running', async () => {
  const { stop } = await dev();
  const [server, worker] = [serverProcess(), readDevFile(projectRoot)?.worker];
  await stop();
  expect([isAlive(server), isAlive(worker), runningDev(projectRoot)]).toEqual([false, false, null]);
});

test('a second dev of the same project is refused with the pid and the UI of the first', async () => {
  const { uiUrl } = await dev();
  const error = await rejection(dev());
  expect(error.code).toBe('LockHeld');
  expect(error.reason).toContain(`Process ${process.pid} `);
  expect(error.reason).toContain(`UI ${uiUrl}`);
});

test('the lock and the record of a dead dev are in nobody’s way', async () => {
  const dead = { pid: 4_000_000, startedAt: '1' };
  const first = await dev();
  await first.stop();
  writeFileSync(join(stateDirectory(projectRoot), 'dev.lock'), JSON.stringify(dead));
  writeFileSync(
    join(stateDirectory(projectRoot), 'dev.json'),
    JSON.stringify({ supervisor: dead, worker: dead, address: 'x:1', uiUrl: 'x' }),
  );
  expect(runningDev(projectRoot)).toBeNull();
  await dev();
  expect(runningDev(projectRoot)?.supervisor.pid).toBe(process.pid);
});

test('after a kill of the supervisor its worker ends by itself and the next dev joins its server, or starts one', async () => {
  const supervisor = runTypeScript(require.resolve('./dev-supervisor'), [projectRoot, String(PORT)], projectRoot);
  await supervisor.waitForLine('serving');
  const worker = readDevFile(projectRoot)?.worker;
  const client = await connectTo(`127.0.0.1:${PORT}`);
  await client.workflow.start('nothing', { workflowId: 'kept', taskQueue: 'none', args: [] });
  await supervisor.kill();
  await eventually(() => !isAlive(worker));
  await dev();
  expect((await client.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
});

test('a server whose users were all killed ends by itself', async () => {
  const supervisor = runTypeScript(require.resolve('./dev-supervisor'), [projectRoot, String(PORT)], projectRoot);
  await supervisor.waitForLine('serving');
  const server = serverProcess();
  await supervisor.kill();
  await eventually(() => !isAlive(server));
});

test('two users share one server; it lives until the last of them has left', async () => {
  const [first, second] = await Promise.all([share(), share()]);
  expect(second.address).toBe(first.address);
  expect([first.joined, second.joined].sort()).toEqual([false, true]);
  const server = serverProcess();
  await first.close();
  expect(isAlive(server)).toBe(true);
  await second.close();
  expect(isAlive(server)).toBe(false);
});

test('a server that was left without waiting for its end is not joined by the next user', async () => {
  const first = await share();
  const old = serverProcess();
  await first.close({ wait: false });
  const next = await share();
  expect(next.joined).toBe(false);
  expect(serverProcess()).not.toEqual(old);
});

test('ports that are taken are passed over, and that is said', async () => {
  await take(PORT);
  const server = await share();
  expect(server.address).not.toBe(`127.0.0.1:${PORT}`);
  expect(lines.join('\n')).toContain(
    `Port ${PORT} is taken: the Temporal server listens on ${server.address.split(':')[1]}`,
  );
  await connectTo(server.address);
});

test('the next server of a project takes the ports of the last one', async () => {
  const before = await share(PORT + 7);
  await before.close();
  const again = await openSharedServer({ stateDir: stateDirectory(projectRoot), environment: process.env, onLine });
  closing.push(() => again.close());
  expect([again.address, again.uiUrl]).toEqual([before.address, before.uiUrl]);
});

test('a frozen server that answers nobody is replaced when a user comes', async () => {
  await (await share()).close();
  const record = readServerRecord(stateDirectory(projectRoot));
  // Any process that lives and does not listen on the recorded ports stands for it.
  const sleeper = spawn('sleep', ['60'], { stdio: 'ignore' });
  const identity = identify(sleeper.pid ?? 0);
  writeFileSync(join(stateDirectory(projectRoot), 'server.json'), JSON.stringify({ ...record, process: identity }));
  const server = await share();
  expect([server.joined, isAlive(identity)]).toEqual([false, false]);
});

test('a database made by another version of the server is refused with the way out', async () => {
  await (await share()).close();
  writeFileSync(join(stateDirectory(projectRoot), 'temporal.db.version'), '1.5.1\n');
  const error = await rejection(share());
  expect(error.code).toBe('ConfigInvalid');
  expect(error.reason).toContain('made by version 1.5.1');
  expect(error.instruction).toContain('TEMPORAL_CLI_PATH');
});

test('a damaged database is said to be one, with the way out', async () => {
  await (await share()).close();
  // Beside it lies a log from which SQLite would repair it.
  for (const end of ['-wal', '-shm']) rmSync(join(stateDirectory(projectRoot), `temporal.db${end}`), { force: true });
  writeFileSync(join(stateDirectory(projectRoot), 'temporal.db'), 'no database '.repeat(500));
  const error = await rejection(share());
  expect(error.code).toBe('ConfigInvalid');
  expect(error.reason).toContain('damaged');
  expect(error.instruction).toContain('move');
});

/**
 * `meltemi dev`: an embedded Temporal and a worker for the project, kept alive. Both are processes of their own: either may be
 * killed at any time and is started again; the server's file and the page store keep everything.
 */
import { devNull } from 'node:os';
import { join } from 'node:path';
import { MeltemiError } from '../model/errors';
import { readDevFile, removeDevFile, tryLockProject, writeDevFile } from '../temporal/dev-file';
import { KeptAlive } from '../temporal/keep-alive';
import type { PidLock } from '../temporal/pid-lock';
import { endProcess, identifySelf, isAlive } from '../temporal/process-identity';
import { openSharedServer, type SharedServer } from '../temporal/shared-server';
import { stateDirectory } from '../temporal/state-dir';
import { startWorkerChild, type WorkerChild } from './dev/worker-child';

export interface DevOptions {
  /** Absolute path of the folder with `meltano.yml`. */
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Wished ports of the server and its UI. */
  readonly port?: number;
  readonly uiPort?: number;
  readonly onLine: (line: string) => void;
  /** How the worker is started; default: this program's `worker --dev-child`. */
  readonly workerCommand?: { readonly command: string; readonly args: readonly string[] };
  /** Added to the server's tuning; JSON values. */
  readonly dynamicConfig?: Readonly<Record<string, string>>;
}

export interface RunningDev {
  readonly address: string;
  readonly uiUrl: string;
  /** Drains the worker, then ends the server unless a run of another process uses it. */
  stop(): Promise<void>;
}

/**
 * MB for each of the three parts of V8's young generation. What a worker makes is garbage at once; with V8's own 16 MB it waits
 * longer to be collected, which costs 50 MB and gains no speed (measured over 2 and 10 million rows). The Dockerfile says the same.
 */
const WORKER_HEAP = '--max-semi-space-size=4';

/** An orphaned worker ends by itself when it notices; what it was doing is done again by its successor. */
const ORPHAN_PATIENCE_MS = 5_000;

/** Resolves when the worker is ready. Throws `LockHeld` when the project has a running `meltemi dev`, and what its start throws. */
export async function startDev(options: DevOptions): Promise<RunningDev> {
  const { projectRoot, onLine } = options;
  const lock = takeLock(projectRoot);
  let server: SharedServer | null = null;
  try {
    await endOrphan(projectRoot, onLine);
    server = await openSharedServer({ ...options, stateDir: stateDirectory(projectRoot) });
    const { address, uiUrl } = server;
    onLine(`Temporal at ${address}, its UI at ${uiUrl}${server.joined ? ' (it was running)' : ''}`);
    const worker = keepWorker(options, server);
    await worker.start();
    onLine(`Worker ready; its log is ${join(stateDirectory(projectRoot), 'worker.log')}`);
    return { address, uiUrl, stop: () => stop(projectRoot, lock, worker, server) };
  } catch (error) {
    removeDevFile(projectRoot);
    await server?.close();
    lock.release();
    throw error;
  }
}

function takeLock(projectRoot: string): PidLock {
  const attempt = tryLockProject(projectRoot);
  if (attempt.lock !== null) return attempt.lock;
  const uiUrl = readDevFile(projectRoot)?.uiUrl;
  throw new MeltemiError(
    'LockHeld',
    `Process ${attempt.holder.pid} already runs an embedded Temporal for \`${projectRoot}\`${uiUrl === undefined ? '' : `, UI ${uiUrl}`}.`,
    'If it is a `meltemi dev`, use it: commands find it by themselves. Else wait for its end.',
  );
}

/** The server of a supervisor that was killed is joined; its worker is ended, because nobody would start it again. */
async function endOrphan(projectRoot: string, onLine: (line: string) => void): Promise<void> {
  const worker = readDevFile(projectRoot)?.worker;
  if (!isAlive(worker)) return;
  onLine(`Ending worker process ${worker.pid}, which an earlier \`meltemi dev\` left behind.`);
  await endProcess(worker, ORPHAN_PATIENCE_MS);
}

function keepWorker(options: DevOptions, { address, uiUrl }: SharedServer): KeptAlive<WorkerChild> {
  const { projectRoot, onLine } = options;
  const { command, args } = options.workerCommand ?? ownWorkerCommand();
  const supervisor = identifySelf();
  const record = (worker: WorkerChild | null): void =>
    writeDevFile(projectRoot, { supervisor, worker: worker?.identity ?? null, address, uiUrl });
  record(null);
  return new KeptAlive({
    name: 'worker',
    launch: () =>
      startWorkerChild({
        command,
        args,
        projectRoot,
        environment: workerEnvironment(options.environment, address),
        logFile: join(stateDirectory(projectRoot), 'worker.log'),
      }),
    onChange: record,
    onLine,
  });
}

/** Only the embedded server: the user's own profile, TLS and API key are for another one. */
function workerEnvironment(
  environment: DevOptions['environment'],
  address: string,
): Record<string, string | undefined> {
  const own = Object.entries(environment).filter(([name]) => !name.startsWith('TEMPORAL_'));
  const server = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'default', TEMPORAL_CONFIG_FILE: devNull };
  return { ...Object.fromEntries(own), ...server };
}

function ownWorkerCommand(): { command: string; args: readonly string[] } {
  return { command: process.execPath, args: [WORKER_HEAP, join(__dirname, 'main.js'), 'worker', '--dev-child'] };
}

async function stop(
  projectRoot: string,
  lock: PidLock,
  worker: KeptAlive<WorkerChild>,
  server: SharedServer | null,
): Promise<void> {
  await worker.stop();
  await server?.close();
  removeDevFile(projectRoot);
  lock.release();
}

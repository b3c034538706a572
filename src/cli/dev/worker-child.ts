/** The worker process of `meltemi dev`: started with a channel to us, by whose end it notices that we are gone. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Running } from '../../temporal/keep-alive';
import { MeltemiError } from '../../model/errors';
import { endProcess, identify, type ProcessIdentity } from '../../temporal/process-identity';

export interface WorkerChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes what the worker prints; one older file is kept beside it. */
  readonly logFile: string;
}

export interface WorkerChild extends Running {
  readonly identity: ProcessIdentity;
}

/** Loading the SDK takes about a second, several on a busy machine. */
const READY_TIMEOUT_MS = 60_000;
/** The worker's own limit for its shutdown is 40 s. */
const STOP_TIMEOUT_MS = 45_000;
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** Resolves when the worker has sent `ready`. */
export async function startWorkerChild(options: WorkerChildOptions): Promise<WorkerChild> {
  const log = openLog(options.logFile);
  const child = spawn(options.command, options.args, {
    cwd: options.projectRoot,
    env: { ...options.environment },
    stdio: ['ignore', log, log, 'ipc'],
    // Ctrl-C on the terminal is ours to pass on.
    detached: true,
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const pid = child.pid ?? 0;
  const identity = identify(pid) ?? { pid, startedAt: 'ended' };
  const ready = new Promise<void>((resolve) => child.on('message', (message) => message === 'ready' && resolve()));
  const failed = exited.then(() => {
    throw new MeltemiError('Unsupported', 'The worker process ended while starting.', `See \`${options.logFile}\`.`);
  });
  failed.catch(() => undefined);
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_TIMEOUT_MS);
  await Promise.race([ready, failed]).finally(() => clearTimeout(timer));
  const stop = async (): Promise<void> => {
    await Promise.all([endProcess(identity, STOP_TIMEOUT_MS), exited]);
  };
  return { identity, exited, stop };
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > MAX_LOG_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

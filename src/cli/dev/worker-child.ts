/** The worker process of `meltemi dev`: started with a channel to us, by whose end it notices that we are gone. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MeltemiError } from '../../model/errors';
import type { Running } from './keep-alive';

export interface WorkerChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
}

/** Loading the SDK takes about a second here, several on a busy machine. */
const READY_TIMEOUT_MS = 60_000;
/** The worker's own limit for its shutdown is 40 s. */
const STOP_TIMEOUT_MS = 45_000;

/** Resolves when the worker has said `ready`. */
export async function startWorkerChild(options: WorkerChildOptions): Promise<Running> {
  await mkdir(dirname(options.logFile), { recursive: true, mode: 0o700 });
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(options.command, options.args, {
    cwd: options.projectRoot,
    env: { ...options.environment },
    stdio: ['ignore', log, log, 'ipc'],
    detached: true, // Ctrl-C is ours to pass on
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<void>((resolve) => child.on('message', (message) => message === 'ready' && resolve()));
  const failed = exited.then(() => {
    throw new MeltemiError('Unsupported', 'The worker process ended while starting.', `See ${options.logFile}.`);
  });
  failed.catch(() => undefined);
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_TIMEOUT_MS);
  await Promise.race([ready, failed]).finally(() => clearTimeout(timer));
  return {
    pid: child.pid ?? 0,
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(force);
    },
  };
}

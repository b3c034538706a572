/**
 * An embedded Temporal and a worker for one command: nothing was running, and nothing is left running. The project's
 * database has one user at a time, so a command waits for another one that has it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { MeltemiError } from '../../model/errors';
import { findTemporalBinary } from '../../temporal/binary';
import { localConnection } from '../../temporal/connection';
import { startEmbeddedServer } from '../../temporal/embedded-server';
import { removeDevFile, runningDev, stateDirectory, takeLock, writeDevFile } from '../dev/dev-file';
import { identify } from '../dev/process-identity';
import type { ProcessIdentity } from '../dev/process-identity';
import type { CommandContext } from '../command-context';
import type { OpenedControl } from '../open-control';
import { createRemoteControl } from './remote-control';
import { controlSocketPath, socketAnswers } from './socket-path';
import type * as workerControlModule from './worker-control';
import type * as workerModule from '../../worker';

/** Finding two free ports takes a few milliseconds; then the server's process is on its way. */
const UNTIL_SPAWNED_MS = 30;

type Say = (message: string) => void;

/** A `meltemi dev` that is just starting is ready before that. */
const PATIENCE_MS = 5000;
const LOOK_EVERY_MS = 100;

export async function openEmbedded(projectRoot: string, context: CommandContext, say: Say): Promise<OpenedControl> {
  const socketPath = controlSocketPath(projectRoot);
  const since = Date.now();
  for (let told = false; ;) {
    if (await socketAnswers(socketPath))
      return { control: createRemoteControl({ socketPath }), kind: 'dev', close: async () => undefined };
    const lock = await tryLock(projectRoot, say);
    if (lock !== null) return startEmbedded(projectRoot, context, say, lock);
    if (!told && Date.now() - since > PATIENCE_MS) {
      const holder = runningDev(projectRoot)?.supervisor.pid;
      say(
        `Process ${holder ?? ''} has the embedded Temporal of this project; waiting for it. \`meltemi dev\` lets commands share one.`,
      );
      told = true;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

async function tryLock(projectRoot: string, say: Say): Promise<ProcessIdentity | null> {
  try {
    return await takeLock(projectRoot, say);
  } catch (error) {
    if (error instanceof MeltemiError && error.code === 'LockHeld') return null;
    throw error;
  }
}

async function startEmbedded(
  projectRoot: string,
  { env }: CommandContext,
  say: Say,
  supervisor: ProcessIdentity,
): Promise<OpenedControl> {
  const closing: (() => Promise<void> | void)[] = [() => removeDevFile(projectRoot)];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const binary = await findTemporalBinary({ environment: env, onLine: say });
    const starting = startEmbeddedServer({ binary, stateDir: stateDirectory(projectRoot) });
    await Promise.race([starting, sleep(UNTIL_SPAWNED_MS)]);
    const { startWorker, createWorkerControl } = loadWorker();
    const server = await starting;
    closing.push(() => server.stop());
    writeDevFile(projectRoot, {
      supervisor,
      server: identify(server.pid),
      address: server.address,
      uiUrl: server.uiUrl,
    });
    const worker = await startWorker({
      projectRoot,
      ...localConnection(server.address),
      environment: env,
      logLevel: 'ERROR',
    });
    closing.push(() => worker.stop());
    return { control: createWorkerControl(worker, server.uiUrl), kind: 'embedded', close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Takes most of a second, during which nothing else happens in this process; the server meanwhile starts in its own. */
function loadWorker(): typeof workerModule & typeof workerControlModule {
  /* eslint-disable @typescript-eslint/no-require-imports -- see above */
  const worker = require('../../worker') as typeof workerModule;
  const control = require('./worker-control') as typeof workerControlModule;
  /* eslint-enable @typescript-eslint/no-require-imports */
  return { ...worker, ...control };
}

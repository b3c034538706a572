/**
 * An embedded Temporal and a worker for one command: nothing was running, and nothing is left running. Commands at the same
 * time share the server, each with a worker of its own.
 */
import { localConnection } from '../../temporal/connection';
import { openSharedServer } from '../../temporal/shared-server';
import { stateDirectory } from '../../temporal/state-dir';
import type * as workerModule from '../../worker';
import type { CommandContext } from '../command-context';
import type { OpenedControl } from './opened-control';
import type * as workerControlModule from './worker-control';

/** `say`: told what takes a while, such as the server's download. */
export async function openEmbedded(
  projectRoot: string,
  { env }: CommandContext,
  say: (message: string) => void,
): Promise<OpenedControl> {
  const server = await openSharedServer({
    stateDir: stateDirectory(projectRoot),
    environment: env,
    onLine: say,
    whileStarting: loadWorker,
  });
  // The user waits for the command, not for the server's end.
  const closeServer = (): Promise<void> => server.close({ wait: false });
  try {
    const { startWorker, createWorkerControl } = loadWorker();
    const settings = localConnection(server.address);
    const worker = await startWorker({ projectRoot, ...settings, environment: env, logLevel: 'ERROR' });
    const close = async (): Promise<void> => {
      await worker.stop().finally(closeServer);
    };
    return { control: createWorkerControl(worker, server.uiUrl), kind: 'embedded', close };
  } catch (error) {
    await closeServer();
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

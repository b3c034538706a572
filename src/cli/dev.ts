/**
 * `meltemi dev`: an embedded Temporal and a worker for the project, kept alive. Both are child processes: either may be killed
 * at any time and is started again; the server's file and the page store keep everything.
 */
import { join } from 'node:path';
import { findTemporalBinary } from '../temporal/binary';
import { DEFAULT_PORT, startEmbeddedServer } from '../temporal/embedded-server';
import type { EmbeddedServer } from '../temporal/embedded-server';
import { removeDevFile, stateDirectory, takeLock, writeDevFile } from './dev/dev-file';
import type { DevFile } from './dev/dev-file';
import { KeptAlive } from './dev/keep-alive';
import type { Running } from './dev/keep-alive';
import { identify } from './dev/process-identity';
import { startWorkerChild } from './dev/worker-child';

export interface DevOptions {
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly port?: number;
  readonly uiPort?: number;
  readonly onLine: (line: string) => void;
  /** How the worker is started; default: this program's `worker --dev-child`. */
  readonly workerCommand?: { readonly command: string; readonly args: readonly string[] };
}

export interface RunningDev {
  readonly address: string;
  readonly uiUrl: string;
  /** Drains the worker, then ends the server. */
  stop(): Promise<void>;
}

export async function startDev(options: DevOptions): Promise<RunningDev> {
  const { projectRoot, environment, onLine } = options;
  const supervisor = await takeLock(projectRoot, onLine);
  let file: DevFile = { supervisor };
  const record = (change: Partial<DevFile>): void => writeDevFile(projectRoot, (file = { ...file, ...change }));
  try {
    const server = await keepServer(options, record);
    const worker = keepWorker(options, server.address, record);
    await worker.start();
    onLine(`Temporal ${server.address} · UI ${server.uiUrl} · state in ${stateDirectory(projectRoot)}`);
    return {
      address: server.address,
      uiUrl: server.uiUrl,
      stop: async () => {
        await worker.stop();
        await server.keeper.stop();
        removeDevFile(projectRoot);
      },
    };
  } catch (error) {
    removeDevFile(projectRoot);
    throw error;
  }

  function keepWorker(given: DevOptions, address: string, note: typeof record): KeptAlive<Running> {
    const { command, args } = given.workerCommand ?? ownWorkerCommand();
    const launch = () =>
      startWorkerChild({
        command,
        args,
        projectRoot,
        environment: { ...environment, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'default' },
        logFile: join(stateDirectory(projectRoot), 'worker.log'),
      });
    return new KeptAlive('worker', launch, (child) => note({ worker: child && identify(child.pid) }), onLine);
  }
}

async function keepServer(
  { projectRoot, environment, port, uiPort, onLine }: DevOptions,
  record: (change: Partial<DevFile>) => void,
): Promise<{ address: string; uiUrl: string; keeper: KeptAlive<EmbeddedServer> }> {
  const binary = await findTemporalBinary({ environment, onLine });
  let ports: { port?: number; uiPort?: number } = {
    ...(port === undefined ? {} : { port }),
    ...(uiPort === undefined ? {} : { uiPort }),
  };
  const launch = async () => {
    const server = await startEmbeddedServer({ binary, stateDir: stateDirectory(projectRoot), ...ports });
    // From now on these: the worker and people know them.
    ports = { port: server.port, uiPort: server.uiPort };
    return server;
  };
  const keeper = new KeptAlive(
    'Temporal server',
    launch,
    (server) => record({ server: server && identify(server.pid) }),
    onLine,
  );
  const first = await keeper.start();
  if (first.port !== (port ?? DEFAULT_PORT))
    onLine(`Port ${port ?? DEFAULT_PORT} is taken; Temporal listens on ${first.port}.`);
  record({ address: first.address, uiUrl: first.uiUrl });
  return { address: first.address, uiUrl: first.uiUrl, keeper };
}

function ownWorkerCommand(): { command: string; args: readonly string[] } {
  return { command: process.execPath, args: [join(__dirname, 'main.js'), 'worker', '--dev-child'] };
}

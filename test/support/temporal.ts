/** A real Temporal server for a test file, on a folder and ports of its own. Ends when the test's process does, however that ends. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, untilEnded } from '../../src/temporal/process-identity';
import { openSharedServer } from '../../src/temporal/shared-server';

export interface TestTemporal {
  readonly address: string;
  readonly namespace: 'default';
  readonly uiUrl: string;
  /** Holds its database and its log. */
  readonly stateDir: string;
  /** Ends the server by kill -9; it comes back by itself, on the same ports and with its data. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Far from the default ports, so that a developer's own server is left alone; each jest worker has a range. */
const FIRST_PORT = 17_300 + 100 * Number(process.env['JEST_WORKER_ID'] ?? 0);

/** `dynamicConfig`: JSON values, e.g. `{ 'limit.historyCount.suggestContinueAsNew': '100' }`. */
export async function startTemporal(options: { dynamicConfig?: Record<string, string> } = {}): Promise<TestTemporal> {
  const stateDir = await mkdtemp(join(tmpdir(), 'meltemi-temporal-'));
  const server = await openSharedServer({
    stateDir,
    environment: process.env,
    onLine: () => undefined,
    port: FIRST_PORT,
    uiPort: FIRST_PORT + 50,
    ...options,
  });
  return {
    address: server.address,
    namespace: server.namespace,
    uiUrl: server.uiUrl,
    stateDir,
    kill: async () => {
      const identity = identify(server.pid);
      if (identity === null) throw new Error('the server is not running');
      process.kill(identity.pid, 'SIGKILL');
      await untilEnded(identity);
    },
    stop: async () => {
      await server.close();
      await rm(stateDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A real Temporal server for a test file, on a folder and ports of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporalBinary } from '../../src/temporal/binary';
import { startEmbeddedServer } from '../../src/temporal/embedded-server';

export interface TestTemporal {
  readonly address: string;
  readonly uiUrl: string;
  stop(): Promise<void>;
}

/** Far from the default ports, so that a developer's own server is left alone; each jest worker has a range. */
const FIRST_PORT = 17_300 + 100 * Number(process.env['JEST_WORKER_ID'] ?? 0);

export async function startTemporal(options: { dynamicConfig?: Record<string, string> } = {}): Promise<TestTemporal> {
  const stateDir = await mkdtemp(join(tmpdir(), 'meltemi-temporal-'));
  const binary = await findTemporalBinary({ environment: process.env, onLine: () => undefined });
  const server = await startEmbeddedServer({ binary, stateDir, port: FIRST_PORT, uiPort: FIRST_PORT + 50, ...options });
  return {
    address: server.address,
    uiUrl: server.uiUrl,
    stop: async () => {
      await server.stop();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

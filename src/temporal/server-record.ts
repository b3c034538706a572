/** `.meltemi/server.json`: which process serves the project's embedded Temporal, and where. Stays when the server has ended. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseIdentity, type ProcessIdentity } from './process-identity';
import type { ServerPorts } from './server-flags';
import { writeFileAtomically } from './write-file-atomically';

export interface ServerRecord extends ServerPorts {
  readonly process: ProcessIdentity;
  /** Its last user has sent it SIGTERM: nobody may join it any more. */
  readonly ending: boolean;
}

export function readServerRecord(stateDir: string): ServerRecord | null {
  try {
    return parse(JSON.parse(readFileSync(recordFile(stateDir), 'utf8')));
  } catch {
    return null; // none, or not ours: the next server writes a new one
  }
}

export function writeServerRecord(stateDir: string, record: ServerRecord): void {
  writeFileAtomically(recordFile(stateDir), `${JSON.stringify(record, null, 2)}\n`);
}

function recordFile(stateDir: string): string {
  return join(stateDir, 'server.json');
}

function parse(value: unknown): ServerRecord | null {
  const record = value as Partial<Record<keyof ServerRecord, unknown>> | null;
  const identity = parseIdentity(record?.process);
  const { port, uiPort, httpPort } = record ?? {};
  if (identity === null || typeof port !== 'number' || typeof uiPort !== 'number' || typeof httpPort !== 'number')
    return null;
  return { process: identity, port, uiPort, httpPort, ending: record?.ending === true };
}

/** Asks a server to cancel what a connection is running, over a connection of its own (protocol: CancelRequest). */
import { connect as connectSocket, type Socket } from 'node:net';
import type { Client } from 'pg';
import type { PostgresSettings } from './settings';

/** The request is one small packet; a server that cannot take it within 2 s will see the closed socket instead. */
const CANCEL_TIMEOUT_MS = 2_000;
const CANCEL_REQUEST_CODE = 80877102;

/**
 * Best effort and not awaited: the caller closes its own connection anyway. Goes unencrypted, which servers accept
 * whatever `pg_hba.conf` says, and holds nothing but the random key of this one connection.
 */
export function cancelRunningStatement(client: Client, settings: PostgresSettings): void {
  const key = backendKeyOf(client);
  if (key === null) return;
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(CANCEL_REQUEST_CODE, 4);
  request.writeInt32BE(key.processId, 8);
  request.writeInt32BE(key.secret, 12);
  const socket = openSocket(settings);
  socket.setTimeout(CANCEL_TIMEOUT_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('connect', () => socket.end(request));
  socket.unref();
}

function openSocket(settings: PostgresSettings): Socket {
  return settings.host.startsWith('/')
    ? connectSocket(`${settings.host}/.s.PGSQL.${String(settings.port)}`)
    : connectSocket(settings.port, settings.host);
}

/** `processID` and `secretKey` are pg's own fields, which its type declarations leave out. */
function backendKeyOf(client: Client): { processId: number; secret: number } | null {
  const processId: unknown = Reflect.get(client, 'processID');
  const secret: unknown = Reflect.get(client, 'secretKey');
  return typeof processId === 'number' && typeof secret === 'number' ? { processId, secret } : null;
}

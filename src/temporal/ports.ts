/** Ports of this machine: a free one, and one that answers. */
import { get } from 'node:http';
import { createServer } from 'node:net';

/** Tried upwards from the wished one; beyond that many neighbours any free port will do. */
const NEIGHBOURS = 50;
/** A server that is alive answers within milliseconds; one that is starved of CPU may take a second. */
const ANSWER_TIMEOUT_MS = 2_000;

/** The wished port, or the next free one. */
export async function freePort(wished: number): Promise<number> {
  for (let port = wished; port < wished + NEIGHBOURS && port < 65_536; port++) {
    if (await isFree(port)) return port;
  }
  return anyPort();
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

export function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => (port === null ? reject(new Error('no port is free')) : resolve(port)));
    });
  });
}

/** Whether `GET path` on this machine's `port` is answered with `status`. */
export function answersHttp(port: number, path: string, status: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false, timeout: ANSWER_TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === status);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}

/**
 * PostgreSQL for tests: databases on the server that serves the whole run, and servers of one's own for tests that kill them.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../src/cli/demo/embedded-postgres';
import { parentsByPid } from './process-tree';

/** Every directory of ours starts so, then the process id of its owner: a later run removes what a killed one left. */
export const TEST_DIR_PREFIX = 'meltemi-test-pg-';

/** Names the folder of another version's npm package; `test/postgres-versions` sets it. */
export const PACKAGE_VARIABLE = 'MELTEMI_TEST_PG_PACKAGE';

export interface TestDatabase {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

export interface TestPostgres {
  /** Connects the superuser to the database `postgres`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Resolves to the URL of the new, empty database; one of the same name is dropped first. */
  createDatabase(name: string): Promise<string>;
  /** Ends the server as a power cut would: SIGKILL to its first process and all its children. Resolves when all are gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after `kill` or in mid-life. */
  restart(): Promise<void>;
  /** Stops the server and removes its directory. */
  stop(): Promise<void>;
}

/** A server of this test's own. For anything but killing it, take `createDatabase`: that costs milliseconds, not seconds. */
export async function startPostgres(): Promise<TestPostgres> {
  const dir = mkdtempSync(join(tmpdir(), `${TEST_DIR_PREFIX}${String(process.pid)}-`));
  // mkdtemp makes it 0700; the server of a root user runs as another one.
  chmodSync(dir, 0o755);
  const packageDir = process.env[PACKAGE_VARIABLE];
  let server = await startEmbeddedPostgres({ dir, packageDir });
  const { url, host, port, user, password } = server;
  return {
    url,
    host,
    port,
    user,
    password,
    createDatabase: async (name) => (await createDatabase(name, url)).url,
    kill: () => killTree(server.pid),
    restart: async () => {
      await server.stop();
      server = await startEmbeddedPostgres({ dir, port, packageDir });
    },
    stop: async () => {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The superuser's URL of the server that `global-setup.ts` started. */
export function sharedPostgresUrl(): string {
  const url = process.env['MELTEMI_TEST_PG_URL'];
  if (url === undefined)
    throw new Error('`MELTEMI_TEST_PG_URL` is not set: run the tests with jest, which starts the server.');
  return url;
}

export const MAJOR_VARIABLE = 'MELTEMI_TEST_PG_MAJOR';

/** The shared server's major version, known before the first test: some types are younger than others. */
export function sharedPostgresMajor(): number {
  return Number(process.env[MAJOR_VARIABLE]);
}

/**
 * An empty database on the shared server. `name` is made unique by the worker's number, so that a test file may use a plain word;
 * call `drop` in `afterAll`, which also ends connections that the test left open.
 */
export async function createDatabase(name: string, serverUrl = sharedPostgresUrl()): Promise<TestDatabase> {
  const unique = `${name}_w${process.env['JEST_WORKER_ID'] ?? '0'}`.replaceAll(/\W/g, '_').toLowerCase();
  const drop = async (): Promise<void> => {
    // `DROP DATABASE ... WITH (FORCE)` came with version 13.
    await query(serverUrl, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${unique}'`);
    await query(serverUrl, `DROP DATABASE IF EXISTS "${unique}"`);
  };
  await drop();
  await query(serverUrl, `CREATE DATABASE "${unique}"`);
  const url = new URL(serverUrl);
  url.pathname = `/${unique}`;
  return { url: url.toString(), drop };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Backends are in sessions of their own, so a signal to the process group would miss them. */
async function killTree(pid: number): Promise<void> {
  if (!parentsByPid().has(pid)) return;
  // Stopped, the first process can make no child between our look and the signal.
  process.kill(pid, 'SIGSTOP');
  const doomed = [pid, ...[...parentsByPid()].filter(([, parent]) => parent === pid).map(([child]) => child)];
  for (const victim of doomed) {
    try {
      process.kill(victim, 'SIGKILL');
    } catch {
      // It ended by itself in between.
    }
  }
  while (doomed.some((victim) => parentsByPid().has(victim))) await sleep(5);
}

/** The rows of one statement, through a connection of its own. */
export async function queryRows(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

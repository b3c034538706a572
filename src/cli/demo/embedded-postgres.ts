/**
 * Starts a real PostgreSQL server of our own in a directory of its own, on the loopback interface, and stops it again.
 * The data stays in the directory, so a second start finds what the first one wrote.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import { preparePostgresBinaries, type PostgresBinaries } from './postgres-binaries';

const run = promisify(execFile);

/** Only the loopback interface is listened on, and the server holds nothing but what its starter puts there. */
const USER = 'postgres';
/** No word that stands anywhere else: it is masked wherever it is seen. */
const PASSWORD = 'only-for-show';
/** A cold disk can take long over the first start; past this the log tells more than waiting. */
const START_LIMIT_MS = 60_000;
const START_POLL_MS = 30;
/** `pg_ctl` waits this long for open transactions to be rolled back and the last checkpoint written. */
const STOP_LIMIT_SECONDS = 60;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // No socket file: its directory would need rights that differ between root and other users.
  unix_socket_directories: '',
  max_connections: '200',
  wal_level: 'logical',
  timezone: 'UTC',
};

export interface EmbeddedPostgresOptions {
  /** Made when it is missing; every directory above it must be open to other users when this process is root. */
  readonly dir: string;
  /** Default: one that is free now. */
  readonly port?: number;
  /** Folder of the platform's npm package with the server's programs, when another version than the installed one is wanted. */
  readonly packageDir?: string | undefined;
}

export interface EmbeddedPostgres {
  /** Connects the superuser to the database `postgres`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Of the server's first process, whose children are all the others. */
  readonly pid: number;
  /** Ends all connections and waits until the server is down. The second call does nothing. */
  stop(): Promise<void>;
}

/**
 * Resolves when the server answers. A server that a killed process left running in `dir` is stopped first.
 * Throws `Unsupported` when PostgreSQL cannot run here, `SourceUnavailable` when it does not come up.
 */
export async function startEmbeddedPostgres({
  dir,
  port,
  packageDir,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(dir, { recursive: true, mode: 0o755 });
  const binaries = preparePostgresBinaries(dir, packageDir);
  const dataDir = join(dir, 'data');
  await stopServer(binaries, dataDir);
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await initialise(binaries, dir, dataDir);

  const chosenPort = port ?? (await freePort());
  const logFile = join(dir, 'postgres.log');
  const server = launch(binaries, dataDir, chosenPort, logFile);
  const url = `postgresql://${USER}:${PASSWORD}@127.0.0.1:${String(chosenPort)}/postgres`;
  const pid = await untilAnswering(server, url, logFile);
  return {
    url,
    host: '127.0.0.1',
    port: chosenPort,
    user: USER,
    password: PASSWORD,
    pid,
    stop: () => stopServer(binaries, dataDir),
  };
}

async function initialise(binaries: PostgresBinaries, dir: string, dataDir: string): Promise<void> {
  // A data directory without PG_VERSION is what an interrupted attempt left; `initdb` wants an empty one.
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { mode: 0o700 });
  const passwordFile = join(dir, 'password');
  writeFileSync(passwordFile, PASSWORD, { mode: 0o600 });
  const { uid, gid } = binaries.runAs;
  if (uid !== undefined && gid !== undefined) for (const path of [dataDir, passwordFile]) chownSync(path, uid, gid);
  try {
    const flags = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];
    await run(
      join(binaries.binDir, 'initdb'),
      ['-D', dataDir, `--username=${USER}`, `--pwfile=${passwordFile}`, ...flags],
      { ...binaries.runAs, cwd: '/' },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function launch({ binDir, runAs }: PostgresBinaries, dataDir: string, port: number, logFile: string): ChildProcess {
  const settings = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ]);
  const log = openSync(logFile, 'a');
  try {
    // A process group of its own: Ctrl-C on the terminal is for us, and we stop the server when we no longer need it.
    const options = { ...runAs, cwd: '/', detached: true, stdio: ['ignore', log, log] as ['ignore', number, number] };
    const server = spawn(join(binDir, 'postgres'), ['-D', dataDir, ...settings], options);
    server.unref();
    return server;
  } finally {
    closeSync(log);
  }
}

async function untilAnswering(server: ChildProcess, url: string, logFile: string): Promise<number> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (server.exitCode === null && server.signalCode === null && Date.now() < deadline) {
    if (server.pid !== undefined && (await answers(url))) return server.pid;
    await sleep(START_POLL_MS);
  }
  server.kill('SIGQUIT');
  const lastLines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-5).join(' | ');
  throw new MeltemiError(
    'SourceUnavailable',
    `Starting the embedded PostgreSQL: it did not answer within ${String(START_LIMIT_MS / 1000)} s; its log ends: ${lastLines}.`,
    `See \`${logFile}\`.`,
  );
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  // The server may close the connection between two statements while it starts; `query` reports it too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function stopServer({ binDir, runAs }: PostgresBinaries, dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const args = ['stop', '-D', dataDir, '-m', 'fast', '-w', '-t', String(STOP_LIMIT_SECONDS)];
  try {
    await run(join(binDir, 'pg_ctl'), args, { ...runAs, cwd: '/' });
  } catch (error) {
    // A killed server leaves its file behind, and then there is nothing to stop.
    if (existsSync(pidFile) && isAlive(Number.parseInt(readFileSync(pidFile, 'utf8'), 10))) throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('The operating system named no free port.'));
      });
    });
  });
}

/**
 * One process of the embedded Temporal: the official development server with its web UI, on a file under the project's state
 * folder, so that bookmarks, runs and pauses survive restarts. Who may start one, and when it ends, is for `shared-server.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync } from 'node:fs';
import { answersHttp, anyPort, freePort, isFree } from './ports';
import { endProcess, identify, type ProcessIdentity } from './process-identity';
import type { TemporalBinary } from './binary';
import { checkDatabaseVersion } from './binary-version';
import { serverFlags, type ServerPorts } from './server-flags';
import { explainFailure, lostPort, openServerLog, type ServerLog, wrongSchema } from './server-log';

export interface EmbeddedServerOptions {
  readonly binary: TemporalBinary;
  /** Holds `temporal.db` and `temporal.log`; made when missing, for its owner only. */
  readonly stateDir: string;
  /** Wished ports: taken when free, the next free ones otherwise. */
  readonly port?: number;
  readonly uiPort?: number;
  /** Take these ports and no others: a server that comes back must be found where it was. */
  readonly exactPorts?: boolean;
  /** Added to the tuning; JSON values. */
  readonly dynamicConfig?: Readonly<Record<string, string>>;
  /** Called when the server's process is on its way: the place to do what blocks this one, such as loading modules. */
  readonly whileStarting?: () => void;
}

export interface EmbeddedServer extends ServerPorts {
  readonly address: string;
  readonly uiUrl: string;
  readonly pid: number;
  readonly identity: ProcessIdentity;
  /** Settles when the process has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** SIGTERM; SIGKILL when that takes too long. */
  stop(): Promise<void>;
}

export const DEFAULT_PORT = 7233;
/** The UI's port is the server's plus this, as with `temporal server start-dev`. */
const UI_OFFSET = 1000;
/** A cold start takes 0.1 to 0.5 s, on a busy machine seconds. */
const START_TIMEOUT_MS = 60_000;
/** The server needs 1.2 s to close. */
export const STOP_TIMEOUT_MS = 10_000;
/** A port is looked at just before the server binds it; losing that race three times in a row is no accident. */
const PORT_ATTEMPTS = 3;
/** The sockets of a killed server are gone within milliseconds; somebody else's stay. */
const OWN_PORT_PATIENCE_MS = 5_000;
/** Between two questions whether it is ready. */
const LOOK_EVERY_MS = 15;

export function addressOf({ port, uiPort }: Omit<ServerPorts, 'httpPort'>): { address: string; uiUrl: string } {
  return { address: `127.0.0.1:${port}`, uiUrl: `http://127.0.0.1:${uiPort}` };
}

/** Resolves when workflows can be started. Throws a `MeltemiError` that says why it did not start. */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  mkdirSync(options.stateDir, { recursive: true, mode: 0o700 });
  checkDatabaseVersion(options.stateDir, options.binary.version);
  for (let attempt = 1; ; attempt++) {
    const ports = await choosePorts(options);
    const log = openServerLog(options.stateDir);
    const started = launch(options, ports, log);
    options.whileStarting?.();
    const failure = await untilReady(started, log);
    if (failure === null) return started;
    await started.stop();
    if (failure === 'lost port' && attempt < PORT_ATTEMPTS) continue;
    throw explainFailure(options.stateDir, options.binary.path, log);
  }
}

async function choosePorts(options: EmbeddedServerOptions): Promise<ServerPorts> {
  const wished = options.port ?? DEFAULT_PORT;
  const wishedUi = options.uiPort ?? wished + UI_OFFSET;
  const httpPort = await anyPort();
  if (options.exactPorts !== true) {
    const port = await freePort(wished);
    return { port, uiPort: await freePort(options.uiPort ?? port + UI_OFFSET), httpPort };
  }
  const deadline = Date.now() + OWN_PORT_PATIENCE_MS;
  while (!((await isFree(wished)) && (await isFree(wishedUi))) && Date.now() < deadline) await pause();
  return { port: wished, uiPort: wishedUi, httpPort };
}

function launch(options: EmbeddedServerOptions, ports: ServerPorts, log: ServerLog): EmbeddedServer {
  const child = spawn(options.binary.path, serverFlags(options.stateDir, ports, options.dynamicConfig ?? {}), {
    stdio: ['ignore', log.fd, log.fd],
    // A process group of its own: Ctrl-C on the terminal is ours to answer, and others may still use the server.
    detached: true,
    env: serverEnvironment(),
  });
  closeSync(log.fd);
  child.unref();
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const pid = child.pid ?? 0;
  const identity = identify(pid) ?? { pid, startedAt: 'ended' };
  return { ...ports, ...addressOf(ports), pid, identity, exited, stop: () => stop(child, identity, exited) };
}

/** Variables that are meant for clients (another address, a profile) must not change the server. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}

async function untilReady(server: EmbeddedServer, log: ServerLog): Promise<null | 'lost port' | 'failed'> {
  let ended = false;
  void server.exited.then(() => (ended = true));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (ended) return lostPort(log.read()) ? 'lost port' : 'failed';
    if (await isReady(server)) return wrongSchema(log.read()) ? 'failed' : null;
    if (wrongSchema(log.read())) return 'failed';
    await pause();
  }
  return 'failed';
}

/** Whether the frontend answers and history has its shard: it then knows that there is no such workflow. */
export async function isReady({ httpPort }: Pick<ServerPorts, 'httpPort'>): Promise<boolean> {
  return answersHttp(httpPort, '/api/v1/namespaces/default/workflows/-', 404);
}

async function stop(child: ChildProcess, identity: ProcessIdentity, exited: Promise<void>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  // Without this the process could end before its child has.
  child.ref();
  await Promise.all([endProcess(identity, STOP_TIMEOUT_MS), exited]);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}

/**
 * The embedded Temporal of a project, shared by all who need it at the same time: `meltemi dev`, and every `meltemi run` that
 * found no other server. The first starts it, the others join it, each of them starts it again on the same ports when it dies,
 * and the last one to leave ends it.
 */
import { join } from 'node:path';
import { MeltemiError } from '../model/errors';
import { findTemporalBinary } from './binary';
import { addressOf, DEFAULT_PORT, isReady, startEmbeddedServer, STOP_TIMEOUT_MS } from './embedded-server';
import { KeptAlive, type Running } from './keep-alive';
import { isLeased, takeLease, watchLeases } from './leases';
import { withLock } from './pid-lock';
import { endProcess, isAlive, sendSignal, untilEnded } from './process-identity';
import { readServerRecord, type ServerRecord, writeServerRecord } from './server-record';

export interface SharedServerOptions {
  /** The project's `.meltemi`. */
  readonly stateDir: string;
  /** Where to look for the `temporal` binary: `TEMPORAL_CLI_PATH`, `PATH`, `XDG_CACHE_HOME`, `HOME`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onLine: (line: string) => void;
  /** Wished ports; default: those of the last time, else 7233 and 8233. */
  readonly port?: number;
  readonly uiPort?: number;
  readonly dynamicConfig?: Readonly<Record<string, string>>;
  /** As in `EmbeddedServerOptions`; not called when the server is running already. */
  readonly whileStarting?: () => void;
}

export interface SharedServer {
  /** `host:port`, the same for as long as somebody uses the server. */
  readonly address: string;
  readonly namespace: 'default';
  readonly uiUrl: string;
  /** True: another process had started it. */
  readonly joined: boolean;
  /** Of the process that serves at this moment. */
  readonly pid: number;
  /** Gives it up. The last user ends it and waits for its end, 1.2 s; not with `{ wait: false }`: it then ends by itself. */
  close(options?: { readonly wait?: boolean }): Promise<void>;
}

interface Serving extends Running {
  readonly record: ServerRecord;
  readonly joined: boolean;
}

/** Another process may hold the lock while it downloads the server and starts it. */
const LOCK_PATIENCE_MS = 10 * 60_000;
/** A server that lives but gives no answer for so long is not going to. */
const ANSWER_PATIENCE_MS = 10_000;
const ASK_AGAIN_MS = 50;

/** Throws a `MeltemiError` when there is no binary or the server does not start. */
export async function openSharedServer(options: SharedServerOptions): Promise<SharedServer> {
  const { stateDir, onLine } = options;
  const lease = takeLease(stateDir);
  let serving: Serving | null = null;
  let wait = true;
  const leave = (): Promise<void> => {
    lease.release();
    return endUnlessUsed(stateDir, wait);
  };
  const keeper = new KeptAlive<Serving>({
    name: 'Temporal server',
    launch: () => joinOrStart(options, serving?.record ?? null, leave),
    onChange: (running) => (serving = running ?? serving),
    onLine,
  });
  const first = await keeper.start().catch((error: unknown) => {
    lease.release();
    throw error;
  });
  return {
    ...addressOf(first.record),
    namespace: 'default',
    joined: first.joined,
    get pid() {
      return (serving ?? first).record.process.pid;
    },
    close: async (closing) => {
      wait = closing?.wait ?? true;
      await keeper.stop();
      // Between two servers there was nothing to leave.
      lease.release();
    },
  };
}

/** `before`: where this process has used the server until now; it must come back there. */
async function joinOrStart(
  options: SharedServerOptions,
  before: ServerRecord | null,
  leave: () => Promise<void>,
): Promise<Serving> {
  const { stateDir } = options;
  return exclusively(stateDir, async () => {
    const known = readServerRecord(stateDir);
    if (known !== null && (await isUsable(known))) return serve(known, true, leave);
    const record = await start(options, known, before);
    writeServerRecord(stateDir, record);
    watchLeases(stateDir, record.process.pid);
    return serve(record, false, leave);
  });
}

function serve(record: ServerRecord, joined: boolean, leave: () => Promise<void>): Serving {
  const left = new AbortController();
  const stop = async (): Promise<void> => {
    await leave();
    left.abort();
  };
  return { record, joined, exited: untilEnded(record.process, left.signal), stop };
}

/** False: it is gone. A server that is on its way out, or that gives no answer, is gone when this returns. */
async function isUsable(record: ServerRecord): Promise<boolean> {
  const deadline = Date.now() + ANSWER_PATIENCE_MS;
  while (!record.ending && isAlive(record.process) && Date.now() < deadline) {
    if (await isReady(record)) return true;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  await endProcess(record.process, STOP_TIMEOUT_MS);
  return false;
}

async function start(
  options: SharedServerOptions,
  known: ServerRecord | null,
  before: ServerRecord | null,
): Promise<ServerRecord> {
  const { stateDir, environment, onLine } = options;
  const binary = await findTemporalBinary({ environment, onLine });
  const wished = options.port ?? known?.port ?? DEFAULT_PORT;
  const wishedUi = options.uiPort ?? (options.port === undefined ? known?.uiPort : undefined);
  const server = await startEmbeddedServer({
    binary,
    stateDir,
    port: before?.port ?? wished,
    ...(before === null
      ? wishedUi === undefined
        ? {}
        : { uiPort: wishedUi }
      : { uiPort: before.uiPort, exactPorts: true }),
    ...(options.whileStarting === undefined ? {} : { whileStarting: options.whileStarting }),
    ...(options.dynamicConfig === undefined ? {} : { dynamicConfig: options.dynamicConfig }),
  });
  if (before === null && server.port !== wished) {
    onLine(`Port ${wished} is taken: the Temporal server listens on ${server.port}, its UI on ${server.uiPort}.`);
  } else if (before === null && wishedUi !== undefined && server.uiPort !== wishedUi) {
    onLine(`Port ${wishedUi} is taken: the Temporal UI listens on ${server.uiPort}.`);
  }
  const { port, uiPort, httpPort, identity } = server;
  return { port, uiPort, httpPort, process: identity, ending: false };
}

async function endUnlessUsed(stateDir: string, wait: boolean): Promise<void> {
  await exclusively(stateDir, async () => {
    const record = readServerRecord(stateDir);
    if (record === null || isLeased(stateDir) || !isAlive(record.process)) return;
    writeServerRecord(stateDir, { ...record, ending: true });
    if (wait) await endProcess(record.process, STOP_TIMEOUT_MS);
    else sendSignal(record.process, 'SIGTERM');
  });
}

function exclusively<T>(stateDir: string, work: () => Promise<T>): Promise<T> {
  const held = ({ pid }: { pid: number }): Error =>
    new MeltemiError(
      'LockHeld',
      `Starting the embedded Temporal server: process ${pid} has been at it for ${LOCK_PATIENCE_MS / 60_000} minutes.`,
      `End that process and try again; the lock is \`${join(stateDir, 'server.lock')}\`.`,
    );
  return withLock(join(stateDir, 'server.lock'), LOCK_PATIENCE_MS, held, work);
}

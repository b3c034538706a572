/**
 * Opens a connection whose session always speaks the same dialect (UTC, ISO dates, exact floats, hex bytea), with values
 * left as text, and which ends when its signal fires.
 */
import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import { cancelRunningStatement } from './cancel';
import { postgresFailure, sqlStateOf, type Side } from './errors';
import { openReadSocket } from './read-socket';
import type { PostgresSettings, SslMode } from './settings';

export interface ConnectOptions {
  readonly side: Side;
  /** What the connection is for, as a clause for messages: `reading \`public-orders\``. */
  readonly purpose: string;
  readonly signal?: AbortSignal | undefined;
}

/** A server that does not answer within 10 s is tried again by the caller's policy rather than waited for. */
const CONNECT_TIMEOUT_MS = 10_000;
/** First probe of an idle connection after 60 s: below the 350 s after which common load balancers forget a flow. */
const KEEPALIVE_AFTER_MS = 60_000;

/**
 * `lock_timeout`: 60 s, then `55P03` and another try, so that a forgotten lock is seen instead of waited for.
 * `statement_timeout`: none unless a setting says so, since one snapshot may honestly take hours under back-pressure; the caller's
 * signal ends it.
 * `tcp_keepalives_*`: the server drops a worker whose host vanished after about two minutes, and its locks with it.
 * `jit`: pages are short statements; compiling them costs more than it saves.
 */
const SESSION = [
  `timezone = 'UTC'`,
  `datestyle = 'ISO, MDY'`,
  `intervalstyle = 'postgres'`,
  `extra_float_digits = 3`,
  `bytea_output = 'hex'`,
  `client_encoding = 'UTF8'`,
  `standard_conforming_strings = on`,
  `xmloption = 'content'`,
  `lock_timeout = '60s'`,
  `tcp_keepalives_idle = 60`,
  `tcp_keepalives_interval = 10`,
  `tcp_keepalives_count = 6`,
  `jit = off`,
]
  .map((setting) => `set ${setting}`)
  .join(';');

/**
 * A connected client; results come as text in every column. The signal ends the connecting only: put `endOnAbort` around
 * what follows (`PostgresPool.use` does). Throws the errors of `postgresFailure`.
 */
export async function connect(settings: PostgresSettings, options: ConnectOptions): Promise<Client> {
  options.signal?.throwIfAborted();
  try {
    return await connectByMode(settings, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw postgresFailure(error, {
      side: options.side,
      doing: `connecting for ${options.purpose} as user \`${settings.user}\``,
      settings,
    });
  }
}

async function connectByMode(settings: PostgresSettings, options: ConnectOptions): Promise<Client> {
  const [first, second] = attemptsFor(settings);
  try {
    return await open(settings, first, options);
  } catch (error) {
    if (second === undefined || !mayTryOtherWay(error)) throw error;
    return open(settings, second, options);
  }
}

type Attempt = 'plain' | 'tls';

/** libpq's ladder: `allow` tries plain first, `prefer` TLS first; a local socket is never encrypted. */
function attemptsFor(settings: PostgresSettings): readonly [Attempt, Attempt?] {
  if (settings.host.startsWith('/')) return ['plain'];
  const ladder: Readonly<Record<SslMode, readonly [Attempt, Attempt?]>> = {
    disable: ['plain'],
    allow: ['plain', 'tls'],
    prefer: ['tls', 'plain'],
    require: ['tls'],
    'verify-ca': ['tls'],
    'verify-full': ['tls'],
  };
  return ladder[settings.tls.mode];
}

/** The server offers no TLS, or `pg_hba.conf` has no line for this kind of connection. */
function mayTryOtherWay(error: unknown): boolean {
  return sqlStateOf(error) === '28000' || (error instanceof Error && /does not support SSL/.test(error.message));
}

async function open(settings: PostgresSettings, attempt: Attempt, options: ConnectOptions): Promise<Client> {
  const client = new Client({
    host: settings.host,
    port: settings.port,
    user: settings.user,
    // A function: an absent password must not be looked up in the environment or in ~/.pgpass of the worker.
    password: () => settings.password ?? '',
    database: settings.database,
    ssl: attempt === 'tls' ? await tlsOptions(settings) : false,
    ...(attempt === 'plain' ? { stream: openReadSocket } : {}),
    application_name: 'meltemi',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_AFTER_MS,
    types: { getTypeParser: () => asIs },
  });
  // A connection that breaks while nobody waits for it would end the process; whoever uses it next gets the error.
  client.on('error', () => undefined);
  const stop = endOnAbort(client, settings, options.signal);
  try {
    await client.connect();
    await client.query(`${SESSION}; set statement_timeout = '${settings.statementTimeout ?? '0'}'`);
    return client;
  } catch (error) {
    client.connection.stream.destroy();
    throw error;
  } finally {
    stop();
  }
}

function asIs(text: string): string {
  return text;
}

/**
 * Cancels what `client` runs and destroys its socket once `signal` fires. Returns what takes the watch off again; do
 * that before the connection is used for anything else.
 */
export function endOnAbort(client: Client, settings: PostgresSettings, signal: AbortSignal | undefined): () => void {
  if (signal === undefined) return () => undefined;
  const end = (): void => {
    // The statement may be sorting and not look at its socket: without the request it would run on at the server.
    cancelRunningStatement(client, settings);
    client.connection.stream.destroy();
  };
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  const stop = (): void => {
    signal.removeEventListener('abort', end);
    client.off('end', stop);
  };
  client.once('end', stop);
  return stop;
}

async function tlsOptions(settings: PostgresSettings): Promise<ConnectionOptions> {
  const { mode, rootCert, clientCert, clientKey } = settings.tls;
  // libpq: `require` with a root certificate at hand verifies like `verify-ca`.
  const verifies = mode === 'verify-ca' || mode === 'verify-full' || (mode === 'require' && rootCert !== null);
  return {
    rejectUnauthorized: verifies,
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
    ...(rootCert === null ? {} : { ca: await pem(rootCert, 'ssl_root_cert') }),
    ...(clientCert === null ? {} : { cert: await pem(clientCert, 'ssl_client_certificate') }),
    ...(clientKey === null ? {} : { key: await pem(clientKey, 'ssl_client_private_key') }),
  };
}

async function pem(pathOrText: string, setting: string): Promise<string> {
  if (pathOrText.includes('-----BEGIN')) return pathOrText;
  try {
    return await readFile(pathOrText, 'utf8');
  } catch (cause) {
    throw new MeltemiError(
      'ConfigInvalid',
      `The file of the setting \`${setting}\` cannot be read.`,
      'Give the path of a PEM file on the worker, or the PEM text itself.',
      { cause },
    );
  }
}

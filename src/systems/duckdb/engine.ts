/**
 * The process's one DuckDB engine without a database of its own: it reads and writes files for whoever asks. Loaded on
 * first use, since most projects need none and the library is some 70 MB.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as duckdbModule from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { loadOptional } from '../../model/optional-package';
import { duckdbErrorKind } from './errors';

const PACKAGE = '@duckdb/node-api';
/**
 * Beyond this DuckDB spills to its temporary folder, or refuses. A file takes some tens of MB, whatever its length; one of 1,600
 * columns takes 400 MB for the columns' own buffers.
 */
const MEMORY_LIMIT = '1GB';

const FATAL: ReadonlySet<string> = new Set(['INTERNAL', 'FATAL']);

let shared: Promise<DuckDBInstance> | null = null;

/** Loads the library. `purpose` as for `loadOptional`. Throws `Unsupported` when it is not there. */
export function loadDuckdb(purpose: string): typeof duckdbModule {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when something needs it
  return loadOptional(() => require('@duckdb/node-api') as typeof duckdbModule, PACKAGE, purpose);
}

/** An instance as all of ours are: no network, no files in the folder where the command runs, times in UTC. */
export async function openInstance(duckdb: typeof duckdbModule, path: string): Promise<DuckDBInstance> {
  const instance = await duckdb.DuckDBInstance.create(path, {
    memory_limit: MEMORY_LIMIT,
    temp_directory: join(tmpdir(), `meltemi-duckdb-${String(process.pid)}`),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run(`SET GLOBAL TimeZone = 'UTC'`);
  connection.closeSync();
  return instance;
}

/**
 * Does `work` on a connection of its own to the shared engine. An abort interrupts the statement under way and throws the
 * signal's reason.
 */
export async function withEngine<T>(
  purpose: string,
  signal: AbortSignal,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const duckdb = loadDuckdb(purpose);
  shared ??= openInstance(duckdb, ':memory:');
  const connection = await (await shared).connect();
  try {
    return await interruptible(connection, signal, work);
  } catch (error) {
    // After such an error an instance refuses everything: the next caller gets a new one.
    if (FATAL.has(duckdbErrorKind(error) ?? '')) shared = null;
    throw error;
  } finally {
    connection.closeSync();
  }
}

/** `work` on `connection`; an abort interrupts its statement. */
export async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    return await work(connection);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

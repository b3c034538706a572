/**
 * Database files, of which DuckDB lets one process at a time write each. Here a file is open only while somebody works in
 * it, so that other programs can have it in between; those of this process that want it take turns.
 */
import { resolve } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { MeltemiError } from '../../model/errors';
import { interruptible, loadDuckdb, openInstance } from './engine';
import { duckdbError, duckdbMessage } from './errors';

interface OpenFile {
  instance: DuckDBInstance | null;
  /** Those who work in the file or wait for it. */
  users: number;
  /** Ends with the last of them. */
  queue: Promise<unknown>;
}

const files = new Map<string, OpenFile>();

/**
 * Does `work` on a connection to the file, alone in this process; the file is made when it is missing, and closed when nobody
 * else waits for it. Throws `TargetUnavailable` (retry) when another process has it, `Unsupported` when DuckDB is not installed.
 */
export function useDatabase<T>(
  path: string,
  signal: AbortSignal,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const key = resolve(path);
  const file = files.get(key) ?? { instance: null, users: 0, queue: Promise.resolve() };
  files.set(key, file);
  file.users += 1;
  const turn = file.queue.then(() => useInTurn(key, file, signal, work));
  file.queue = turn.catch(() => undefined);
  return turn;
}

async function useInTurn<T>(
  path: string,
  file: OpenFile,
  signal: AbortSignal,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  try {
    signal.throwIfAborted();
    file.instance ??= await openInstance(loadDuckdb('A DuckDB file'), path).catch((error: unknown) => {
      throw heldByAnother(error, path);
    });
    const connection = await file.instance.connect();
    try {
      return await interruptible(connection, signal, work);
    } finally {
      connection.closeSync();
    }
  } catch (error) {
    throw duckdbError(error, `working in \`${path}\``);
  } finally {
    file.users -= 1;
    if (file.users === 0) {
      files.delete(path);
      file.instance?.closeSync();
    }
  }
}

/** DuckDB names the process in its message. */
function heldByAnother(error: unknown, path: string): unknown {
  const message = duckdbMessage(error);
  if (!message.includes('Could not set lock on file')) return error;
  const holder = /PID (\d+)/.exec(message)?.[1];
  return new MeltemiError(
    'TargetUnavailable',
    `Another process${holder === undefined ? '' : ` (${holder})`} has \`${path}\` open, and DuckDB lets one process at a time write a file.`,
    'It is tried again; close the file there, or open it there for reading only when no job runs.',
  );
}

/** All or nothing. What `work` throws comes through after the rollback. */
export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION');
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // An interrupt or an error may have ended the transaction already.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
  await connection.run('COMMIT');
  return result;
}

export type SqlValue = string | number | boolean | null;

/** The rows of one statement, by column name. */
export async function queryRows(
  connection: DuckDBConnection,
  sql: string,
  values: readonly SqlValue[] = [],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await connection.runAndReadAll(sql, [...values])).getRowObjectsJson();
}

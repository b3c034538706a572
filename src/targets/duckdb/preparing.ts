/** Prepares a stream: raises the epoch, settles what an earlier run left, makes the tables. One transaction. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { MeltemiError } from '../../model/errors';
import { reconcile, type Start, startsOver } from '../../model/reconcile';
import { inTransaction, useDatabase } from '../../systems/duckdb/database-file';
import { quoteName } from '../../systems/duckdb/quote';
import { refuseSameNames } from '../formats/page-scan';
import type { Prepared, PrepareRequest } from '../target';
import { forgetRun, LEDGER_STEPS, readHead, type StoredHead, writeHead } from './ledger';
import { removeLeftPages } from './spool-files';
import { stagingUse, type StagingUse } from './staging';
import { createTable, fitting, readTableShape } from './tables';
import type { TableName, Work } from './work';

export async function prepareStream(work: Work, request: PrepareRequest, signal: AbortSignal): Promise<Prepared> {
  refuseSameNames(request.stream.schema.columns);
  await makeFolder(dirname(work.path));
  return useDatabase(work.path, signal, async (connection) => {
    await removeLeftPages(work.path);
    return inTransaction(connection, () => prepareLocked(work, connection, request));
  });
}

async function prepareLocked(work: Work, connection: DuckDBConnection, request: PrepareRequest): Promise<Prepared> {
  for (const step of LEDGER_STEPS) await connection.run(step);
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(work.destination.schema)}`);
  const stored = await readHead(connection, work.key);
  const head = stored === null ? null : await settle(work, connection, stored, request);
  const start = reconcile({
    head,
    known: request.known,
    runId: request.runId,
    // What replaces the whole table must be read as a whole.
    incremental: request.stream.replication.method === 'INCREMENTAL' && request.loadMode !== 'overwrite',
    fullRefresh: request.fullRefresh,
    restart: startsOver(request, head),
  });
  const goesOn = head !== null && head.runId === request.runId ? head : null;
  const existed = (await readTableShape(connection, work.destination)) !== null;
  const staging = await makeTables(work, connection, request, goesOn);
  // A run that was fenced by another one and starts from nothing again counts its batches from 1 again.
  if (start.seq === 0) await forgetRun(connection, work.key, request.runId);
  const { note, ...place } = start;
  const startBookmark = goesOn === null ? start.bookmark : goesOn.startBookmark;
  const next: StoredHead = { ...place, runId: request.runId, startBookmark, staging, finished: false };
  await writeHead(connection, work.key, next, work.destination.qualified);
  const notes = [note, existed || goesOn !== null ? null : missingTableNote(work, start)].filter(
    (text) => text !== null,
  );
  const { epoch, seq, position, bookmark, rows } = start;
  // The file has one writer at a time.
  return {
    epoch,
    seq,
    position,
    bookmark,
    rows,
    parallelLoads: false,
    note: notes.length === 0 ? null : notes.join(' '),
  };
}

/** Drops what this stream has staged, unless this very run goes on with it. */
async function settle(
  work: Work,
  connection: DuckDBConnection,
  head: StoredHead,
  request: PrepareRequest,
): Promise<StoredHead> {
  const sameRun = head.runId === request.runId;
  if (sameRun && startsOver(request, head)) return dropStaging(work, connection, head);
  if (head.staging === null) return head;
  const there = (await readTableShape(connection, work.fill)) !== null;
  return sameRun && there ? head : dropStaging(work, connection, head);
}

/** The stream's head goes back to where the run began, so that nothing is skipped later. The caller writes it. */
export async function dropStaging(work: Work, connection: DuckDBConnection, head: StoredHead): Promise<StoredHead> {
  await connection.run(`DROP TABLE IF EXISTS ${work.fill.qualified}`);
  await forgetRun(connection, work.key, head.runId);
  const { startBookmark } = head;
  return {
    ...head,
    seq: 0,
    rows: 0,
    position: { kind: 'start', bookmark: startBookmark },
    bookmark: startBookmark,
    staging: null,
  };
}

async function makeTables(
  work: Work,
  connection: DuckDBConnection,
  { stream, loadMode }: PrepareRequest,
  goesOn: StoredHead | null,
): Promise<StagingUse | null> {
  const kept = goesOn?.staging ?? null;
  const use = kept ?? (goesOn !== null && goesOn.seq > 0 ? null : stagingUse(loadMode, stream));
  const fit = async (name: TableName, make: boolean): Promise<void> => {
    const shape = await readTableShape(connection, name);
    if (shape === null && !make) return;
    const steps = shape === null ? [createTable(name, stream.schema)] : fitting(name, shape, stream.schema);
    for (const step of steps) await connection.run(step);
  };
  if (use !== 'replace') await fit(work.destination, use === null);
  if (use === null) return null;
  if (kept === null) await connection.run(`DROP TABLE IF EXISTS ${work.fill.qualified}`);
  await fit(work.fill, true);
  return use;
}

function missingTableNote(work: Work, start: Start): string | null {
  if (start.bookmark === null) return null;
  return (
    `${work.destination.qualified} did not exist, but there is a bookmark, so only what came after it is loaded; ` +
    'run with a full refresh to load everything.'
  );
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new MeltemiError(
      'PermissionDenied',
      `The folder \`${folder}\` of the database file cannot be made.`,
      "Make it, or give the worker's user the right to; or change `filepath`.",
      { cause },
    );
  }
}

/** Ends a stream's run: publishes or drops what was staged, in one transaction with the head, and prunes the ledger. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { assertNever, MeltemiError } from '../../model/errors';
import { inTransaction, useDatabase } from '../../systems/duckdb/database-file';
import { quoteName } from '../../systems/duckdb/quote';
import type { FinishRequest } from '../target';
import { checkFence } from './fence';
import { addRows, mergeRows } from './filling';
import { prune, readHead, type StoredHead, writeHead } from './ledger';
import { dropStaging } from './preparing';
import { removeLeftPages } from './spool-files';
import { columnList, readTableShape } from './tables';
import type { Work } from './work';

export async function finishStream(work: Work, request: FinishRequest, signal: AbortSignal): Promise<void> {
  await useDatabase(work.path, signal, async (connection) => {
    const changed = await inTransaction(connection, () => finishLocked(work, connection, request));
    if (changed) work.faultPoint('after-swap');
    await removeLeftPages(work.path);
  });
}

/** False: an earlier call has done it all. */
async function finishLocked(work: Work, connection: DuckDBConnection, request: FinishRequest): Promise<boolean> {
  const what = `Finishing \`${request.stream.name}\``;
  const head = checkFence(await readHead(connection, work.key), request, what);
  if (head.finished) return false;
  const after = await settle(work, connection, head, request);
  await writeHead(connection, work.key, { ...after, finished: true }, work.destination.qualified);
  await prune(connection, work.key);
  work.faultPoint('before-target-commit');
  return true;
}

async function settle(
  work: Work,
  connection: DuckDBConnection,
  head: StoredHead,
  request: FinishRequest,
): Promise<StoredHead> {
  if (head.staging === null) return head;
  if (request.outcome !== 'completed') return dropStaging(work, connection, head);
  await publish(work, connection, head.staging, request);
  return { ...head, staging: null };
}

async function publish(
  work: Work,
  connection: DuckDBConnection,
  use: NonNullable<StoredHead['staging']>,
  { stream }: FinishRequest,
): Promise<void> {
  const { destination, fill } = work;
  const shape = await readTableShape(connection, fill);
  if (shape === null) throw fillMissing(fill.qualified, stream.name);
  const exists = (await readTableShape(connection, destination)) !== null;
  if (!exists || use === 'replace') {
    // Views name a table by its name in DuckDB: they show the new one.
    await connection.run(`DROP TABLE IF EXISTS ${destination.qualified}`);
    await connection.run(`ALTER TABLE ${fill.qualified} RENAME TO ${quoteName(destination.table)}`);
    return;
  }
  const columns = [...shape.keys()];
  const rows = { select: `SELECT ${columnList(columns)} FROM ${fill.qualified} ORDER BY rowid`, columns };
  switch (use) {
    case 'insert':
      await addRows(connection, destination.qualified, rows);
      break;
    case 'merge':
      await mergeRows(connection, destination.qualified, rows, stream.schema.keyProperties);
      break;
    default:
      assertNever(use, 'use of a staged table');
  }
  await connection.run(`DROP TABLE ${fill.qualified}`);
}

function fillMissing(qualified: string, stream: string): MeltemiError {
  return new MeltemiError(
    'SessionLost',
    `The table ${qualified}, which holds what was loaded of \`${stream}\`, is gone.`,
    'The stream is read again from where the run began.',
  );
}

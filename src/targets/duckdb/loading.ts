/** Loads one batch: rows, ledger row and head in one transaction, alone in the file. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { MeltemiError } from '../../model/errors';
import { inTransaction, useDatabase } from '../../systems/duckdb/database-file';
import { wrongCount } from '../formats/page-rows';
import { type PageScan, pageScan } from '../formats/page-scan';
import { withSpooledPage } from '../formats/page-spool';
import type { Batch, LoadReceipt } from '../target';
import { checkFence, checkTurn, storedReceipt } from './fence';
import { addRows, mergeRows } from './filling';
import { readEntry, readHead, type StoredHead, writeEntry, writeHead } from './ledger';
import { spoolPath } from './spool-files';
import type { Work } from './work';

export async function loadBatch(work: Work, batch: Batch, signal: AbortSignal): Promise<LoadReceipt> {
  const { page } = batch;
  if (page === null) return loadInFile(work, batch, null, signal);
  if (page.ref.encoding !== 'text') throw wrongEncoding(batch);
  // Before the file is taken: others may work in it meanwhile.
  return withSpooledPage(page, spoolPath(work.path), signal, (spooled) =>
    loadInFile(work, batch, pageScan(page.schema, spooled), signal),
  );
}

async function loadInFile(work: Work, batch: Batch, scan: PageScan | null, signal: AbortSignal): Promise<LoadReceipt> {
  return useDatabase(work.path, signal, async (connection) => {
    try {
      const receipt = await inTransaction(connection, () => loadLocked(work, connection, batch, scan));
      if (!receipt.alreadyLoaded) work.faultPoint('after-target-commit');
      return receipt;
    } catch (error) {
      if (scan === null) throw error;
      return await scan.explain(connection, error);
    }
  });
}

async function loadLocked(
  work: Work,
  connection: DuckDBConnection,
  batch: Batch,
  scan: PageScan | null,
): Promise<LoadReceipt> {
  const { key } = work;
  const what = `Batch ${String(batch.seq)} of \`${batch.stream.name}\``;
  const head = checkFence(await readHead(connection, key), batch, what);
  if (head.seq >= batch.seq && !head.finished) {
    return storedReceipt(batch, await readEntry(connection, key, batch.runId, batch.seq));
  }
  checkTurn(head, batch);
  const rows = scan === null ? 0 : await fill(work, connection, head, batch, scan);
  if (batch.page !== null && rows !== batch.page.ref.rows) throw wrongCount(batch.page, rows);
  work.faultPoint('after-target-rows');
  await writeEntry(connection, key, batch, rows);
  const next = {
    seq: batch.seq,
    rows: head.rows + rows,
    position: batch.next,
    bookmark: batch.bookmark ?? head.bookmark,
  };
  await writeHead(connection, key, { ...head, ...next }, work.destination.qualified);
  work.faultPoint('before-target-commit');
  return { rows, alreadyLoaded: false };
}

function fill(
  work: Work,
  connection: DuckDBConnection,
  head: StoredHead,
  batch: Batch,
  { select }: PageScan,
): Promise<number> {
  const into = (head.staging === null ? work.destination : work.fill).qualified;
  const columns = (batch.page ?? batch.stream).schema.columns.map((column) => column.name);
  const key = batch.stream.schema.keyProperties;
  return batch.loadMode === 'append' || key.length === 0
    ? addRows(connection, into, { select, columns })
    : mergeRows(connection, into, { select, columns }, key);
}

function wrongEncoding(batch: Batch): MeltemiError {
  return new MeltemiError(
    'Unsupported',
    `A page of \`${batch.stream.name}\` is in binary encoding, which target-duckdb does not read.`,
    'Run the job again: the encoding is chosen when it is planned.',
  );
}

/**
 * Loads one batch: rows, ledger row and head in one transaction. The rows are copied before the head is locked, so batches
 * are loaded side by side; they are committed in order, each behind its predecessor.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import { copyIn } from '../../systems/postgres/copy-in';
import { quoteQualified } from '../../systems/postgres/quote';
import type { PageReader } from '../../pages/page-store';
import type { Batch, LoadReceipt } from '../target';
import type { Work } from './work';
import type { LedgerEntry, StoredHead } from './ledger';
import { mergeRows, removeOlderInBatch } from './merge';
import { setDefaults } from './metadata';
import { columnList } from './table-ddl';
import { begin, commit, rollback, withRivalsEnded, type Transaction } from './transaction';

/** Some tenth of what a page takes to load. */
const POLL_MS = 10;
/** A merge goes through a temporary table of this name, which its transaction drops. */
const BATCH_TABLE = 'pg_temp.meltemi_batch';

export async function loadBatch(work: Work, batch: Batch, signal: AbortSignal): Promise<LoadReceipt> {
  try {
    return await loadOnce(work, batch, signal);
  } catch (error) {
    const isTold = error instanceof MeltemiError && error.code !== 'TargetUnavailable';
    if (!isTold) await sayIfFenced(work, batch);
    throw error;
  }
}

/**
 * A successor ends its predecessor's sessions, and the server of the workflow tells it to stop: what looks like a lost connection or
 * a cancel may be a refusal. Throws `FencedOut` then.
 */
async function sayIfFenced({ ledger, key, pool }: Work, batch: Batch): Promise<void> {
  const purpose = `looking who loads \`${key.stream}\``;
  const signal = new AbortController().signal;
  const head = await pool
    .use({ side: 'target', purpose, signal }, (client) => ledger.readHead(client, key))
    .catch(() => null); // down indeed
  if (head !== null) checkFence(head, batch);
}

async function loadOnce(work: Work, batch: Batch, signal: AbortSignal): Promise<LoadReceipt> {
  const { ledger, key } = work;
  const purpose = `loading batch ${String(batch.seq)} of \`${key.stream}\` into ${work.destination.qualified}`;
  return work.pool.use({ side: 'target', purpose, signal }, async (client) => {
    const head = checkFence(await ledger.readHead(client, key), batch);
    if (head.seq >= batch.seq) return storedReceipt(batch, await ledger.readEntry(client, key, batch.runId, batch.seq));
    const transaction = await begin(client, work.tag);
    const rows = batch.page === null ? 0 : await copyRows(work, client, head, batch, batch.page, signal);
    const locked = await withRivalsEnded(work.pool, transaction, 'frozen', () =>
      lockInOrder(work, transaction, batch, signal),
    );
    if (locked.seq >= batch.seq) {
      await rollback(transaction);
      return storedReceipt(batch, await ledger.readEntry(client, key, batch.runId, batch.seq));
    }
    if (batch.page !== null && goesThroughBatchTable(work, head, batch))
      await mergeBatch(work, client, batch, batch.page);
    await ledger.advance(client, key, batch, rows);
    work.faultPoint('before-target-commit');
    await commit(transaction);
    work.faultPoint('after-target-commit');
    return { rows, alreadyLoaded: false };
  });
}

/** The head, when this batch may still be loaded under it. */
function checkFence(head: StoredHead | null, batch: Batch): StoredHead {
  const what = `Batch ${String(batch.seq)} of \`${batch.stream.name}\``;
  if (head === null || head.epoch < batch.epoch) {
    throw new MeltemiError(
      'SessionLost',
      `${what} has no ledger to go by: the target's \`meltemi_heads\` is older than this run (restored or emptied).`,
      'The stream starts again from what the target holds.',
    );
  }
  if (head.epoch > batch.epoch || head.runId !== batch.runId || head.finished) {
    throw new MeltemiError(
      'FencedOut',
      `${what} belongs to epoch ${String(batch.epoch)}, which is over: the stream was ${head.finished ? 'finished' : 'taken over'} (epoch ${String(head.epoch)}).`,
      'Nothing was written; there is nothing to do.',
    );
  }
  return head;
}

function storedReceipt(batch: Batch, entry: LedgerEntry | null): LoadReceipt {
  if (entry === null || !isDeepStrictEqual(entry.position, batch.next)) {
    throw new MeltemiError(
      'LedgerAhead',
      `Batch ${String(batch.seq)} of \`${batch.stream.name}\` is in the target already, but it led to another position.`,
      'The stream goes on behind what the target holds.',
    );
  }
  return { rows: entry.rows, alreadyLoaded: true };
}

/** To be merged, or because it gets values that the page does not have. */
function goesThroughBatchTable({ metadata }: Work, head: StoredHead, batch: Batch): boolean {
  return head.staging === null && (batch.loadMode === 'upsert' || metadata.length > 0);
}

async function copyRows(
  work: Work,
  client: Client,
  head: StoredHead,
  batch: Batch,
  page: PageReader,
  signal: AbortSignal,
): Promise<number> {
  const names = columnList(page.schema.columns.map((column) => column.name));
  let table = work.destination.qualified;
  if (head.staging !== null) table = quoteQualified(work.destination.schema, head.staging.table);
  if (goesThroughBatchTable(work, head, batch)) {
    table = BATCH_TABLE;
    await client.query(
      `create temp table meltemi_batch on commit drop as select ${columnList(namesWith(work, page))} from ${work.destination.qualified} with no data`,
    );
    await setDefaults(client, BATCH_TABLE, work.metadata);
  }
  const { encoding } = page.ref;
  if (encoding === 'binary') await checkTypes(client, table, page, work.destination.qualified);
  const rows = await copyIn(client, {
    statement: `copy ${table} (${names}) from stdin${encoding === 'binary' ? ' (format binary)' : ''}`,
    encoding,
    chunks: page.chunks(signal),
  });
  if (rows !== page.ref.rows) throw wrongCount(page, rows);
  work.faultPoint('after-target-rows');
  return rows;
}

function wrongCount(page: PageReader, rows: number): MeltemiError {
  return new MeltemiError(
    'PageMissing',
    `Page \`${page.ref.key}\` is said to hold ${String(page.ref.rows)} rows, but PostgreSQL found ${String(rows)}.`,
    'Nothing was loaded; the page is read again.',
  );
}

/**
 * Binary rows are taken by their bytes: a column that got another type of the same length since the plan was made would
 * take wrong values without a word.
 */
async function checkTypes(client: Client, table: string, page: PageReader, destination: string): Promise<void> {
  const found = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
    [table],
  );
  const types = new Map(found.rows.map((row) => [row.name, row.type]));
  const wrong = page.schema.columns.find((column) => !takesBytesOf(types.get(column.name), column.sqlType));
  if (wrong === undefined) return;
  throw new MeltemiError(
    'TargetRejected',
    `Column \`${wrong.name}\` of ${destination} is \`${types.get(wrong.name) ?? 'missing'}\`, but the page holds \`${wrong.sqlType ?? 'text'}\` in binary.`,
    'If the table was changed while the job ran, run the job again; if a view keeps the column from being widened, drop the view or change the column.',
  );
}

/** A `varchar` takes a text's bytes and checks their length itself. */
function takesBytesOf(found: string | undefined, sent: string | undefined): boolean {
  return found === sent || (sent === 'text' && found?.startsWith('character varying') === true);
}

async function mergeBatch(work: Work, client: Client, batch: Batch, page: PageReader): Promise<void> {
  const key = batch.stream.schema.keyProperties;
  const columns = namesWith(work, page);
  if (batch.loadMode === 'append') {
    const names = columnList(columns);
    await client.query(`insert into ${work.destination.qualified} (${names}) select ${names} from ${BATCH_TABLE}`);
    return;
  }
  await mergeRows(client, { from: BATCH_TABLE, into: work.destination.qualified, columns, key }, () =>
    removeOlderInBatch(client, BATCH_TABLE, key),
  );
}

/** The page's columns, and those that the batch table gives by itself. */
function namesWith({ metadata }: Work, page: PageReader): readonly string[] {
  return [...page.schema.columns, ...metadata.map(({ column }) => column)].map(({ name }) => name);
}

/** Waits until the batch before this one is in the head, and locks it. */
async function lockInOrder(
  work: Work,
  { client }: Transaction,
  batch: Batch,
  signal: AbortSignal,
): Promise<StoredHead> {
  const deadline = Date.now() + work.patience.predecessorMs;
  for (;;) {
    const head = await work.ledger.lockHeadAt(client, work.key, batch.seq, batch.epoch);
    if (head !== null) {
      checkFence(head, batch);
      if (head.seq >= batch.seq - 1) return head;
    }
    if (Date.now() >= deadline) throw await outOfOrder(work, client, batch);
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function outOfOrder(work: Work, client: Client, batch: Batch): Promise<MeltemiError> {
  const head = checkFence(await work.ledger.readHead(client, work.key), batch);
  return new MeltemiError(
    'LoadOutOfOrder',
    `Batch ${String(batch.seq)} of \`${batch.stream.name}\` was offered while the target holds ${String(head.seq)} batches of the run.`,
    'It is tried again when the batches before it are loaded.',
  );
}

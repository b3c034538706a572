/** Whether a call may still work under the stream's head. */
import { isDeepStrictEqual } from 'node:util';
import { MeltemiError } from '../../model/errors';
import type { Batch, LoadReceipt } from '../target';
import type { LedgerEntry, StoredHead } from './ledger';

/** `what` begins a sentence. Throws `SessionLost` or `FencedOut`. */
export function checkFence(
  head: StoredHead | null,
  call: { readonly runId: string; readonly epoch: number },
  what: string,
): StoredHead {
  if (head === null || head.epoch < call.epoch) {
    throw new MeltemiError(
      'SessionLost',
      `${what} has no ledger to go by: the database file's \`_meltemi.heads\` is older than this run (restored or emptied).`,
      'The stream starts again from what the target holds.',
    );
  }
  if (head.epoch > call.epoch || head.runId !== call.runId) {
    throw new MeltemiError(
      'FencedOut',
      `${what} belongs to epoch ${String(call.epoch)}, which is over: the stream was taken over (epoch ${String(head.epoch)}).`,
      'Nothing was written; there is nothing to do.',
    );
  }
  return head;
}

/** Throws `FencedOut` for a run that is finished, `LoadOutOfOrder` for a gap. */
export function checkTurn(head: StoredHead, batch: Batch): void {
  const what = `Batch ${String(batch.seq)} of \`${batch.stream.name}\``;
  if (head.finished) {
    throw new MeltemiError(
      'FencedOut',
      `${what} came after its run was finished.`,
      'Nothing was written; there is nothing to do.',
    );
  }
  if (head.seq >= batch.seq - 1) return;
  throw new MeltemiError(
    'LoadOutOfOrder',
    `${what} was offered while the target holds ${String(head.seq)} batches of the run.`,
    'It is tried again when the batches before it are loaded.',
  );
}

/** Throws `LedgerAhead` when the batch led to another position. */
export function storedReceipt(batch: Batch, entry: LedgerEntry | null): LoadReceipt {
  if (entry === null || !isDeepStrictEqual(entry.position, batch.next)) {
    throw new MeltemiError(
      'LedgerAhead',
      `Batch ${String(batch.seq)} of \`${batch.stream.name}\` is in the target already, but it led to another position.`,
      'The stream goes on behind what the target holds.',
    );
  }
  return { rows: entry.rows, alreadyLoaded: true };
}

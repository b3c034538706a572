/** Whether a batch may still be loaded, or was: the same for all targets whose head lies in a manifest beside the files. */
import { isDeepStrictEqual } from 'node:util';
import { MeltemiError } from '../../model/errors';
import type { Position } from '../../model/position';
import type { Head } from '../../model/reconcile';
import type { Batch, FinishRequest, LoadReceipt } from '../target';

export interface LoadedSeq {
  readonly seq: number;
  readonly rows: number;
  readonly next: Position;
}

export interface FileHead extends Head {
  readonly finished: boolean;
  /** The last batches of the run, newest last. */
  readonly loaded: readonly LoadedSeq[];
}

/** Batches whose receipts are kept: more than a worker has in flight. */
const RECEIPTS_KEPT = 16;

/** The stream's head when the caller's epoch is the newest. `where` the manifests are, for messages. Throws `FencedOut`, `SessionLost`. */
export function fencedHead<T extends FileHead>(
  head: T | undefined,
  caller: Pick<Batch | FinishRequest, 'stream' | 'epoch' | 'runId'>,
  where: string,
): T {
  const who = `A worker of \`${caller.stream.name}\` in epoch ${caller.epoch}`;
  if (head === undefined || head.epoch < caller.epoch) {
    throw new MeltemiError(
      'SessionLost',
      `${who} finds no manifest to go by: the files in \`${where}\` are older than this run (restored or deleted).`,
      'The stream starts again from what is there.',
    );
  }
  if (head.epoch > caller.epoch || head.runId !== caller.runId) {
    throw new MeltemiError(
      'FencedOut',
      `${who} is too late: the stream was taken over in epoch ${head.epoch}.`,
      'Nothing was written; there is nothing to do.',
    );
  }
  return head;
}

/** The receipt of a batch that is loaded; null for one that is not. Throws `LedgerAhead`, `FencedOut`. */
export function earlierReceipt(head: FileHead, batch: Batch): LoadReceipt | null {
  const what = `Batch ${batch.seq} of \`${batch.stream.name}\``;
  if (batch.seq <= head.seq) {
    const known = head.loaded.find((one) => one.seq === batch.seq);
    if (known !== undefined && isDeepStrictEqual(known.next, batch.next))
      return { rows: known.rows, alreadyLoaded: true };
    throw new MeltemiError(
      'LedgerAhead',
      `${what} was loaded before, ${known === undefined ? 'long ago' : 'but led to another position'}.`,
      'The stream goes on behind what is loaded.',
    );
  }
  if (head.finished) {
    throw new MeltemiError(
      'FencedOut',
      `${what} is too late: the stream is finished.`,
      'Nothing was written; there is nothing to do.',
    );
  }
  return null;
}

export function outOfOrder(head: FileHead, batch: Batch): MeltemiError {
  return new MeltemiError(
    'LoadOutOfOrder',
    `Batch ${batch.seq} of \`${batch.stream.name}\` was offered while ${head.seq} batches of the run are loaded.`,
    'It is tried again when the batches before it are loaded.',
  );
}

/** The head behind the batch. */
export function advancedHead<T extends FileHead>(head: T, batch: Batch, rows: number): T {
  return {
    ...head,
    seq: batch.seq,
    rows: head.rows + rows,
    position: batch.next,
    bookmark: batch.bookmark ?? head.bookmark,
    loaded: [...head.loaded, { seq: batch.seq, rows, next: batch.next }].slice(-RECEIPTS_KEPT),
  };
}

export function wrongEncoding(batch: Batch, who: string): MeltemiError {
  return new MeltemiError(
    'Unsupported',
    `A page of \`${batch.stream.name}\` is in binary encoding, which ${who} does not read.`,
    'Run the job again: the encoding is chosen when it is planned.',
  );
}

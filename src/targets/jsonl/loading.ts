/** Loads one batch: lines behind the committed length, flushed, then the manifest that counts them. */
import { MeltemiError } from '../../model/errors';
import type { Batch, LoadReceipt } from '../target';
import { type Claim, withClaim } from './claim';
import { earlierReceipt, fencedState } from './fence';
import { appendPage } from './line-writer';
import { committedBytes, type Manifest, type StreamState, withStream } from './manifest';
import type { Workplace } from './workplace';

/** Batches whose receipts are kept: more than a worker has in flight. */
const RECEIPTS_KEPT = 16;

export async function loadBatch(place: Workplace, batch: Batch, signal: AbortSignal): Promise<LoadReceipt> {
  if (batch.page !== null && batch.page.ref.encoding !== 'text') throw wrongEncoding(batch);
  const rows = batch.page?.ref.rows ?? 0;
  return withClaim<LoadReceipt>(
    place,
    signal,
    (manifest) => {
      const state = fencedState(manifest, place.key, batch);
      const receipt = earlierReceipt(state, batch);
      return receipt === null ? { file: rows === 0 ? null : fileOf(state) } : { done: receipt };
    },
    async (claim) => {
      const state = fencedState(claim.manifest, place.key, batch);
      const bytes = batch.page === null || rows === 0 ? null : await appendRows(place, claim, state, batch, signal);
      place.faultPoint('before-target-commit');
      await claim.commit(advanced(claim.manifest, place.key, state, batch, rows, bytes));
      place.faultPoint('after-target-commit');
      return { rows, alreadyLoaded: false };
    },
  );
}

function fileOf(state: StreamState): string {
  return state.staging?.file ?? state.file;
}

/** Answers the file's new length. */
async function appendRows(
  place: Workplace,
  claim: Claim,
  state: StreamState,
  batch: Batch,
  signal: AbortSignal,
): Promise<number> {
  const committed = committedBytes(claim.manifest, fileOf(state)) ?? 0;
  await claim.file.cutTo(committed);
  const end = batch.page === null ? committed : await appendPage(claim.file, committed, batch.page, signal);
  place.faultPoint('after-target-rows');
  await claim.file.flush(committed === 0);
  return end;
}

function advanced(
  manifest: Manifest,
  key: string,
  state: StreamState,
  batch: Batch,
  rows: number,
  bytes: number | null,
): Manifest {
  const staging = state.staging === null || bytes === null ? state.staging : { ...state.staging, bytes };
  const next: StreamState = {
    ...state,
    seq: batch.seq,
    rows: state.rows + rows,
    position: batch.next,
    bookmark: batch.bookmark ?? state.bookmark,
    staging,
    loaded: [...state.loaded, { seq: batch.seq, rows, next: batch.next }].slice(-RECEIPTS_KEPT),
  };
  return withStream(manifest, key, next, staging === null && bytes !== null ? { [state.file]: bytes } : {});
}

function wrongEncoding(batch: Batch): MeltemiError {
  return new MeltemiError(
    'Unsupported',
    `A page of \`${batch.stream.name}\` is in binary encoding, which target-jsonl does not read.`,
    'Run the job again: the encoding is chosen when it is planned.',
  );
}

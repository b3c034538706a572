/** Loads one batch: lines behind the committed length, flushed, then the manifest that counts them. */
import type { Batch, LoadReceipt } from '../target';
import { advancedHead, earlierReceipt, outOfOrder, wrongEncoding } from '../files/fence';
import { type Claim, withClaim } from './claim';
import { appendPage } from './line-writer';
import { committedBytes, fencedState, type Manifest, type StreamState, withStream } from './manifest';
import type { Workplace } from './workplace';

export async function loadBatch(place: Workplace, batch: Batch, signal: AbortSignal): Promise<LoadReceipt> {
  if (batch.page !== null && batch.page.ref.encoding !== 'text') throw wrongEncoding(batch, 'target-jsonl');
  const rows = batch.page?.ref.rows ?? 0;
  return withClaim<LoadReceipt>(
    place,
    signal,
    (manifest) => {
      const state = fencedState(manifest, place.key, batch);
      const receipt = earlierReceipt(state, batch);
      if (receipt !== null) return { done: receipt };
      if (batch.seq !== state.seq + 1) throw outOfOrder(state, batch);
      return { file: rows === 0 ? null : fileOf(state) };
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
  const next: StreamState = { ...advancedHead(state, batch, rows), staging };
  return withStream(manifest, key, next, staging === null && bytes !== null ? { [state.file]: bytes } : {});
}

/** Whether a batch may still be loaded, or was. */
import { isDeepStrictEqual } from 'node:util';
import { MeltemiError } from '../../model/errors';
import type { Batch, FinishRequest, LoadReceipt } from '../target';
import type { Manifest, StreamState } from './manifest';

/** The stream's state when the caller's epoch is the newest. Throws `FencedOut`, `SessionLost`. */
export function fencedState(manifest: Manifest, key: string, caller: Batch | FinishRequest): StreamState {
  const state = manifest.streams[key];
  const who = `A worker of \`${caller.stream.name}\` in epoch ${caller.epoch}`;
  if (state === undefined || state.epoch < caller.epoch) {
    throw new MeltemiError(
      'SessionLost',
      `${who} finds no manifest to go by: the files in \`.meltemi\` are older than this run (restored or deleted).`,
      'The stream starts again from what the folder holds.',
    );
  }
  if (state.epoch > caller.epoch || state.runId !== caller.runId) {
    throw new MeltemiError(
      'FencedOut',
      `${who} is too late: the stream was taken over in epoch ${state.epoch}.`,
      'Nothing was written; there is nothing to do.',
    );
  }
  return state;
}

/** The receipt of a batch that is loaded, null for the next one in order. Throws `FencedOut`, `LedgerAhead`, `LoadOutOfOrder`. */
export function earlierReceipt(state: StreamState, batch: Batch): LoadReceipt | null {
  const what = `Batch ${batch.seq} of \`${batch.stream.name}\``;
  if (batch.seq <= state.seq) {
    const known = state.loaded.find((one) => one.seq === batch.seq);
    if (known !== undefined && isDeepStrictEqual(known.next, batch.next))
      return { rows: known.rows, alreadyLoaded: true };
    throw new MeltemiError(
      'LedgerAhead',
      `${what} was loaded before, ${known === undefined ? 'long ago' : 'but led to another position'}.`,
      'The stream goes on behind what is loaded.',
    );
  }
  if (state.finished) {
    throw new MeltemiError(
      'FencedOut',
      `${what} is too late: the stream is finished.`,
      'Nothing was written; there is nothing to do.',
    );
  }
  if (batch.seq === state.seq + 1) return null;
  throw new MeltemiError(
    'LoadOutOfOrder',
    `${what} was offered while ${state.seq} batches of the run are loaded.`,
    'It is tried again when the batches before it are loaded.',
  );
}

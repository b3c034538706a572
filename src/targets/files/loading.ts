/** Loads one batch: reserve, upload, commit (`manifest.ts`). Batches are uploaded side by side and committed in order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MeltemiError } from '../../model/errors';
import type { PageReader } from '../../pages/page-store';
import type { Batch, LoadReceipt } from '../target';
import { advancedHead, earlierReceipt, fencedHead, outOfOrder, wrongEncoding } from './fence';
import { type Manifest, type Reservation, stagedFolder, type StreamState, withStream } from './manifest';
import { bounded, type Place } from './place';
import { reserved } from './reserving';
import { uploadPage } from './uploading';

/** For two requests, after which the error is told. */
const TAKING_BACK_MS = 10_000;
/** Some tenth of what an upload takes. */
const POLL_MS = 50;

export async function loadBatch(place: Place, batch: Batch, signal: AbortSignal): Promise<LoadReceipt> {
  const { page } = batch;
  if (page === null || page.ref.rows === 0) return commit(place, batch, 0, signal);
  if (page.ref.encoding !== 'text') throw wrongEncoding(batch, place.context.pluginName);
  const start = await reserve(place, batch, signal);
  if ('receipt' in start) return start.receipt;
  place.context.faultPoint('after-reserve');
  try {
    await upload(place, page, start, signal);
    place.context.faultPoint('after-upload');
    return await commit(place, batch, page.ref.rows, signal);
  } catch (error) {
    await takeBack(place, start).catch(() => undefined);
    throw error;
  }
}

/**
 * A worker that slept may have been given up, and the stream may have come to its end without it: then nobody would look for its object
 * before the next run, and readers would see it. An object that may still count is not touched.
 */
async function takeBack(place: Place, { reservation, to }: Reserved): Promise<void> {
  const signal = AbortSignal.timeout(TAKING_BACK_MS);
  const { abandoned, streams } = await place.manifests.read(signal);
  const state = streams[place.key];
  const isAbandoned = abandoned.some(({ key }) => key === to);
  const isStray = to !== reservation.key && !to.startsWith(`${place.hidden}staged/${state?.staging?.token ?? ''}/`);
  if (isAbandoned || isStray) await place.objects.remove([to], signal);
}

interface Reserved {
  readonly reservation: Reservation;
  readonly to: string;
}

function reserve(
  place: Place,
  batch: Batch,
  signal: AbortSignal,
): Promise<Reserved | { readonly receipt: LoadReceipt }> {
  return place.manifests.update<Reserved | { readonly receipt: LoadReceipt }>(async (manifest) => {
    const state = stateFor(place, manifest, batch);
    const receipt = earlierReceipt(state, batch);
    if (receipt !== null) return { next: null, answer: { receipt } };
    const { next, reservation } = await reserved(place, manifest, state, batch, signal);
    return { next, answer: { reservation, to: uploadKey(place, state, reservation) } };
  }, signal);
}

function uploadKey({ hidden, layout, stream }: Place, { staging }: StreamState, reservation: Reservation): string {
  if (staging === null) return reservation.key;
  const name = reservation.key.slice(layout.folder(stream).length);
  return `${hidden}staged/${staging.token}/${stagedFolder(reservation)}${name}`;
}

async function upload(
  place: Place,
  page: PageReader,
  { reservation, to }: Reserved,
  signal: AbortSignal,
): Promise<void> {
  const limit = bounded(signal);
  try {
    await uploadPage(place, page, reservation.at, to, limit);
  } catch (error) {
    signal.throwIfAborted();
    if (!limit.aborted) throw error;
    const reason = `Uploading \`${to}\` to ${place.objects.place} took longer than half an hour.`;
    throw new MeltemiError('TargetUnavailable', reason, 'It is tried again.', { cause: error });
  }
}

async function commit(place: Place, batch: Batch, rows: number, signal: AbortSignal): Promise<LoadReceipt> {
  place.context.faultPoint('before-target-commit');
  const deadline = performance.now() + place.patience.predecessorMs;
  for (;;) {
    const answer = await place.manifests.update<LoadReceipt | StreamState>((manifest) => {
      const state = stateFor(place, manifest, batch);
      const receipt = earlierReceipt(state, batch);
      if (receipt !== null) return { next: null, answer: receipt };
      if (batch.seq !== state.seq + 1) return { next: null, answer: state };
      const left = state.reserved.filter((one) => one.seq !== batch.seq);
      const next = withStream(manifest, place.key, { ...advancedHead(state, batch, rows), reserved: left });
      return { next, answer: { rows, alreadyLoaded: false } };
    }, signal);
    if ('alreadyLoaded' in answer) {
      place.context.faultPoint('after-target-commit');
      return answer;
    }
    if (performance.now() > deadline) throw outOfOrder(answer, batch);
    await sleep(POLL_MS, undefined, { signal });
  }
}

function stateFor(place: Place, manifest: Manifest, batch: Batch): StreamState {
  return fencedHead(manifest.streams[place.key], batch, place.hidden);
}

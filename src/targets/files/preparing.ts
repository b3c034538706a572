/** Starts a stream or goes on with it: settles what earlier runs left, raises the epoch, decides on staging. */
import { randomUUID } from 'node:crypto';
import { reconcile, startsOver } from '../../model/reconcile';
import type { Prepared, PrepareRequest } from '../target';
import {
  droppedStaging,
  type Manifest,
  type Staging,
  type StreamState,
  withoutReservations,
  withStream,
} from './manifest';
import type { Change } from './manifest-store';
import type { Place } from './place';
import { publish, removeReplaced } from './publishing';
import { sweep } from './sweeping';

export async function prepareStream(place: Place, request: PrepareRequest, signal: AbortSignal): Promise<Prepared> {
  for (;;) {
    const answer = await place.manifests.update((manifest) => prepared(place, manifest, request), signal);
    if ('parallelLoads' in answer) {
      await removeReplaced(place, signal);
      await sweep(place, signal);
      return answer;
    }
    // A run before this one died while its rows were on their way: they arrive first.
    await publish(place, answer, request.loadMode === 'overwrite', signal);
  }
}

function prepared(place: Place, manifest: Manifest, request: PrepareRequest): Change<Prepared | StreamState> {
  const { stream, runId, loadMode } = request;
  const found = manifest.streams[place.key] ?? null;
  if (found?.staging?.publishing === true) return { next: null, answer: found };
  const head = found === null ? null : settled(found, request);
  const start = reconcile({
    head,
    known: request.known,
    runId,
    // What replaces everything must be read as a whole.
    incremental: stream.replication.method === 'INCREMENTAL' && loadMode !== 'overwrite',
    fullRefresh: request.fullRefresh,
    restart: startsOver(request, head),
  });
  const goesOn = head !== null && head.runId === runId && start.seq > 0 ? head : null;
  const state: StreamState = {
    epoch: start.epoch,
    runId,
    seq: start.seq,
    rows: start.rows,
    position: start.position,
    bookmark: start.bookmark,
    editId: start.editId,
    startBookmark: goesOn === null ? start.bookmark : goesOn.startBookmark,
    staging: goesOn === null ? newStaging(request, start.epoch) : resumedStaging(goesOn, start.epoch),
    finished: false,
    loaded: goesOn?.loaded ?? [],
    reserved: [],
    published: head?.published ?? null,
    replaced: head?.replaced ?? null,
  };
  const cleared = place.layout.numbered ? withoutReservations(manifest, place.key, Date.now()) : manifest;
  const { epoch, seq, position, bookmark, rows, note } = start;
  return {
    next: withStream(cleared, place.key, state),
    answer: { epoch, seq, position, bookmark, rows, parallelLoads: true, note },
  };
}

/** Drops what another run, or the part before a restart, staged. */
function settled(state: StreamState, request: PrepareRequest): StreamState {
  if (state.staging === null) return state;
  return state.runId === request.runId && !startsOver(request, state) ? state : droppedStaging(state);
}

function newStaging({ loadMode, stream }: PrepareRequest, epoch: number): Staging | null {
  if (loadMode !== 'overwrite' && stream.resumable) return null;
  return { token: randomUUID(), epochs: [{ epoch, from: 1 }], publishing: false };
}

function resumedStaging({ staging, seq }: StreamState, epoch: number): Staging | null {
  return staging === null ? null : { ...staging, epochs: [...staging.epochs, { epoch, from: seq + 1 }] };
}

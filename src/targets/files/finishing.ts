/** Ends a stream's run: publishes what is staged, or drops it when the run did not come to its end. */
import type { FinishRequest } from '../target';
import { fencedHead } from './fence';
import { droppedStaging, type Manifest, type StreamState, withoutReservations, withStream } from './manifest';
import type { Place } from './place';
import { publish, removeReplaced } from './publishing';
import { sweep } from './sweeping';

export async function finishStream(place: Place, request: FinishRequest, signal: AbortSignal): Promise<void> {
  const state = await place.manifests.update((manifest) => {
    const next = ended(place, manifest, request);
    return { next, answer: (next ?? manifest).streams[place.key] };
  }, signal);
  if (state?.staging?.publishing === true) await publish(place, state, request.loadMode === 'overwrite', signal);
  await removeReplaced(place, signal);
  await sweep(place, signal);
}

/** Null: it had ended. Throws `FencedOut`, `SessionLost`. */
function ended(place: Place, manifest: Manifest, request: FinishRequest): Manifest | null {
  const state = fencedHead(manifest.streams[place.key], request, place.hidden);
  if (state.finished) return null;
  const cleared = place.layout.numbered ? withoutReservations(manifest, place.key, Date.now()) : manifest;
  return withStream(cleared, place.key, { ...settled(state, request), reserved: [], finished: true });
}

function settled(state: StreamState, { outcome }: FinishRequest): StreamState {
  if (state.staging === null || state.staging.publishing) return state;
  if (outcome !== 'completed') return droppedStaging(state);
  return { ...state, staging: { ...state.staging, publishing: true } };
}

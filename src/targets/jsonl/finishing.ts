/** Ends a stream's run: publishes what is staged, or drops it when the run did not come to its end. */
import type { FinishRequest } from '../target';
import { withClaim } from './claim';
import { fencedState, type Manifest, withStream } from './manifest';
import { deleteStaging, publish, publishedThrough, withoutStaging } from './publishing';
import type { Workplace } from './workplace';

export async function finishStream(place: Workplace, request: FinishRequest, signal: AbortSignal): Promise<void> {
  const replaces = request.loadMode === 'overwrite';
  const completed = request.outcome === 'completed';
  await withClaim<void>(
    place,
    signal,
    (manifest) => {
      const state = fencedState(manifest, place.key, request);
      if (state.finished) return { done: undefined };
      return { file: completed ? publishedThrough(manifest, state, replaces) : null };
    },
    async (claim) => {
      const state = fencedState(claim.manifest, place.key, request);
      // A publishing that was under way is past the point where it could be taken back.
      const keeps = completed || state.staging === null || state.staging.publishing;
      const manifest = keeps
        ? await publish(place, claim, state, replaces)
        : withoutStaging(claim.manifest, place.key, state);
      await claim.commit(finished(manifest, place.key));
      await deleteStaging(place, state);
    },
  );
}

/** The manifest in which the stream's run has come to its end. */
export function finished(manifest: Manifest, key: string): Manifest {
  const state = manifest.streams[key];
  return state === undefined ? manifest : withStream(manifest, key, { ...state, finished: true });
}

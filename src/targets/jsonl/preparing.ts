/** Starts a stream or goes on with it: settles what earlier runs left, raises the epoch, decides on file and staging. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { reconcile, startsOver } from '../../model/reconcile';
import type { Prepared, PrepareRequest } from '../target';
import { type Claim, withClaim } from './claim';
import { sizeOf } from './data-file';
import { fileError } from './file-errors';
import { dataFileName } from './file-names';
import { type Manifest, type Staging, type StreamState, withStream } from './manifest';
import { finished } from './finishing';
import { droppedStaging, publish, removeOrphans } from './publishing';
import { stagingName, type Workplace } from './workplace';

export async function prepareStream(place: Workplace, request: PrepareRequest, signal: AbortSignal): Promise<Prepared> {
  try {
    await mkdir(place.settings.folder, { recursive: true });
  } catch (error) {
    throw fileError(error, 'making the folder', place.settings.folder);
  }
  const look = () => ({ file: null });
  return withClaim<Prepared>(place, signal, look, (claim) => prepareClaimed(place, claim, request));
}

async function prepareClaimed(place: Workplace, claim: Claim, request: PrepareRequest): Promise<Prepared> {
  const { stream, runId, loadMode } = request;
  const found = claim.manifest.streams[place.key] ?? null;
  const head = found === null ? null : await settled(place, claim, found, request);
  const start = reconcile({
    head,
    known: request.known,
    runId,
    // What replaces the whole file must be read as a whole.
    incremental: stream.replication.method === 'INCREMENTAL' && loadMode !== 'overwrite',
    fullRefresh: request.fullRefresh,
    restart: startsOver(request, head),
  });
  const goesOn = head !== null && head.runId === runId ? head : null;
  const file = goesOn?.file ?? fileOfRun(place, claim.manifest, request);
  const state: StreamState = {
    epoch: start.epoch,
    runId,
    seq: start.seq,
    rows: start.rows,
    position: start.position,
    bookmark: start.bookmark,
    editId: start.editId,
    startBookmark: goesOn !== null && start.seq > 0 ? goesOn.startBookmark : start.bookmark,
    file,
    staging: goesOn !== null && start.seq > 0 ? goesOn.staging : newStaging(request),
    finished: false,
    loaded: goesOn !== null && start.seq > 0 ? goesOn.loaded : [],
  };
  const length = goesOn === null ? await startLength(place, file) : (claim.manifest.files[file] ?? 0);
  const prepared = withStream(claim.manifest, place.key, state, { [file]: length });
  // While the claim is held nobody else makes staging files.
  await claim.update(prepared);
  await removeOrphans(place, prepared);
  await claim.commit(prepared);
  const { epoch, seq, position, bookmark, rows, note } = start;
  // One file is written by one hand; encoding is the work of one core either way.
  return { epoch, seq, position, bookmark, rows, parallelLoads: false, note };
}

/** Ends a publishing that was under way, drops what another run or the part before a restart staged. */
async function settled(
  place: Workplace,
  claim: Claim,
  state: StreamState,
  request: PrepareRequest,
): Promise<StreamState> {
  if (state.staging === null) return state;
  if (state.staging.publishing) {
    await claim.update(finished(await publish(place, claim, state, true), place.key));
    return claim.manifest.streams[place.key] ?? state;
  }
  return state.runId === request.runId && !startsOver(request, state) ? state : droppedStaging(state);
}

/** With time stamps a run has a file of its own, which all streams that share a `custom_name` write. */
function fileOfRun(place: Workplace, manifest: Manifest, request: PrepareRequest): string {
  if (!place.settings.timestamped) return dataFileName(place.base, null);
  const shared = Object.values(manifest.streams).find((state) => state.runId === request.runId);
  return shared?.file ?? dataFileName(place.base, new Date());
}

/** Rubbish of dead writers is cut off by now, so that a length which the manifest does not know was made by somebody else: it stays. */
async function startLength(place: Workplace, file: string): Promise<number> {
  return (await sizeOf(place.pathOf(file))) ?? 0;
}

function newStaging({ loadMode, stream }: PrepareRequest): Staging | null {
  if (loadMode !== 'overwrite' && stream.resumable) return null;
  return { file: stagingName(randomUUID()), bytes: 0, publishing: false };
}

/** Brings staged rows to where they belong, once, whatever dies in between; or drops them. */
import { readdir } from 'node:fs/promises';
import type { Claim } from './claim';
import { DataFile, moveOver, removeFile, sizeOf } from './data-file';
import { type Manifest, type StreamState, withStream } from './manifest';
import { isStaging, type Workplace } from './workplace';

/** The file that publishing writes: the staged one when it is to be moved, else the data file that gets its lines. */
export function publishedThrough(manifest: Manifest, state: StreamState, replaces: boolean): string | null {
  if (state.staging === null) return null;
  if (replaces || movesStaging(manifest, state)) return state.staging.publishing ? null : state.staging.file;
  return state.staging.bytes === 0 ? null : state.file;
}

/** Answers the manifest to commit, with the rows in place and no staging any more. */
export async function publish(
  place: Workplace,
  claim: Claim,
  state: StreamState,
  replaces: boolean,
): Promise<Manifest> {
  const { staging } = state;
  if (staging === null) return claim.manifest;
  const after: StreamState = { ...state, staging: null };
  if (replaces || movesStaging(claim.manifest, state)) {
    await moveStaging(place, claim, state);
    return withStream(claim.manifest, place.key, after, { [state.file]: staging.bytes });
  }
  if (staging.bytes === 0) return withStream(claim.manifest, place.key, after);
  const length = await appendStaging(place, claim, state);
  return withStream(claim.manifest, place.key, after, { [state.file]: length });
}

/** The manifest without the staged rows: position and bookmark are those of the run's start again. */
export function withoutStaging(manifest: Manifest, key: string, state: StreamState): Manifest {
  return withStream(manifest, key, droppedStaging(state));
}

export function droppedStaging(state: StreamState): StreamState {
  return {
    ...state,
    seq: 0,
    rows: 0,
    position: { kind: 'start', bookmark: state.startBookmark },
    bookmark: state.startBookmark,
    staging: null,
    loaded: [],
  };
}

export async function deleteStaging(place: Workplace, state: StreamState): Promise<void> {
  if (state.staging !== null) await removeFile(place.pathOf(state.staging.file));
}

/** Deletes staging files that no stream knows: of dropped runs, and of workers that died while they copied one. */
export async function removeOrphans(place: Workplace, manifest: Manifest): Promise<void> {
  const used = new Set(Object.values(manifest.streams).map((state) => state.staging?.file));
  const names = await readdir(place.store.folder).catch(() => []);
  await Promise.all(
    names.filter((name) => isStaging(name) && !used.has(name)).map((name) => removeFile(place.pathOf(name))),
  );
}

/** An empty data file needs no copying: the staged one takes its name. */
function movesStaging(manifest: Manifest, state: StreamState): boolean {
  const { staging } = state;
  return staging !== null && (staging.publishing || (staging.bytes > 0 && (manifest.files[state.file] ?? 0) === 0));
}

async function moveStaging(place: Workplace, claim: Claim, state: StreamState): Promise<void> {
  const { staging } = state;
  if (staging === null) return;
  const from = place.pathOf(staging.file);
  if (!staging.publishing) {
    await claim.file.cutTo(staging.bytes);
    await claim.file.flush(true);
    const publishing = { ...state, staging: { ...staging, publishing: true } };
    await claim.update(withStream(claim.manifest, place.key, publishing));
  }
  if ((await sizeOf(from)) !== null) await moveOver(from, place.pathOf(state.file));
  place.faultPoint('after-swap');
}

async function appendStaging(place: Workplace, claim: Claim, state: StreamState): Promise<number> {
  const committed = claim.manifest.files[state.file] ?? 0;
  if (state.staging === null) return committed;
  const staged = await DataFile.open(place.pathOf(state.staging.file));
  try {
    await claim.file.cutTo(committed);
    await staged.copyTo(claim.file, state.staging.bytes, committed);
    await claim.file.flush(committed === 0);
  } finally {
    await staged.close();
  }
  return committed + state.staging.bytes;
}

/** Deletes what does not count: objects of workers that were fenced out, staging that no stream knows, unfinished uploads. */
import { MeltemiError } from '../../model/errors';
import { removeLeftBehind } from '../../systems/process/left-behind';
import type { Manifest } from './manifest';
import { bounded, type Place } from './place';
import { listKey } from './publishing';

/** An abandoned key is kept in mind for longer than any upload goes on, since one that began before may still arrive. */
const ABANDONED_MS = 2 * 3_600_000;
/** Uploads of processes that died; those of the living end within the hour. */
const LEFT_BEHIND_MS = 24 * 3_600_000;

export async function sweep(place: Place, signal: AbortSignal): Promise<void> {
  const limit = bounded(signal);
  const { objects, manifests, layout, stream } = place;
  // In this order: whatever is staged by now, the manifest knew before.
  const staged = await objects.list(`${place.hidden}staged/`, limit);
  const manifest = await manifests.read(limit);
  const abandoned = manifest.abandoned.map(({ key }) => key);
  await objects.remove([...abandoned, ...strayStaging(place, manifest, staged)], limit);
  const before = Date.now() - LEFT_BEHIND_MS;
  await objects.abortUploads(layout.folder(stream), before, limit).catch(ignoreRefusal);
  await removeLeftBehind(objects.scratchFolder);
  const forgotten = new Set(
    manifest.abandoned.filter(({ since }) => since < Date.now() - ABANDONED_MS).map(({ key }) => key),
  );
  if (forgotten.size === 0) return;
  await manifests.update((now) => {
    const abandoned = now.abandoned.filter(({ key }) => !forgotten.has(key));
    return { next: { ...now, abandoned }, answer: undefined };
  }, limit);
}

function strayStaging(place: Place, manifest: Manifest, staged: readonly string[]): readonly string[] {
  const tokenOf = (key: string): string => key.slice(`${place.hidden}staged/`.length).split('/')[0] ?? '';
  const states = Object.values(manifest.streams);
  const used = new Set(states.flatMap(({ staging }) => staging?.token ?? []));
  const stray = staged.filter((key) => !used.has(tokenOf(key)));
  const listed = new Set(states.flatMap(({ published, replaced }) => [published, replaced]));
  const tokens = [...new Set(stray.map(tokenOf))].filter((token) => !listed.has(token));
  return [...stray, ...tokens.map((token) => listKey(place, token))];
}

/** Users who may write objects are not always allowed to look for unfinished ones, and not every service can. */
function ignoreRefusal(error: unknown): void {
  if (error instanceof MeltemiError && error.recovery === 'never') return;
  throw error;
}

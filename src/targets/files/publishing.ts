/**
 * Brings staged objects to where they belong, once, whatever dies in between. The list of what moves is written first, as an
 * object of its own; it also tells a later `overwrite` what it replaces.
 */
import { MeltemiError } from '../../model/errors';
import { atOnce } from '../../systems/objects/in-parallel';
import { isCommitted, type Manifest, type StreamState, withStream } from './manifest';
import type { Place } from './place';

type Move = readonly [staged: string, key: string];

/** The state is `publishing`. Safe to repeat, and to be done by two at once. */
export async function publish(place: Place, state: StreamState, replaces: boolean, signal: AbortSignal): Promise<void> {
  const { staging } = state;
  if (staging === null) return;
  const moves = await movesOf(place, state, staging.token, signal);
  const move = ([from, to]: Move): Promise<void> => place.objects.move(from, to, signal);
  if (place.layout.numbered) await atOnce(moves, move);
  // Where objects of one name replace each other, the last one stays.
  else for (const one of moves) await move(one);
  place.context.faultPoint('after-swap');
  await place.manifests.update((manifest) => {
    const next = published(manifest, place.key, staging.token, replaces);
    return { next, answer: undefined };
  }, signal);
  // What was added is not replaced: nobody asks for its list.
  if (!replaces) await place.objects.remove([listKey(place, staging.token)], signal);
}

/** Null: somebody else did it. */
function published(manifest: Manifest, key: string, token: string, replaces: boolean): Manifest | null {
  const state = manifest.streams[key];
  if (state?.staging?.token !== token) return null;
  const lists = replaces ? { published: token, replaced: state.published } : {};
  return withStream(manifest, key, { ...state, staging: null, ...lists });
}

async function movesOf(place: Place, state: StreamState, token: string, signal: AbortSignal): Promise<readonly Move[]> {
  const { objects, layout, stream } = place;
  const known = await readList(place, token, signal);
  if (known !== null) return known;
  const start = `${place.hidden}staged/${token}/`;
  const moves = (await objects.list(start, signal)).flatMap((staged): Move[] => {
    const [folder = '', ...name] = staged.slice(start.length).split('/');
    return isCommitted(state, folder) ? [[staged, layout.folder(stream) + name.join('/')]] : [];
  });
  const written = await objects.write(listKey(place, token), JSON.stringify(moves), 'new', signal);
  return written === null ? ((await readList(place, token, signal)) ?? moves) : moves;
}

/** Deletes what the last `overwrite` replaced. Safe to repeat. */
export async function removeReplaced(place: Place, signal: AbortSignal): Promise<void> {
  const state = (await place.manifests.read(signal)).streams[place.key];
  if (state === undefined || state.replaced === null) return;
  const { replaced } = state;
  const kept = new Set(state.published === null ? [] : await keysOf(place, state.published, signal));
  const old = (await keysOf(place, replaced, signal)).filter((key) => !kept.has(key));
  await place.objects.remove([...old, listKey(place, replaced)], signal);
  await place.manifests.update((manifest) => {
    const now = manifest.streams[place.key];
    const isDone = now?.replaced !== replaced;
    return { next: isDone ? null : withStream(manifest, place.key, { ...now, replaced: null }), answer: undefined };
  }, signal);
}

async function keysOf(place: Place, token: string, signal: AbortSignal): Promise<readonly string[]> {
  return ((await readList(place, token, signal)) ?? []).map(([, key]) => key);
}

async function readList(place: Place, token: string, signal: AbortSignal): Promise<readonly Move[] | null> {
  const key = listKey(place, token);
  const found = await place.objects.read(key, signal);
  if (found === null) return null;
  try {
    return JSON.parse(found.text) as readonly Move[];
  } catch (cause) {
    const reason = `The list \`${key}\` in ${place.objects.place} is damaged.`;
    throw new MeltemiError('TargetRejected', reason, 'Restore an earlier version of it.', { cause });
  }
}

export function listKey({ hidden }: Place, token: string): string {
  return `${hidden}published/${token}`;
}

/**
 * The manifest of a folder of objects: the head of every stream that writes there, and every key that may hold an object that does
 * not count. It is one object, replaced under the condition that nobody replaced it since it was read.
 *
 * A batch is loaded in three steps:
 * 1. *reserve*: the manifest names the key (and with it the time) under which the batch is going to be, before anything is there;
 * 2. *upload*: the object is put there, as a whole; trying again replaces it;
 * 3. *commit*: the head moves behind the batch, and the key is not reserved any more.
 * `prepare` raises the epoch and turns reserved keys into abandoned ones, which no batch gets again and which are swept: what a
 * worker uploads after it was fenced out lies under such a key.
 *
 * Rows that may show only at the end of the stream are uploaded below `staged/<token>/<seq>-<epoch>/` first. What counts
 * there follows from the head: seqs up to its own, each with the epoch that loaded it.
 */
import type { Bookmark } from '../../model/position';
import type { Lineage } from '../../systems/objects/versioned-file';
import type { FileHead } from './fence';
import type { BatchTime } from './layout';

export interface Reservation {
  readonly seq: number;
  readonly epoch: number;
  /** Where the object is going to be when it counts. */
  readonly key: string;
  readonly at: BatchTime;
}

export interface Staging {
  readonly token: string;
  /** Which epoch loaded the seqs from `from` on, oldest first. */
  readonly epochs: readonly { readonly epoch: number; readonly from: number }[];
  /** Complete, and on its way to its place: it cannot be taken back any more. */
  readonly publishing: boolean;
}

export interface StreamState extends FileHead {
  /** The bookmark before this run: true again when what the run staged is dropped. */
  readonly startBookmark: Bookmark | null;
  readonly staging: Staging | null;
  readonly reserved: readonly Reservation[];
  /** Token of the list of the objects that the last complete `overwrite` made. */
  readonly published: string | null;
  /** Token of the list whose objects it replaced; null once they are gone. */
  readonly replaced: string | null;
}

export interface Abandoned {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export interface Manifest extends Lineage {
  readonly streams: Readonly<Record<string, StreamState>>;
  /** Name of a batch's object without number → the last number given; the newest names only, oldest first. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly abandoned: readonly Abandoned[];
}

export const EMPTY_MANIFEST: Manifest = { commitId: '', ancestors: [], streams: {}, numbers: {}, abandoned: [] };

export function streamKey(stateId: string, stream: string): string {
  return JSON.stringify([stateId, stream]);
}

export function withStream(manifest: Manifest, key: string, state: StreamState): Manifest {
  return { ...manifest, streams: { ...manifest.streams, [key]: state } };
}

/** The manifest in which nothing is reserved for the stream any more. */
export function withoutReservations(manifest: Manifest, key: string, now: number): Manifest {
  const state = manifest.streams[key];
  if (state === undefined || state.reserved.length === 0) return manifest;
  // Staged objects are known by their epochs.
  const left = state.staging === null ? state.reserved.map((one) => ({ key: one.key, since: now })) : [];
  return {
    ...withStream(manifest, key, { ...state, reserved: [] }),
    abandoned: [...manifest.abandoned, ...left],
  };
}

/** The state without what was staged: position and bookmark are those of the run's start again. */
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

/** Folder of a staged batch below `staged/<token>/`. */
export function stagedFolder({ seq, epoch }: { readonly seq: number; readonly epoch: number }): string {
  return `${String(seq).padStart(9, '0')}-${String(epoch)}/`;
}

/** Whether what lies in that folder was committed. */
export function isCommitted(state: StreamState, folder: string): boolean {
  const [seq = 0, epoch = 0] = folder.split('-').map((part) => Number.parseInt(part, 10));
  if (state.staging === null || seq > state.seq) return false;
  return state.staging.epochs.findLast(({ from }) => from <= seq)?.epoch === epoch;
}

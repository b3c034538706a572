/**
 * The manifest of a data file: which bytes of it are committed, the head of every stream that writes it, and who is writing.
 * It says what is loaded; bytes behind the committed length are rubbish of an unfinished load.
 */
import type { Bookmark } from '../../model/position';
import type { Lineage } from '../../systems/objects/versioned-file';
import type { ProcessIdentity } from '../../systems/process/identity';
import { fencedHead, type FileHead } from '../files/fence';
import type { Batch, FinishRequest } from '../target';

/** A process that may be changing data files at this moment; see `claim.ts`. */
export interface Writer {
  readonly token: string;
  readonly process: ProcessIdentity;
  /** Files that may hold rubbish: the one that it writes, and those of dead writers before it. */
  readonly files: readonly string[];
}

/** Rows that show only at the end of the stream: overwrite, and streams that may start over. Beside the manifest. */
export interface Staging {
  readonly file: string;
  readonly bytes: number;
  /** Complete, and on its way to its place: if the file is gone it has arrived. */
  readonly publishing: boolean;
}

export interface StreamState extends FileHead {
  /** The bookmark before this run: true again when what the run staged is dropped. */
  readonly startBookmark: Bookmark | null;
  /** Data file, in the destination folder. */
  readonly file: string;
  readonly staging: Staging | null;
}

export interface Manifest extends Lineage {
  readonly writer: Writer | null;
  /** Committed length in bytes of each data file that a stream of `streams` writes. */
  readonly files: Readonly<Record<string, number>>;
  readonly streams: Readonly<Record<string, StreamState>>;
}

export const EMPTY_MANIFEST: Manifest = { commitId: '', ancestors: [], writer: null, files: {}, streams: {} };

export function streamKey(stateId: string, stream: string): string {
  return JSON.stringify([stateId, stream]);
}

/** The stream's state when the caller's epoch is the newest. Throws `FencedOut`, `SessionLost`. */
export function fencedState(manifest: Manifest, key: string, caller: Batch | FinishRequest): StreamState {
  return fencedHead(manifest.streams[key], caller, '.meltemi');
}

/** The manifest with a stream's new state, without the lengths of files that no stream writes any more. */
export function withStream(
  manifest: Manifest,
  key: string,
  state: StreamState,
  files: Readonly<Record<string, number>> = {},
): Manifest {
  const streams = { ...manifest.streams, [key]: state };
  const used = new Set(Object.values(streams).map((stream) => stream.file));
  const lengths = Object.entries({ ...manifest.files, ...files }).filter(([file]) => used.has(file));
  return { ...manifest, streams, files: Object.fromEntries(lengths) };
}

/** The stream that stages its rows in `file`, with its key. */
export function stagedIn(manifest: Manifest, file: string): readonly [string, StreamState, Staging] | null {
  for (const [key, state] of Object.entries(manifest.streams)) {
    if (state.staging?.file === file) return [key, state, state.staging];
  }
  return null;
}

/** Committed length in bytes; null for a file that the manifest does not know. */
export function committedBytes(manifest: Manifest, file: string): number | null {
  return stagedIn(manifest, file)?.[2].bytes ?? manifest.files[file] ?? null;
}

/**
 * The state of one `syncStream`: what continue-as-new carries, and the pure rules that move it.
 *
 * Pages are extracted in order and numbered 1, 2, 3, ...; batches may be confirmed in any order, but `loadedSeq`, the
 * loaded position and the bookmark only move when every batch before is confirmed too. So a crash loses at most what is
 * in flight, and the bookmark never covers a row that is not in the target.
 */
import type { LoadedBatch, PreparedStream } from './activity-io';
import { addFaults, type MapFaults } from './map-faults';
import type { Bookmark, Position } from './position';

export interface SyncState {
  readonly hostQueue: string;
  readonly epoch: number;
  readonly parallelLoads: boolean;
  /** Everything up to this batch is in the target. */
  readonly loadedSeq: number;
  readonly loadedPosition: Position;
  readonly bookmark: Bookmark | null;
  /** `loadedSeq` at the last write of the bookmarks. */
  readonly writtenSeq: number;
  readonly rows: number;
  readonly extractedRows: number;
  readonly bytes: number;
  readonly pages: number;
  readonly restarts: number;
  /** Restarts since a batch was last loaded: what counted before `restartsInVain`, and counts on in runs that are older. */
  readonly fruitlessRestarts: number;
  /** The last batch that any start has loaded; absent: none. */
  readonly furthestSeq?: number;
  /** Restarts since a batch was loaded that none had come to before; absent: none. */
  readonly restartsInVain?: number;
  readonly startedAtMs: number;
  readonly paused: boolean;
  readonly notes: readonly string[];
  readonly lastError: string | null;
  /** What the policy of maps did in the batches that are loaded; absent: nothing. */
  readonly faults?: MapFaults;
  /**
   * The same, by seq, of batches that are mapped and not known to be loaded: when a host is lost, the target may have taken one
   * without the workflow hearing of it.
   */
  readonly mappedFaults?: Readonly<Record<number, MapFaults>>;
  /** Pages of loaded batches that still lie in the store. */
  readonly discard: readonly string[];
}

/** A batch on its way: what was extracted and where it leads. */
export interface InFlight {
  readonly seq: number;
  readonly next: Position;
  readonly bookmark: Bookmark | null;
  readonly extractedRows: number;
  readonly bytes: number;
  /** Page keys that can be deleted once the batch is loaded. */
  readonly keys: readonly string[];
}

export function preparedState(prepared: PreparedStream, before: SyncState | null, nowMs: number): SyncState {
  return {
    hostQueue: prepared.hostQueue,
    epoch: prepared.epoch,
    parallelLoads: prepared.parallelLoads,
    loadedSeq: prepared.seq,
    loadedPosition: prepared.position,
    bookmark: prepared.bookmark,
    writtenSeq: before?.writtenSeq ?? prepared.seq,
    rows: prepared.rows,
    extractedRows: prepared.rows === 0 ? 0 : (before?.extractedRows ?? prepared.rows),
    bytes: before?.bytes ?? 0,
    pages: prepared.seq,
    restarts: before?.restarts ?? 0,
    fruitlessRestarts: before?.fruitlessRestarts ?? 0,
    furthestSeq: before?.furthestSeq ?? prepared.seq,
    restartsInVain: before?.restartsInVain ?? 0,
    startedAtMs: before?.startedAtMs ?? nowMs,
    paused: before?.paused ?? false,
    ...faultsUpTo(prepared.seq, before),
    notes: addNote(before?.notes ?? [], prepared.note),
    lastError: before?.lastError ?? null,
    // Another host's pages are swept there; this host's are deleted with the stream.
    discard: [],
  };
}

type Faults = Pick<SyncState, 'faults' | 'mappedFaults'>;

/** Notes what the policy of maps did in a batch that is yet to be loaded. */
export function withMapped(state: SyncState, seq: number, faults: MapFaults): SyncState {
  return { ...state, mappedFaults: { ...state.mappedFaults, [seq]: faults } };
}

/** What is known once everything up to `seq` is in the target; of batches behind it nothing is. */
function faultsUpTo(seq: number, before: SyncState | null): Faults {
  if (before === null || seq < before.loadedSeq) return {};
  const mapped = Object.entries(before.mappedFaults ?? {}).filter(([of]) => Number(of) <= seq);
  const faults = mapped.reduce((sum, [, each]) => addFaults(sum, each), before.faults ?? null);
  return faults === null ? {} : { faults };
}

/** Takes up those of one batch that is loaded. */
function withLoaded(state: SyncState, seq: number): Faults {
  const { [seq]: of, ...others } = state.mappedFaults ?? {};
  if (of === undefined) return {};
  const faults = addFaults(state.faults ?? null, of) ?? of;
  return { faults, mappedFaults: others };
}

/** Confirmed batches that wait for a predecessor, by seq. */
export type Confirmed = ReadonlyMap<number, { readonly batch: InFlight; readonly loaded: LoadedBatch }>;

/** Takes up all batches that follow `loadedSeq` without a gap; answers the new state and what still waits. */
export function advance(state: SyncState, confirmed: Confirmed): { state: SyncState; waiting: Confirmed } {
  const waiting = new Map(confirmed);
  let next = state;
  for (let entry = waiting.get(next.loadedSeq + 1); entry !== undefined; entry = waiting.get(next.loadedSeq + 1)) {
    const { batch, loaded } = entry;
    waiting.delete(batch.seq);
    next = {
      ...next,
      ...withLoaded(next, batch.seq),
      loadedSeq: batch.seq,
      loadedPosition: batch.next,
      bookmark: batch.bookmark ?? next.bookmark,
      rows: next.rows + loaded.rows,
      extractedRows: next.extractedRows + batch.extractedRows,
      bytes: next.bytes + batch.bytes,
      pages: next.pages + 1,
      fruitlessRestarts: 0,
      ...withFurthest(next, batch.seq),
      discard: [...next.discard, ...batch.keys],
    };
  }
  return { state: next, waiting };
}

/** A stream that starts over from its beginning loads again what it had loaded before, which is no progress. */
function withFurthest(state: SyncState, seq: number): Pick<SyncState, 'furthestSeq' | 'restartsInVain'> {
  return seq > (state.furthestSeq ?? 0) ? { furthestSeq: seq, restartsInVain: 0 } : {};
}

/** The state in which a stream starts over from what is loaded. */
export function restarted(state: SyncState, error: string, note: string): SyncState {
  return {
    ...state,
    restarts: state.restarts + 1,
    fruitlessRestarts: state.fruitlessRestarts + 1,
    restartsInVain: (state.restartsInVain ?? 0) + 1,
    lastError: error,
    notes: addNote(state.notes, note),
  };
}

/**
 * Restarts in a row that came no further than those before. Ten: with the waits of `restartDelayMs` that is some five
 * minutes of losing host after host, or of a tap that dies each time at the same place, which a person should look at.
 */
export const MAX_RESTARTS_IN_VAIN = 10;

/** Wait before a restart, in ms: none for the first of those in vain, then 1 s doubled up to one minute. */
export function restartDelayMs(inVain: number): number {
  return inVain <= 1 ? 0 : Math.min(60_000, 1000 * 2 ** (inVain - 2));
}

/** Keeps the first ten different notes: a receipt must stay small. */
function addNote(notes: readonly string[], note: string | null): readonly string[] {
  return note === null || notes.includes(note) || notes.length >= 10 ? notes : [...notes, note];
}

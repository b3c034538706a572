import fc from 'fast-check';
import {
  advance,
  MAX_FRUITLESS_RESTARTS,
  preparedState,
  restartDelayMs,
  restarted,
} from '../../../src/model/sync-state';
import type { InFlight, SyncState } from '../../../src/model/sync-state';

const prepared = preparedState(
  {
    hostQueue: 'meltemi@host',
    epoch: 1,
    seq: 0,
    rows: 0,
    position: { kind: 'start', bookmark: null },
    bookmark: null,
    parallelLoads: true,
    note: null,
  },
  null,
  1000,
);

const batch = (seq: number): InFlight => ({
  seq,
  next: { kind: 'cursor', cursor: seq },
  bookmark: { replicationKey: 'id', value: seq },
  extractedRows: 10,
  bytes: 100,
  keys: [`page-${seq}`],
});

function confirmAll(order: readonly number[]): SyncState[] {
  let state: SyncState = prepared;
  let waiting: Parameters<typeof advance>[1] = new Map();
  return order.map((seq) => {
    const confirmed = new Map(waiting).set(seq, { batch: batch(seq), loaded: { rows: 10, alreadyLoaded: false } });
    ({ state, waiting } = advance(state, confirmed));
    return state;
  });
}

test('the bookmark waits for every batch before it', () => {
  const states = confirmAll([2, 3, 1]);
  expect(states.map((state) => state.bookmark?.value ?? null)).toEqual([null, null, 3]);
});

test('any order of confirmations ends in the same state', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 6 }), (order) => {
      const last = confirmAll(order).at(-1);
      expect(last).toMatchObject({
        loadedSeq: 6,
        rows: 60,
        pages: 6,
        bytes: 600,
        loadedPosition: { kind: 'cursor', cursor: 6 },
      });
      expect(last?.discard).toEqual([1, 2, 3, 4, 5, 6].map((seq) => `page-${seq}`));
    }),
  );
});

test('the loaded position never goes back', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 1 }), (order) => {
      const seqs = confirmAll(order).map((state) => state.loadedSeq);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    }),
  );
});

test('a stream that never loads a batch is given up', () => {
  let state: SyncState | null = prepared;
  for (let i = 0; i < MAX_FRUITLESS_RESTARTS; i++) state = state && restarted(state, 'HostLost', 'moved');
  expect(state?.restarts).toBe(MAX_FRUITLESS_RESTARTS);
  expect(state && restarted(state, 'HostLost', 'moved')).toBeNull();
});

test('a loaded batch gives a stream new tries', () => {
  const tired = { ...prepared, fruitlessRestarts: MAX_FRUITLESS_RESTARTS };
  const { state } = advance(tired, new Map([[1, { batch: batch(1), loaded: { rows: 10, alreadyLoaded: false } }]]));
  expect(restarted(state, 'HostLost', 'moved')).not.toBeNull();
});

test('waits between restarts double up to a minute', () => {
  const waits = [0, 1, 2, 3, 8, 10].map((fruitlessRestarts) => restartDelayMs({ ...prepared, fruitlessRestarts }));
  expect(waits).toEqual([0, 0, 1000, 2000, 60_000, 60_000]);
});

import fc from 'fast-check';
import type { PreparedStream } from '../../../src/model/activity-io';
import { advance, MAX_RESTARTS_IN_VAIN, preparedState, restartDelayMs, restarted } from '../../../src/model/sync-state';
import type { Confirmed, InFlight, SyncState } from '../../../src/model/sync-state';

const FROM_THE_START: PreparedStream = {
  hostQueue: 'meltemi@host',
  epoch: 1,
  seq: 0,
  rows: 0,
  position: { kind: 'start', bookmark: null },
  bookmark: null,
  parallelLoads: true,
  note: null,
};
const prepared = preparedState(FROM_THE_START, null, 1000);

const batch = (seq: number): InFlight => ({
  seq,
  next: { kind: 'cursor', cursor: seq },
  bookmark: { replicationKey: 'id', value: seq },
  extractedRows: 10,
  bytes: 100,
  keys: [`page-${seq}`],
});

const confirmed = (seq: number) => ({ batch: batch(seq), loaded: { rows: 10, alreadyLoaded: false } });
const loadedUpTo = (last: number): Confirmed =>
  new Map(Array.from({ length: last }, (_, index) => [index + 1, confirmed(index + 1)]));

function confirmAll(order: readonly number[]): SyncState[] {
  let state: SyncState = prepared;
  let waiting: Parameters<typeof advance>[1] = new Map();
  return order.map((seq) => {
    ({ state, waiting } = advance(state, new Map(waiting).set(seq, confirmed(seq))));
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
  let state: SyncState = prepared;
  for (let i = 0; i < MAX_RESTARTS_IN_VAIN; i++) state = restarted(state, 'HostLost', 'moved');
  expect(state.restarts).toBe(MAX_RESTARTS_IN_VAIN);
  expect(state.restartsInVain).toBe(MAX_RESTARTS_IN_VAIN);
});

test('a loaded batch gives a stream new tries', () => {
  const tired = { ...prepared, restartsInVain: MAX_RESTARTS_IN_VAIN };
  expect(advance(tired, loadedUpTo(1)).state.restartsInVain).toBe(0);
});

test('but not one that it had loaded before it started over from its beginning', () => {
  const first = advance(prepared, loadedUpTo(2)).state;
  const again = preparedState(FROM_THE_START, restarted(first, 'SessionLost', 'again'), 0);
  expect(again.loadedSeq).toBe(0);
  const same = advance(again, loadedUpTo(2)).state;
  expect(same.restartsInVain).toBe(1);
  expect(advance(same, new Map([[3, confirmed(3)]])).state.restartsInVain).toBe(0);
});

test('waits between restarts double up to a minute', () => {
  expect([0, 1, 2, 3, 8, 10].map(restartDelayMs)).toEqual([0, 0, 1000, 2000, 60_000, 60_000]);
});

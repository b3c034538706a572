/** Streams of a pipe side by side: who reads what, and the one state of them all. */
import { LaneStates } from '../../../src/processes/pipe/lane-states';
import { shareOut } from '../../../src/processes/pipe/share-out';

test.each([
  [
    ['a', 'b', 'c', 'd', 'e'],
    2,
    [
      ['a', 'c', 'e'],
      ['b', 'd'],
    ],
  ],
  [['a', 'b'], 4, [['a'], ['b']]],
  [['a', 'b'], 1, [['a', 'b']]],
  [[], 4, []],
])('streams %j in %d lanes are %j', (streams, most, lanes) => {
  expect(shareOut(streams, most)).toEqual(lanes);
});

const GIVEN = {
  bookmarks: { a: { id: 1 }, b: { id: 1, progress_markers: {} }, gone: { id: 9 } },
  currently_syncing: 'a',
  tool: { version: 1 },
};
const LANES = [['a'], ['b']];

test('a stream is at what its own lane says, whatever the others were told at the start', () => {
  const states = new LaneStates(GIVEN, LANES);
  // The tap of the second lane has cleaned the state that it was given.
  expect(states.take(1, { ...GIVEN, bookmarks: { a: {}, b: { id: 5 }, gone: { id: 9 } } })).toEqual({
    bookmarks: { a: { id: 1 }, b: { id: 5 }, gone: { id: 9 } },
    tool: { version: 1 },
  });
  expect(states.take(0, { ...GIVEN, bookmarks: { a: { id: 7 }, b: { id: 1 } } })).toEqual({
    bookmarks: { a: { id: 7 }, b: { id: 5 }, gone: { id: 9 } },
    tool: { version: 1 },
  });
});

test('what belongs to no stream of a lane is taken from the lane that changed it', () => {
  const states = new LaneStates(GIVEN, LANES);
  states.take(0, { ...GIVEN, bookmarks: { ...GIVEN.bookmarks, 'a.children': { id: 3 } } });
  expect(states.take(1, { ...GIVEN, tool: { version: 2 } })).toEqual({
    bookmarks: { a: { id: 1 }, b: { id: 1, progress_markers: {} }, gone: { id: 9 }, 'a.children': { id: 3 } },
    tool: { version: 2 },
  });
});

test('a state without `bookmarks` has the streams at its top', () => {
  const states = new LaneStates({}, LANES);
  expect(states.take(0, { a: '2024' })).toEqual({ a: '2024' });
  expect(states.take(1, { b: '2025' })).toEqual({ a: '2024', b: '2025' });
  expect(states.take(1, { a: '1999', b: '2026' })).toEqual({ a: '2024', b: '2026' });
});

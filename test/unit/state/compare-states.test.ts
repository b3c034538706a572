import type { StateBookmarks } from '../../../src/model/activity-io';
import { clearedBookmarks, editedBookmarks } from '../../../src/model/bookmarks';
import { EMPTY_DOCUMENT } from '../../../src/model/state-document';
import { compareStates } from '../../../src/state/compare-states';
import { documentHash } from '../../../src/state/state-backend';

const PLACE = 's3://bucket/prefix';
const documentOf = (v: number) => ({ completed: { singer_state: { bookmarks: { a: { v } } } }, partial: {} });
const durable = (v: number, more: Partial<StateBookmarks> = {}): StateBookmarks => ({
  ...editedBookmarks({ document: documentOf(v), editId: 'e' }),
  ...more,
});
const mirrored = (v: number, place = PLACE) => ({ mirrored: { place, hash: documentHash(documentOf(v)) } });
const stored = (v: number, modifiedAtMs: number | null = null) => ({ document: documentOf(v), modifiedAtMs });
const verdict = (state: StateBookmarks, there: Parameters<typeof compareStates>[2]) =>
  compareStates('dev:a', state, there, PLACE);

test('a state that only the backend has is the first one', () => {
  expect(verdict({ streams: {} }, stored(1))).toEqual({ verdict: 'seed', note: null });
});

test('nothing in the backend, or nothing of use, changes nothing', () => {
  expect(verdict({ streams: {} }, null)).toEqual({ verdict: 'keep', note: null });
  expect(verdict({ streams: {} }, { document: EMPTY_DOCUMENT, modifiedAtMs: 1 })).toEqual({
    verdict: 'keep',
    note: null,
  });
});

test('the copy as we wrote it changes nothing, however old', () => {
  expect(verdict(durable(2, mirrored(1)), stored(1))).toEqual({ verdict: 'keep', note: null });
});

test('the same state in another order of keys is the same', () => {
  const there = { document: { partial: {}, completed: documentOf(2).completed }, modifiedAtMs: null };
  expect(verdict(durable(2), there)).toEqual({ verdict: 'keep', note: null });
});

test('a copy that another program changed since we wrote it is newer, and that is said', () => {
  const result = verdict(durable(1, mirrored(1)), stored(5));
  expect(result.verdict).toBe('adopt');
  expect(result.note).toContain(`The state of \`dev:a\` in ${PLACE} was changed by another program`);
});

test.each([
  ['adopt', 2000],
  ['keep', 500],
  ['keep', null],
] as const)('when both changed, the later one counts: %s for a copy of %s', (expected, modifiedAtMs) => {
  const result = verdict(durable(2, { ...mirrored(1), changedAtMs: 1000 }), stored(5, modifiedAtMs));
  expect(result.verdict).toBe(expected);
  expect(result.note).not.toBeNull();
});

test('a backend that is new to a state is compared by time', () => {
  const state = durable(2, { ...mirrored(1, 'file:///elsewhere'), changedAtMs: 1000 });
  expect(verdict(state, stored(1, 2000)).verdict).toBe('adopt');
  expect(verdict(state, stored(1, 500)).verdict).toBe('keep');
});

test('a copy that is gone does not make anybody forget, and that is said', () => {
  const result = verdict(durable(1, mirrored(1)), null);
  expect(result).toMatchObject({ verdict: 'keep', note: expect.stringContaining('has lost the state') as string });
});

test('a state that was cleared is not taken over again', () => {
  const state = { ...clearedBookmarks(durable(1, mirrored(1)), 'e2'), changedAtMs: 3000 };
  expect(verdict(state, stored(1, 2000)).verdict).toBe('keep');
});

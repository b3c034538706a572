import { parseSingerState, toSingerState } from '../../../src/cli/output/singer-state';

test('a state is printed with the words of Singer', () => {
  const state = {
    streams: {
      'public-orders': { bookmark: { replicationKey: 'updated_at', value: '2026-01-02' }, runId: 'r', seq: 7 },
    },
  };
  expect(toSingerState(state)).toEqual({
    singer_state: {
      bookmarks: { 'public-orders': { replication_key: 'updated_at', replication_key_value: '2026-01-02' } },
    },
  });
});

test('what was printed can be set again, boundary included', () => {
  const state = {
    streams: {
      a: { bookmark: { replicationKey: 'id', value: 12, boundary: ['x', { y: 1 }] } },
      b: { bookmark: null },
    },
  };
  expect(parseSingerState(JSON.stringify(toSingerState(state)))).toEqual(state);
});

test('a state without the outer `singer_state` is taken too', () => {
  const parsed = parseSingerState('{"bookmarks": {"a": {"replication_key": "id", "replication_key_value": 1}}}');
  expect(parsed).toEqual({ streams: { a: { bookmark: { replicationKey: 'id', value: 1 } } } });
});

test.each([
  ['not json', 'It is not JSON.'],
  ['{}', 'It has no object `bookmarks`.'],
  ['{"bookmarks": []}', 'It has no object `bookmarks`.'],
  ['{"bookmarks": {"a": 1}}', 'The bookmark of `a` is not an object.'],
  ['{"bookmarks": {"a": {"replication_key_value": 1}}}', 'The bookmark of `a` has no text `replication_key`.'],
  [
    '{"bookmarks": {"a": {"replication_key": "id"}}}',
    'The bookmark of `a` has no text or number `replication_key_value`.',
  ],
])('%s is refused', (text, reason) => expect(() => parseSingerState(text)).toThrow(reason));

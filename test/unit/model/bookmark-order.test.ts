import { isFurther } from '../../../src/model/bookmark-order';

const at = (value: string | number) => ({ replicationKey: 'k', value });

test.each([
  [5, 4, true],
  [4, 5, false],
  [5, 5, false],
  ['9007199254740993', '9007199254740992', true],
  [10, '9', true],
  ['2026-01-02T00:00:00', '2026-01-01T23:59:59+00:00', true],
  ['2026-01-01T02:00:00+02:00', '2026-01-01T00:00:00Z', false],
  ['2026-01-02', '2026-01-01 10:00:00', true],
  ['b', 'a', false],
  ['2026-01-02', 5, false],
])('%s is further than %s: %s', (a, b, expected) => {
  expect(isFurther(at(a), at(b))).toBe(expected);
});

test('something is further than nothing, and another key than none', () => {
  expect(isFurther(at(1), null)).toBe(true);
  expect(isFurther(null, at(1))).toBe(false);
  expect(isFurther(at(2), { replicationKey: 'other', value: 1 })).toBe(false);
});

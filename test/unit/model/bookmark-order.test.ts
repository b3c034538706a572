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
  ['2026-01-01T00:00:00.0000002Z', '2026-01-01T00:00:00.0000001Z', true],
  ['2026-01-01T00:00:00.00015Z', '2026-01-01T00:00:00.0001Z', true],
  ['2026-01-01T00:00:00.10Z', '2026-01-01T00:00:00.1Z', false],
  ['2026-01-01T00:00:00.1Z', '2026-01-01T00:00:00.10Z', false],
  ['1969-12-31T23:59:59.9Z', '1969-12-31T23:59:59.8Z', true],
  ['2026-13-45', '2026-01-01', false],
  ['2026-01-01t00:00:01z', '2026-01-01T00:00:00Z', true],
  ['2026-01-01 00:00:00+00', '2026-01-01 00:30:00+01', true],
  ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.9Z', true],
  ['2017-01-01T00:00:00.1Z', '2016-12-31T23:59:60Z', true],
  [1.5, 1.25, true],
  [10.5, 9, true],
  [-1.25, -1.5, true],
  [-1.5, -1.25, false],
  [-1, -1.5, true],
  ['1700000000.000200', '1700000000.0001', true],
  ['12345678901234567.12', '12345678901234567.11', true],
  [1e21, 5, true],
  [1e-7, 0, true],
  [2e300, 1e300, true],
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

import {
  formatBookmark,
  formatBytes,
  formatCount,
  formatMegabytes,
  formatRate,
  formatSeconds,
  plural,
} from '../../../src/cli/output/format';

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1234567, '1,234,567'],
  [1234567.6, '1,234,568'],
])('count %d is printed as %s', (value, text) => expect(formatCount(value)).toBe(text));

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [440_100_000, '440.1 MB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [1_250_000_000, '1.3 GB'],
  [5_000_000_000_000_000, '5000.0 TB'],
])('%d bytes are printed as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [0, '0.0'],
  [440_149_999, '440.1'],
  [1_234_567_890, '1,234.6'],
])('%d bytes are %s megabytes', (bytes, text) => expect(formatMegabytes(bytes)).toBe(text));

test.each([
  [0, '0.00 s'],
  [0.42, '0.42 s'],
  [0.996, '1.0 s'],
  [4.24, '4.2 s'],
  [9.96, '10 s'],
  [59.6, '1 min 00 s'],
  [125, '2 min 05 s'],
  [3599.7, '1 h 00 min'],
  [3725, '1 h 02 min'],
])('%d seconds are printed as %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

test('a rate without time is empty', () => {
  expect(formatRate(10, 0)).toBe('');
  expect(formatRate(1000, 0.5)).toBe('2,000');
});

test('a bookmark is printed as its key and value', () => {
  expect(formatBookmark({ replicationKey: 'updated_at', value: '2026-01-02T03:04:05' })).toBe(
    'updated_at = 2026-01-02T03:04:05',
  );
  expect(formatBookmark(null)).toBe('');
});

test('one thing is singular, none and many are plural', () => {
  expect([0, 1, 2].map((count) => plural(count, 'row'))).toEqual(['0 rows', '1 row', '2 rows']);
});

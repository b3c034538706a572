/** Ranges of blocks: every block is in exactly one, they are of about the same size, and what cannot be divided says why. */
import { blockConditions, reasonAgainstBlocks } from '../../../../src/taps/postgres/block-ranges';
import { rangeCount, type Storage } from '../../../../src/taps/postgres/storage';

/** From and to of each condition, as numbers. */
function bounds(conditions: readonly string[]): readonly (readonly [number, number])[] {
  return conditions.map((condition) => [
    Number(/ctid >= '\((\d+),0\)'/.exec(condition)?.[1] ?? 0),
    Number(/ctid < '\((\d+),0\)'/.exec(condition)?.[1] ?? Infinity),
  ]);
}

describe('block conditions', () => {
  test('four ranges of a table, open at both ends', () => {
    expect(blockConditions([1000], 4)).toEqual([
      "ctid < '(250,0)'",
      "ctid >= '(250,0)' and ctid < '(500,0)'",
      "ctid >= '(500,0)' and ctid < '(750,0)'",
      "ctid >= '(750,0)'",
    ]);
  });

  test.each([
    [[1000], 3],
    [[1000, 10, 10], 4],
    [[7], 16],
    [[100, 100, 100, 700], 5],
    [[123_456_789, 5], 16],
  ])('blocks %j in %i ranges: each follows the one before, with about as many blocks', (blocks, ranges) => {
    const found = bounds(blockConditions(blocks, ranges));
    expect(found[0]?.[0]).toBe(0);
    expect(found.at(-1)?.[1]).toBe(Infinity);
    expect(found.slice(1).map(([from]) => from)).toEqual(found.slice(0, -1).map(([, to]) => to));
    const total = blocks.reduce((sum, each) => sum + each, 0);
    const sizes = found.map(([from, to]) =>
      blocks.reduce((sum, each) => sum + Math.max(0, Math.min(each, to) - Math.min(each, from)), 0),
    );
    expect(sizes.reduce((sum, each) => sum + each, 0)).toBe(total);
    // A cut goes through all partitions at once, so a range may be off by a block of each.
    expect(sizes.every((size) => size <= total / ranges + 2 * blocks.length)).toBe(true);
  });

  test.each([[[], 4] as const, [[1], 4] as const, [[10], 1] as const])(
    'blocks %j in %i: no ranges',
    (blocks, ranges) => {
      expect(blockConditions(blocks, ranges).length).toBeLessThanOrEqual(2);
      expect(bounds(blockConditions(blocks, ranges)).every(([from, to]) => from < to)).toBe(true);
    },
  );
});

describe('what can be divided', () => {
  const heap: Storage = { blocks: [10], bytes: 81_920, indivisible: null, serverVersion: 140_000 };

  test('a table of a server since version 14', () => {
    expect(reasonAgainstBlocks(heap)).toBeNull();
    expect(reasonAgainstBlocks({ ...heap, serverVersion: 130_023 })).toBe('the server is older than PostgreSQL 14');
    expect(reasonAgainstBlocks({ ...heap, indivisible: 'it is a view' })).toBe('it is a view');
  });

  test.each([
    [0, 1],
    [16_384, 1],
    [16_385, 2],
    [1_000_000, 8],
  ])('%i bytes in pages of 16 KiB make %i of at most 8 ranges', (bytes, count) => {
    expect(rangeCount({ bytes }, 8, 16_384)).toBe(count);
  });
});

import { deliveryOf } from '../../../src/model/delivery';

test.each([
  ['append', 'gte', 'at least once'],
  ['upsert', 'gte', 'exact with key'],
  ['overwrite', 'gte', 'exact'],
  ['append', 'exact', 'exact'],
  ['append', 'gt', 'exact'],
] as const)('%s of an incremental stream that is compared by %s is %s', (loadMode, comparison, level) => {
  expect(deliveryOf(loadMode, { method: 'INCREMENTAL', replicationKey: 'id', comparison })).toBe(level);
});

test('a full table is exact', () => {
  expect(deliveryOf('append', { method: 'FULL_TABLE', snapshot: false })).toBe('exact');
});

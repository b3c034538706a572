import { clearedBookmarks, editedBookmarks, mergedBookmarks } from '../../../src/model/bookmarks';

const written = (seq: number, value = seq) => ({
  runId: 'run-1',
  streams: { orders: { bookmark: { replicationKey: 'id', value }, seq } },
});

test('a late write of the same run changes nothing', () => {
  const state = mergedBookmarks(mergedBookmarks({ streams: {} }, written(5)), written(3));
  expect(state.streams['orders']?.bookmark?.value).toBe(5);
});

test('another run may go back', () => {
  const state = mergedBookmarks(mergedBookmarks({ streams: {} }, written(5)), { ...written(1), runId: 'run-2' });
  expect(state.streams['orders']).toMatchObject({ runId: 'run-2', seq: 1 });
});

test('other streams are left alone', () => {
  const before = editedBookmarks({
    streams: { items: { bookmark: { replicationKey: 'id', value: 1 } } },
    editId: 'e1',
  });
  expect(mergedBookmarks(before, written(2)).streams['items']).toEqual(before.streams['items']);
});

test('a run keeps the edit that it started from, so that the edit is not taken up twice', () => {
  expect(mergedBookmarks(clearedBookmarks('e2'), written(1)).streams['orders']).toMatchObject({
    editId: 'e2',
    runId: 'run-1',
  });
});

test('a state of the wrong shape is refused with a sentence', () => {
  const wrong = { streams: { orders: { bookmark: { value: 1 } } }, editId: 'e1' } as never;
  expect(() => editedBookmarks(wrong)).toThrow('Bookmark of stream `orders` needs "replicationKey" and "value"');
});

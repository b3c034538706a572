import {
  clearedBookmarks,
  editedBookmarks,
  mergedBookmarks,
  mergedEdit,
  singerWritten,
  stateDocument,
} from '../../../src/model/bookmarks';
import type { SingerWrite } from '../../../src/model/bookmarks';
import type { JsonObject } from '../../../src/model/json';

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
  expect(mergedBookmarks(clearedBookmarks({ streams: {} }, 'e2'), written(1)).streams['orders']).toMatchObject({
    editId: 'e2',
    runId: 'run-1',
  });
});

test('a state of the wrong shape is refused with a sentence', () => {
  const wrong = { streams: { orders: { bookmark: { value: 1 } } }, editId: 'e1' } as never;
  expect(() => editedBookmarks(wrong)).toThrow('Bookmark of stream `orders` needs "replicationKey" and "value"');
});

const singer = (value: number) => ({ replication_key: 'id', replication_key_value: value });
const documentOf = (bookmarks: JsonObject, more: JsonObject = {}) => ({
  completed: { singer_state: { ...more, bookmarks } },
  partial: {},
});

describe('a document that a person sets', () => {
  test('gives native taps their bookmarks, and keeps what they cannot read', () => {
    const document = documentOf({ orders: singer(7), odd: { v: 1 }, seen: {} }, { x: 1 });
    const state = editedBookmarks({ document, editId: 'e1' });
    expect(state.streams).toEqual({
      orders: { bookmark: { replicationKey: 'id', value: 7 }, editId: 'e1' },
      seen: { bookmark: null, editId: 'e1' },
    });
    expect(stateDocument(state)).toEqual(document);
  });

  test('gives way, stream by stream, to what a native run loads later', () => {
    const document = documentOf({ orders: { ...singer(1), version: 5 }, odd: { v: 1 } });
    const state = mergedBookmarks(editedBookmarks({ document, editId: 'e1' }), written(9));
    expect(stateDocument(state)).toEqual(documentOf({ odd: { v: 1 }, orders: singer(9) }));
  });

  test('keeps an id that no double holds', () => {
    const big = { $number: '9007199254740993' };
    const document = documentOf({ orders: { replication_key: 'id', replication_key_value: big } });
    const state = editedBookmarks({ document, editId: 'e1' });
    expect(state.streams['orders']?.bookmark?.value).toBe('9007199254740993');
    expect(stateDocument(state)).toEqual(document);
  });
});

test('a state from before documents is told as one', () => {
  const boundary = [{ a: 1 }];
  const state = { streams: { orders: { bookmark: { replicationKey: 'id', value: 3, boundary }, runId: 'r', seq: 1 } } };
  const document = documentOf({ orders: { ...singer(3), meltemi_boundary: boundary } });
  expect(stateDocument(state)).toEqual(document);
  expect(editedBookmarks({ document, editId: 'e1' }).streams['orders']?.bookmark).toEqual(
    state.streams.orders.bookmark,
  );
});

describe('a part that a person merges', () => {
  test('stands beside the completed state and moves only the streams that it names', () => {
    const before = mergedBookmarks({ streams: {} }, written(5));
    const state = mergedEdit(before, { partial: { singer_state: { bookmarks: { items: singer(2) } } }, editId: 'e2' });
    expect(state.streams['orders']).toEqual(before.streams['orders']);
    expect(state.streams['items']).toEqual({ bookmark: { replicationKey: 'id', value: 2 }, editId: 'e2' });
    expect(stateDocument(state)).toEqual({
      completed: { singer_state: { bookmarks: { orders: singer(5) } } },
      partial: { singer_state: { bookmarks: { items: singer(2) } } },
    });
  });

  test('comes over an earlier part', () => {
    const one = mergedEdit(
      { streams: {} },
      { partial: { singer_state: { bookmarks: { b: { v: 2 } } } }, editId: 'e1' },
    );
    const two = mergedEdit(one, { partial: { singer_state: { bookmarks: { b: { w: 3 } } } }, editId: 'e2' });
    expect(two.document?.partial).toEqual({ singer_state: { bookmarks: { b: { v: 2, w: 3 } } } });
  });
});

describe('what a Singer target has confirmed', () => {
  const write = (part: Partial<SingerWrite>): SingerWrite => ({
    runId: 'r1',
    seq: 1,
    singerState: { bookmarks: { s: { id: 2 } } },
    strategy: 'overwrite',
    ...part,
  });

  test('is the whole state, and a late write changes nothing', () => {
    const before = singerWritten(
      editedBookmarks({ document: documentOf({ t: { v: 1 } }), editId: 'e' }),
      write({ seq: 2 }),
    );
    expect(stateDocument(before)).toEqual(documentOf({ s: { id: 2 } }));
    expect(singerWritten(before, write({ seq: 1, singerState: {} }))).toBe(before);
  });

  test('keeps the streams that the run had not selected', () => {
    const before = editedBookmarks({
      document: documentOf({ t: { v: 1 }, s: { id: 1 }, gone: { v: 0 } }),
      editId: 'e',
    });
    const state = singerWritten(before, write({ scope: ['s', 'gone'] }));
    expect(stateDocument(state)).toEqual(documentOf({ s: { id: 2 }, t: { v: 1 } }));
  });

  test('is a part when the strategy is to merge', () => {
    const before = editedBookmarks({ document: documentOf({ t: { v: 1 } }), editId: 'e' });
    expect(stateDocument(singerWritten(before, write({ strategy: 'merge' })))).toEqual({
      ...documentOf({ t: { v: 1 } }),
      partial: { singer_state: { bookmarks: { s: { id: 2 } } } },
    });
  });
});

import { EMPTY_DOCUMENT, mergedState, readDocument } from '../../../src/model/state-document';

const completed = { singer_state: { bookmarks: { a: { v: 1 }, b: { v: 1 } }, list: [1, 2] } };

test('the partial state is merged over the completed one: mappings deep, everything else replaced', () => {
  const partial = { singer_state: { bookmarks: { b: { w: 2 }, c: { v: 3 } }, list: [3] } };
  expect(mergedState({ completed, partial })).toEqual({
    singer_state: { bookmarks: { a: { v: 1 }, b: { v: 1, w: 2 }, c: { v: 3 } }, list: [3] },
  });
});

test('a scalar replaces a mapping', () => {
  expect(mergedState({ completed, partial: { singer_state: { bookmarks: 7 } } })).toMatchObject({
    singer_state: { bookmarks: 7 },
  });
});

test('a mapping over a value that is none is refused with its path', () => {
  const partial = { singer_state: { list: { k: 1 } } };
  expect(() => mergedState({ completed, partial })).toThrow('`singer_state.list` is a mapping in the partial state');
});

test('an empty mapping over a scalar changes nothing', () => {
  expect(mergedState({ completed: { n: 1 }, partial: { n: {} } })).toEqual({ n: 1 });
});

test.each([
  ['{"singer_state": {"x": 1}}', EMPTY_DOCUMENT],
  ['{}', EMPTY_DOCUMENT],
  ['[1]', EMPTY_DOCUMENT],
  ['null', EMPTY_DOCUMENT],
  ['{"completed": {"singer_state": {}}}', { completed: { singer_state: {} }, partial: {} }],
  ['{"completed": null, "partial": {"singer_state": {}}}', { completed: {}, partial: { singer_state: {} } }],
])('the file %s reads as a document', (text, document) => {
  expect(readDocument(JSON.parse(text) as never)).toEqual(document);
});

test('a stream named like what every object has is a stream', () => {
  const document = readDocument(
    JSON.parse('{"completed": {"__proto__": {"x": 1}}, "partial": {"__proto__": {"y": 2}}}') as never,
  );
  expect(JSON.stringify(mergedState(document))).toBe('{"__proto__":{"x":1,"y":2}}');
});

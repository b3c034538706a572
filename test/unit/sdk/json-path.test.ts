import type { JsonValue } from '../../../src/model/json';
import { firstAt, valuesAt } from '../../../src/sdk/json-path';

const ANSWER: JsonValue = {
  data: [{ id: 1, tags: ['a', 'b'] }, { id: 2, tags: [] }, 7],
  'odd name': { next: 'n' },
  nothing: null,
};

test.each([
  ['$', [ANSWER]],
  ['$.data[*].id', [1, 2]],
  ['$.data[0].tags[1]', ['b']],
  ['$.data[9]', []],
  ['$.data.id', []],
  ['$.data.length', []],
  ["$['odd name'].next", ['n']],
  ['$["odd name"].*', ['n']],
  ['$.nothing', [null]],
  ['$.nothing.more', []],
  ['$.toString', []],
  ['$.data[?@.id > 1].id', [2]],
  ['$..id', [1, 2]],
  ['$.data[-1:]', [7]],
] as const)('%s', (path, expected) => {
  expect(valuesAt(ANSWER, path)).toEqual(expected);
});

test('the first value, or null', () => {
  expect(firstAt(ANSWER, '$.data[*].id')).toBe(1);
  expect(firstAt(ANSWER, '$.none')).toBeNull();
});

test('a path that is none is named', () => {
  expect(() => valuesAt(ANSWER, '$.data[')).toThrow(/JSONPath `\$\.data\[` cannot be read/);
  expect(() => valuesAt(ANSWER, 'data')).toThrow(/JSONPath `data`/);
});

test('a million values in one list', () => {
  const data = Array.from({ length: 1_000_000 }, (_, id) => ({ id }));
  expect(valuesAt({ data }, '$.data[*]')).toHaveLength(1_000_000);
});

test('what is too deep or too much for a search is told', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as JsonValue;
  expect(() => valuesAt(deep, '$..id')).toThrow(/too large or too deep for the JSONPath `\$\.\.id`/);
  expect(valuesAt(deep, '$[*]')).toHaveLength(1);
});

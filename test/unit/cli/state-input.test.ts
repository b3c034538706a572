import { parseExport, parseState } from '../../../src/cli/commands/state-input';

test('a state is an object with `singer_state`', () => {
  expect(parseState('{"singer_state": {"x": 1}}', true)).toEqual({ singer_state: { x: 1 } });
});

test.each([
  ['not json', 'It is not JSON'],
  ['[]', 'It is not an object.'],
  ['{}', 'It has no `singer_state` at its top.'],
  ['{"bookmarks": {}}', 'Put what you have below that key.'],
])('%s is refused', (text, reason) => expect(() => parseState(text, true)).toThrow(reason));

test('without validation any object is a state', () => {
  expect(parseState('{"x": 1}', false)).toEqual({ x: 1 });
  expect(() => parseState('5', false)).toThrow('It is not an object.');
});

test('an export is read back, missing parts as empty ones', () => {
  expect(parseExport('{"a": {"completed": {"singer_state": {}}}, "b": {}}')).toEqual([
    ['a', { completed: { singer_state: {} }, partial: {} }],
    ['b', { completed: {}, partial: {} }],
  ]);
});

test('a single state is no export', () => {
  expect(() => parseExport('{"singer_state": {"bookmarks": {}}}')).toThrow('`singer_state` has neither');
});

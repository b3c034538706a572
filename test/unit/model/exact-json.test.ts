import { compactExact, parseExact, stringifyExact } from '../../../src/model/exact-json';

test.each([
  '9223372036854775807',
  '1.0',
  '-0.10',
  '1e400',
  '0.1',
  '12',
  '-7',
  '1E5',
  '123456789012345678901234567890.5',
])('the number %s keeps its digits', (number) =>
  expect(stringifyExact(parseExact(`{"a": [${number}]}`))).toBe(`{\n  "a": [\n    ${number}\n  ]\n}`),
);

test('digits inside a text are no number', () => {
  const text = '{\n  "9007199254740993": "is \\"9007199254740993\\" or 1.0, \\\\"\n}';
  expect(stringifyExact(parseExact(text))).toBe(text);
});

test('all but ASCII is escaped, as Python does it', () =>
  expect(stringifyExact({ größe: 'a\u007fé😀' })).toBe('{\n  "gr\\u00f6\\u00dfe": "a\\u007f\\u00e9\\ud83d\\ude00"\n}'));

test.each(['', 'not json', '{"a": 1', '{"a": 01}', '[1,]'])('%j is refused', (text) =>
  expect(() => parseExact(text)).toThrow(SyntaxError),
);

test.each(['x', '\\n', '\\"'])('a string of ten million times %s is no trouble beside a long number', (part) => {
  const text = `{"text":"${part.repeat(10_000_000)}","n":12345678901234567890}`;
  expect(compactExact(parseExact(text)) === text).toBe(true);
});

test('a text that begins as a kept number does stays a text', () => {
  const text = '{"a":"\u{10FFFF}1,x"}';
  expect(compactExact(parseExact(text))).toBe(text);
});

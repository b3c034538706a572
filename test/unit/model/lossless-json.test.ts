import fc from 'fast-check';
import type { JsonValue } from '../../../src/model/json';
import { jsonText, keptNumber, parseByValue, parseJson } from '../../../src/model/lossless-json';

test.each([
  '12345678901234567890',
  '{"v":1.0,"w":[1e5,-0,0.1,1E400]}',
  '{"a":"12345678901234567890","b":"\\"1.0"}',
  '{"1.0":{"1.0":1.0}}',
  '{"__proto__":{"v":1.0},"constructor":2}',
])('%s comes out as it went in', (text) => {
  expect(jsonText(parseJson(text))).toBe(text);
});

test('any JSON survives', () => {
  const check = (value: JsonValue): void => {
    const text = JSON.stringify(value);
    expect(jsonText(parseJson(text))).toBe(text);
  };
  fc.assert(fc.property(fc.jsonValue() as fc.Arbitrary<JsonValue>, check));
});

test('numbers that a double holds stay numbers, others are kept as text', () => {
  expect(parseJson('[1, 2.5, 9007199254740993]')).toEqual([1, 2.5, { $number: '9007199254740993' }]);
  expect(keptNumber(parseJson('9007199254740993'))).toBe('9007199254740993');
  expect(keptNumber(7)).toBeNull();
});

test('an indented text has its numbers too', () => {
  expect(jsonText(parseJson('{"v":1.0}'), 2)).toBe('{\n  "v": 1.0\n}');
});

test.each(['x', '\\n', '\\"'])('a string of ten million times %s is no trouble beside a long number', (part) => {
  const string = `"${part.repeat(10_000_000)}"`;
  const { n, text } = parseJson(`{"text":${string},"n":12345678901234567890}`) as { n: JsonValue; text: string };
  expect(keptNumber(n)).toBe('12345678901234567890');
  expect(JSON.stringify(text) === string).toBe(true);
});

test.each(['{', '{"a": 01}', '[1.]', 'NaN', ''])('%s is no JSON', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

describe('numbers by their value', () => {
  it.each([
    ['12.10', 12.1],
    ['1e3', 1000],
    ['0.14285714285714285', 0.14285714285714285],
    ['9007199254740993', { $number: '9007199254740993' }],
    ['12345678901234567.1', { $number: '12345678901234567.1' }],
    ['1e400', { $number: '1e400' }],
    ['-0.00000000000000000000001', -1e-23],
  ])('%s', (text, expected) => {
    expect(parseByValue(`{"a":[${text}]}`)).toEqual({ a: [expected] });
  });

  it('leaves texts alone', () => {
    const text = '{"a":"x 12345678901234567890, 1e999","b":12345678901234567890}';
    expect(parseByValue(text)).toEqual({ a: 'x 12345678901234567890, 1e999', b: { $number: '12345678901234567890' } });
  });

  it('throws for what is no JSON', () => {
    expect(() => parseByValue('{"a":12345678901234567890')).toThrow(SyntaxError);
  });
});

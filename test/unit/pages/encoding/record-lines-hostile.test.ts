/** Values that a page cannot hold, or holds only when nothing touches their digits. */
import type { JsonObject } from '../../../../src/model/json';
import { parseByValue } from '../../../../src/model/lossless-json';
import { recordLines } from '../../../../src/pages/encoding/record-lines';

const line = recordLines({
  columns: [
    { name: 'n', schema: { type: 'number' }, nullable: true },
    { name: 'text', schema: { type: 'string' }, nullable: true },
    { name: 'more', schema: { type: 'object' }, nullable: true },
  ],
  keyProperties: [],
});

test.each(['9007199254740993', '-9007199254740993', '1e400', '-0', '0.1', '12345678901234567.25', '1e-400'])(
  'the number %s keeps its text',
  (text) => {
    expect(line(parseByValue(`{"n":${text}}`) as JsonObject).split('\t')[0]).toBe(text);
  },
);

test('half a character is an error that names its column, a whole one is none', () => {
  expect(() => line(JSON.parse('{"text":"a\\ud83d"}') as JsonObject)).toThrow(/column `text` has half a character/);
  expect(line(JSON.parse('{"text":"\\ud83d\\ude00"}') as JsonObject)).toContain('😀');
  // In JSON it stays the escape that it was.
  expect(line(JSON.parse('{"more":{"a":"\\ud83d"}}') as JsonObject)).toContain('\\\\ud83d');
});

test('a value that is too deep to be written is told by its column', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(() => line(JSON.parse(`{"more":${deep}}`) as JsonObject)).toThrow(/column `more` is too large or too deep/);
});

test('a record of a million keys', () => {
  const keys = Array.from({ length: 1_000_000 }, (_, key) => `"key ${key}":${key}`);
  expect(line(JSON.parse(`{"text":"x",${keys.join(',')}}`) as JsonObject)).toContain('x');
});

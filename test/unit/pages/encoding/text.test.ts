import fc from 'fast-check';
import { MeltemiError } from '../../../../src/model/errors';
import { RowSplitter } from '../../../../src/pages/encoding/row-splitter';
import { decodeField, escapeField, scanLine, unescapeField } from '../../../../src/pages/encoding/text';

const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\\', '\n', '\r', '\t', '\b', '\f', '\v', 'N', '\\N', 'x41', '101', '"'),
    fc.string({ unit: 'grapheme' }),
  ),
});
const line = (fields: readonly (string | null)[]): string =>
  fields.map((f) => (f === null ? '\\N' : escapeField(f))).join('\t') + '\n';

test('every text comes back from its field, and a field holds no raw tab or line end', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const field = escapeField(text);
      expect(field).not.toMatch(/[\t\n\r]/);
      expect(unescapeField(field)).toBe(text);
    }),
  );
});

test('octal and hexadecimal escapes name bytes', () => {
  expect(unescapeField('\\303\\251 \\xc3\\xa9 \\x4A \\7 \\q')).toBe('é é J \u0007 q');
});

test('a line gives back its fields, nulls apart from empty texts and from the text \\N', () => {
  fc.assert(
    fc.property(fc.array(fc.option(nasty), { minLength: 1, maxLength: 6 }), (fields) => {
      const buffer = Buffer.from('x\n' + line(fields) + 'y\n');
      const bounds = new Int32Array(fields.length + 1);
      scanLine(buffer, 2, bounds);
      const read = fields.map((_, i) => decodeField(buffer, bounds[i] ?? 0, (bounds[i + 1] ?? 0) - 1));
      expect(read).toEqual(fields);
      expect(buffer.toString('utf8', bounds[fields.length])).toBe('y\n');
    }),
  );
});

test.each([
  ['too few fields', 'a\n'],
  ['too many fields', 'a\tb\tc\n'],
  ['no line end', 'a\tb'],
])('a line with %s is refused', (_, text) => {
  expect(() => scanLine(Buffer.from(text), 0, new Int32Array(3))).toThrow(MeltemiError);
});

test('blocks are whole lines and together the input, wherever the chunks are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 9 })), fc.array(fc.nat(20)), (lines, cuts) => {
      const input = Buffer.from(lines.map((text) => escapeField(text) + '\n').join(''));
      const splitter = new RowSplitter();
      const blocks: Buffer[] = [];
      let at = 0;
      for (const cut of [...cuts, input.length]) {
        blocks.push(...splitter.push(input.subarray(at, at + cut)));
        at += cut;
      }
      blocks.push(...splitter.push(input.subarray(at)));
      splitter.end();
      expect(blocks.every((block) => block.at(-1) === 10)).toBe(true);
      expect(Buffer.concat(blocks).equals(input)).toBe(true);
    }),
  );
});

test('a line inside a chunk is not copied', () => {
  const chunk = Buffer.from('a\nb\n');
  const [block] = new RowSplitter().push(chunk);
  expect(block?.buffer).toBe(chunk.buffer);
});

test('a rest without line end is refused at the end', () => {
  const splitter = new RowSplitter();
  splitter.push(Buffer.from('a\nb'));
  expect(() => splitter.end()).toThrow('middle of a line');
});

import fc from 'fast-check';
import { renderTable } from '../../../src/cli/output/table';
import { cut, printable, textWidth } from '../../../src/cli/output/text-width';

const COLUMNS = [
  { title: 'stream', minWidth: 8 },
  { title: 'rows', align: 'right' as const },
  { title: 'note', minWidth: 6 },
];

test('columns are aligned and no line ends in blanks', () => {
  const lines = renderTable(
    COLUMNS,
    [
      ['public-orders', '1,000', 'fine'],
      ['a', '', ''],
    ],
    { width: 80 },
  );
  expect(lines).toEqual(['stream          rows  note', 'public-orders  1,000  fine', 'a']);
});

test('a column that may give is cut with an ellipsis', () => {
  const lines = renderTable(COLUMNS, [['public-orders-of-the-year', '1,000', 'x']], { width: 24 });
  expect(lines[1]).toBe('public-ord…  1,000  x');
});

test('styles do not move columns', () => {
  const style = (text: string): string => `<${text}>`;
  const [, line] = renderTable(COLUMNS, [[{ text: 'a', style }, '5', 'b']], { width: 80, titleStyle: style });
  expect(line).toBe('<a>          5  b');
});

test('a table never becomes wider than the width while its columns can give', () => {
  const text = fc.string({ maxLength: 40, unit: 'grapheme' });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), fc.integer({ min: 30, max: 90 }), (rows, width) => {
      const cells = rows.map(([name, note]) => [name, '7', note]);
      for (const line of renderTable(COLUMNS, cells, { width })) expect(textWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});

test('an escape sequence in a name does not reach the terminal', () => {
  expect(printable('a\u001b[2Jb\nc')).toBe('a [2Jb c');
});

test('wide characters count twice and are never cut in half', () => {
  expect(textWidth('日本')).toBe(4);
  expect(cut('日本語', 4)).toBe('日…');
  expect(cut('abc', 3)).toBe('abc');
});

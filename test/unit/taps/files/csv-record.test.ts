/** The rules of Python's `csv.reader`, case by case; what is expected was taken from it. */
import { csvRecord } from '../../../../src/taps/files/csv/csv-record';
import type { Dialect } from '../../../../src/taps/files/csv/dialect';

const USUAL: Dialect = {
  delimiter: ',',
  quote: '"',
  escape: null,
  doubleQuote: true,
  skipInitialSpace: false,
  strict: false,
};

function rows(text: string, dialect: Partial<Dialect> = {}): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  for (let at = 0; at < text.length;) {
    const record = csvRecord(text, at, true, { ...USUAL, ...dialect });
    if (record === null) throw new Error('no record at the end of a file');
    found.push(record.fields);
    at = record.end;
  }
  return found;
}

test.each<[string, string, Partial<Dialect>, readonly (readonly string[])[]]>([
  [
    'plain',
    'a,b\n1,2\n',
    {},
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'without a last line end',
    'a,b\r\n1,',
    {},
    [
      ['a', 'b'],
      ['1', ''],
    ],
  ],
  ['blank lines', '\n\r\na\n', {}, [[], [], ['a']]],
  ['quoted', '"a,b","c""d"\n', {}, [['a,b', 'c"d']]],
  ['line ends in quotes', '"a\nb","c\r\nd",e\r\nf\n', {}, [['a\nb', 'c\r\nd', 'e'], ['f']]],
  ['an empty quoted field', '""\n"",\n', {}, [[''], ['', '']]],
  ['a quote inside a bare field', 'a"b,c\n', {}, [['a"b', 'c']]],
  [
    'text behind a closing quote',
    '"a"b,c\n"x""y"z,w\n',
    {},
    [
      ['ab', 'c'],
      ['x"yz', 'w'],
    ],
  ],
  ['a carriage return inside a field', 'a\rb,c\n', { quote: null }, [['a\rb', 'c']]],
  ['another delimiter and quote', "'a;b';c\n", { delimiter: ';', quote: "'" }, [['a;b', 'c']]],
  ['no quotes at all', '"a",b\n', { quote: null }, [['"a"', 'b']]],
  ['an escape', 'a\\,b,c\n', { escape: '\\' }, [['a,b', 'c']]],
  ['an escaped quote', '"a\\"b",c\n', { escape: '\\', doubleQuote: false }, [['a"b', 'c']]],
  ['an escaped line end', 'a\\\nb,c\nd\n', { escape: '\\' }, [['a\nb', 'c'], ['d']]],
  ['blanks behind a delimiter', 'a, "b, c", d\n', { skipInitialSpace: true }, [['a', 'b, c', 'd']]],
  ['a blank in front of a quote', 'a, "b"\n', {}, [['a', ' "b"']]],
  ['wide characters', '"ä€","😀"\n', {}, [['ä€', '😀']]],
])('%s', (_title, text, dialect, expected) => expect(rows(text, dialect)).toEqual(expected));

test('a text that ends in the middle of a record asks for more, wherever it is cut', () => {
  const text = 'a,"b\r\n""c""",d\r\n';
  for (let end = 1; end < text.length; end += 1) expect(csvRecord(text.slice(0, end), 0, false, USUAL)).toBeNull();
  expect(csvRecord(text, 0, false, USUAL)).toEqual({ fields: ['a', 'b\r\n"c"', 'd'], end: text.length, newlines: 2 });
});

test('a quote that is never closed, and in strict files text behind one, is broken', () => {
  expect(() => rows('a,"b\nc\n')).toThrow('never closed');
  expect(() => rows('"a"b\n', { strict: true })).toThrow('behind a closing quote');
});

/** Results that Python 3.11 and simpleeval 1.0.8 gave for these texts, as `repr` shows them. */
import { reprOfExpression } from './evaluate';
import { failureOf } from './failure';

const CASES: readonly (readonly [string, string])[] = [
  ['-7 // 2', '-4'],
  ['-7 % 3', '2'],
  ['7 % -3', '-2'],
  ['7 / 2', '3.5'],
  ['1e16 // 3', '3333333333333333.0'],
  ['2 ** 100', '1267650600228229401496703205376'],
  ['2 ** -1', '0.5'],
  ['-2 ** 2', '-4'],
  ['True + True', '2'],
  ['True & False', 'False'],
  ['~5', '-6'],
  ['9007199254740992 + 1', '9007199254740993'],
  ['1 < 2 < 3', 'True'],
  ['(1 < 3) < 2', 'True'],
  ['0.1 + 0.2', '0.30000000000000004'],
  ['1e16', '1e+16'],
  ['1e-5', '1e-05'],
  ['100.0', '100.0'],
  ["int(' 4_2 ')", '42'],
  ["int('-0x1f', 16)", '-31'],
  ['int(-1.9)', '-1'],
  ["float('1_0e2')", '1000.0'],
  ["bool('false')", 'True'],
  ['str(None) + str(True)', "'NoneTrue'"],
  ["str(['a', 1, None])", '"[\'a\', 1, None]"'],
  ["'😀é'[0]", "'😀'"],
  ["'a😀b'[::-1]", "'b😀a'"],
  ["'abc'[-2:]", "'bc'"],
  ["'abc'[5:]", "''"],
  ["'it''s'", "'its'"],
  ['"it\'s a test".title()', '"It\'S A Test"'],
  ["'Straße'.upper()", "'STRASSE'"],
  ["'  a b  c '.split()", "['a', 'b', 'c']"],
  ["'  a b\\tc '.rsplit(None, 1)", "['  a b', 'c']"],
  ["'a-b-c'.rsplit('-', 1)", "['a-b', 'c']"],
  ["'abc'.center(6, '*')", "'*abc**'"],
  ["'%s-%03d' % ('x', 7)", "'x-007'"],
  ["f'{3:05d}|{2.5:.0f}|{3.5:.0f}'", "'00003|2|4'"],
  ["f'{1234567.891:,.2f}'", "'1,234,567.89'"],
  ["f'{1:>3}{{}}'", "'  1{}'"],
  ['[x * 2 for x in [1, 2, 3] if x != 2]', '[2, 6]'],
  ['[a + b for a in [1, 2] for b in [10, 20]]', '[11, 21, 12, 22]'],
  ["{k: v for k, v in {'a': 1}.items()}", "{'a': 1}"],
  ["{1: 'a', True: 'b', 1.0: 'c'}", "{1: 'c'}"],
  ['[1, 2] + [3]', '[1, 2, 3]'],
  ['(1,)', '(1,)'],
  ['[] or 0 or None', 'None'],
  ["'' and 1", "''"],
  ["json.dumps({'b': 1, 'a': 'é'}, sort_keys=True)", '\'{"a": "\\\\u00e9", "b": 1}\''],
  ["json.loads('[1, 2.50, null]')", '[1, 2.5, None]'],
  ['datetime.datetime.now(datetime.timezone.utc).isoformat()', "'2023-11-14T22:13:20.123456+00:00'"],
  ['datetime.datetime.utcnow().isoformat()', "'2023-11-14T22:13:20.123456'"],
  ["datetime.date.fromisoformat('2024-W01-1').isoformat()", "'2024-01-01'"],
  ['(datetime.date(2024, 2, 28) + datetime.timedelta(days=2)).isoformat()', "'2024-03-01'"],
  ["datetime.datetime.strptime('3/Feb/21 4 PM', '%d/%b/%y %I %p').isoformat()", "'2021-02-03T16:00:00'"],
  ['str(datetime.timedelta(days=-1, seconds=3))', "'-1 day, 0:00:03'"],
  ["'x'.encode('utf-8', errors='replace').hex()", "'78'"],
  ['1; 2', '1'],
];

describe('an expression gives what Python gives', () => {
  it.each(CASES)('%s', (source, expected) => {
    expect(reprOfExpression(source)).toBe(expected);
  });
});

describe('failures have the names of Python', () => {
  const FAILURES: readonly (readonly [string, string])[] = [
    ["'n' + 1", 'TypeError'],
    ['1 // 0', 'ZeroDivisionError'],
    ['1.0 % 0', 'ZeroDivisionError'],
    ["int('4.2')", 'ValueError'],
    ['int(None)', 'TypeError'],
    ['[1][5]', 'IndexError'],
    ["{'a': 1}['b']", 'KeyError'],
    ['None.lower()', 'AttributeError'],
    ['nope + 1', 'NameError'],
    ['lenght([1])', 'FunctionNotDefined'],
    ["'{}'.format(1)", 'Unsupported'],
    ["'a' < 1", 'TypeError'],
    ['{[1]: 2}', 'TypeError'],
    ['md5(1)', 'AttributeError'],
  ];
  it.each(FAILURES)('%s: %s', (source, name) => {
    expect(failureOf(() => reprOfExpression(source))).toMatchObject({ name });
  });

  it('an unknown name in a branch that is not taken does no harm', () => {
    expect(reprOfExpression('1 if True else nope')).toBe('1');
  });
});

/** The functions that the real mapper lacks: results that Python 3.11 gave for these texts, as `repr` shows them. */
import { Decimal } from '../../../src/maps/values/decimal';
import { evaluate, reprOfExpression } from './evaluate';
import { failureOf } from './failure';

const CASES: readonly (readonly [string, string])[] = [
  ["len('caffè 😀')", '7'],
  ["len([1, 2]) + len({'a': 1}) + len((1,)) + len({1, 2}) + len('x'.encode())", '7'],
  [
    'abs(-5), abs(-2.5), abs(True), abs(-9007199254740993), abs(datetime.timedelta(days=-1)).days',
    '(5, 2.5, 1, 9007199254740993, 1)',
  ],
  [
    'round(2.5), round(3.5), round(-0.5), round(2.675, 2), round(1e300)',
    '(2, 4, 0, 2.67, 1000000000000000052504760255204420248704468581108159154915854115511802457988908195786371375080447864043704443832883878176942523235360430575644792184786706982848387200926575803737830233794788090059368953234970799945081119038967640880074652742780142494579258788820056842838115669472196386865459400540160)',
  ],
  [
    'round(1234567, -3), round(1500, -3), round(2500, -3), round(5, -1), round(15, -1), round(7, 3), round(5, -10)',
    '(1235000, 2000, 2000, 0, 20, 7, 0)',
  ],
  [
    'round(12345.678, -2), round(0.5, 400), round(5.0, -400), round(-5.5, -1), round(-0.4, 0), round(True)',
    '(12300.0, 0.5, 0.0, -10.0, -0.0, 1)',
  ],
  ['round(number=3.14159, ndigits=3)', '3.142'],
  ["min(3, 1, 2), max([3, 1, 2]), min('b', 'a'), max('abc')", "(1, 3, 'a', 'c')"],
  ['min([], default=None), max((), default=0)', '(None, 0)'],
  ["min([3, -4, 1], key=abs), max('a', 'ccc', 'bb', key=len), max([1, True, 1.0]), min(1.0, 1)", "(1, 'ccc', 1, 1.0)"],
  [
    "sum([1, 2, 3]), sum([0.1, 0.2, 0.3]), sum([[1], [2]], []), sum((), 5), sum([1, 2], start=10), sum({1: 'a', 2: 'b'})",
    '(6, 0.6000000000000001, [1, 2], 5, 13, 3)',
  ],
  [
    "sorted([3, 1, 2]), sorted('bca'), sorted([3, 1, 2], reverse=True), sorted(['bb', 'a', 'ccc'], key=len), sorted({'b': 1, 'a': 2})",
    "([1, 2, 3], ['a', 'b', 'c'], [3, 2, 1], ['a', 'bb', 'ccc'], ['a', 'b'])",
  ],
  [
    "sorted(['bb', 'aa', 'c'], key=len, reverse=True), sorted([(1, 'b'), (1, 'a')]), sorted([1, True, 0, False])",
    "(['bb', 'aa', 'c'], [(1, 'a'), (1, 'b')], [0, False, 1, True])",
  ],
  [
    '[x for x in range(5)], [x for x in range(2, 11, 3)], [x for x in range(5, 0, -2)], [x for x in range(3, 3)], [x for x in range(0, -3)], [x for x in range(9007199254740990, 9007199254740994)]',
    '([0, 1, 2, 3, 4], [2, 5, 8], [5, 3, 1], [], [], [9007199254740990, 9007199254740991, 9007199254740992, 9007199254740993])',
  ],
  [
    "[list(p) for p in enumerate('ab', 1)], [list(p) for p in zip([1, 2, 3], 'ab')], list(zip())",
    "([[1, 'a'], [2, 'b']], [[1, 'a'], [2, 'b']], [])",
  ],
  [
    "any([0, '', 3]), any([]), all([1, 'a']), all([]), [x for x in reversed([1, 2])]",
    '(True, False, True, True, [2, 1])',
  ],
  [
    "isinstance(1, int), isinstance(True, int), isinstance(1.0, int), isinstance('a', (int, str)), isinstance(None, str)",
    '(True, True, False, True, False)',
  ],
  [
    'isinstance(datetime.datetime(2024, 1, 1), datetime.date), isinstance({}, dict), isinstance([], (tuple, list))',
    '(True, True, True)',
  ],
];

const FAILURES: readonly (readonly [string, string])[] = [
  ['len(5)', 'TypeError'],
  ['len(None)', 'TypeError'],
  ['len()', 'TypeError'],
  ["abs('a')", 'TypeError'],
  ["round('a')", 'TypeError'],
  ['round(1.5, 1.5)', 'TypeError'],
  ["round(float('nan'))", 'ValueError'],
  ["round(float('inf'))", 'OverflowError'],
  ['round(1.7e308, -308)', 'OverflowError'],
  ['min([])', 'ValueError'],
  ['max()', 'TypeError'],
  ["min(1, 'a')", 'TypeError'],
  ['min(1, 2, default=3)', 'TypeError'],
  ['min([1], 2, key=5)', 'TypeError'],
  ["sum(['a', 'b'])", 'TypeError'],
  ["sum(['a'], '')", 'TypeError'],
  ['sum(5)', 'TypeError'],
  ["sorted([1, 'a'])", 'TypeError'],
  ['sorted(5)', 'TypeError'],
  ['sorted([1], reverse=True, foo=1)', 'TypeError'],
  ['range(1, 2, 0)', 'ValueError'],
  ["range('a')", 'TypeError'],
  ['range(1.5)', 'TypeError'],
  ['range()', 'TypeError'],
  ['zip([1], [1, 2], strict=True)', 'ValueError'],
  ['zip(1)', 'TypeError'],
  ["isinstance(1, 'int')", 'TypeError'],
  ['isinstance(1, 5)', 'TypeError'],
];

describe('an extension gives what Python gives', () => {
  it.each(CASES)('%s', (source, expected) => {
    expect(reprOfExpression(source)).toBe(expected);
  });

  it.each(FAILURES)('%s: %s', (source, name) => {
    expect(failureOf(() => evaluate(source))).toMatchObject({ name });
  });

  it.each([
    ['round(d, 2)', '2.675', "Decimal('2.68')"],
    ['round(d)', '2.5', '2'],
    ['round(d)', '1E+3', '1000'],
    ['round(d, 3)', '1.5', "Decimal('1.500')"],
    ['round(d, -2)', '1234.5', "Decimal('1.2E+3')"],
    ['round(d, -10)', '-5', "Decimal('-0E+10')"],
    ['abs(d)', '-1.50', "Decimal('1.50')"],
    ['max(d, 2)', '2.5', "Decimal('2.5')"],
    ['sum([d, 1])', '2.5', "Decimal('3.5')"],
    ['isinstance(d, float)', '2.5', 'False'],
  ])('%s of the decimal %s', (source, digits, expected) => {
    expect(reprOfExpression(source, { d: Decimal.parse(digits) })).toBe(expected);
  });

  it('a decimal is not rounded to more digits than Python has for one', () => {
    expect(failureOf(() => evaluate('round(d, 28)', { d: Decimal.parse('1.5') }))).toMatchObject({
      name: 'OverflowError',
    });
  });
});

describe('try_cast', () => {
  it.each([
    ["try_cast(' 4_2 ', 'int')", '42'],
    ["try_cast('4.2', int)", 'None'],
    ["try_cast('4.2', 'int', 0)", '0'],
    ["try_cast(None, 'int', default=-1)", '-1'],
    ["try_cast('x', float, 'bad')", "'bad'"],
    ["try_cast('1e3', 'float')", '1000.0'],
    ["try_cast('nan', 'float')", 'None'],
    ["try_cast(10 ** 400, 'float')", 'None'],
    ["try_cast(' 1.50 ', 'decimal')", "Decimal('1.50')"],
    ["try_cast(0.1, 'decimal')", "Decimal('0.1')"],
    ["try_cast('1e999999', 'decimal')", 'None'],
    ["try_cast('abc', 'decimal')", 'None'],
    [
      "[try_cast(x, 'bool') for x in [' Yes', 'false', 'N', '1', 0, 1.0, True, 2, 'maybe', [], '']]",
      '[True, False, False, True, False, True, True, None, None, None, None]',
    ],
    ["str(try_cast('2024-02-03', 'date'))", "'2024-02-03'"],
    ["str(try_cast('2024-02-03T04:05:06Z', 'date'))", "'2024-02-03'"],
    ["try_cast('2024-02-30', 'date')", 'None'],
    ["try_cast(5, 'date')", 'None'],
    ["str(try_cast('2024-02-03 04:05', 'datetime'))", "'2024-02-03 04:05:00'"],
    ["str(try_cast(datetime.date(2024, 2, 3), 'datetime'))", "'2024-02-03 00:00:00'"],
    ["try_cast('yesterday', 'datetime', 'unknown')", "'unknown'"],
    ["try_cast([1, None], 'str')", "'[1, None]'"],
    ["try_cast('{\"a\": [1.5]}', 'json')", "{'a': [1.5]}"],
    ["try_cast('{', 'json', {})", '{}'],
    ["try_cast(5, 'json')", 'None'],
  ])('%s is %s', (source, expected) => {
    expect(reprOfExpression(source)).toBe(expected);
  });

  it('an unknown type is an error, whatever the value', () => {
    expect(failureOf(() => evaluate("try_cast(None, 'integer')"))).toMatchObject({ name: 'ValueError' });
    expect(failureOf(() => evaluate('try_cast(1, 5)'))).toMatchObject({ name: 'TypeError' });
  });
});

describe('strict mode', () => {
  it.each(['len([1])', 'round(1.5)', "try_cast('1', 'int')", 'sorted'])('%s does not exist', (source) => {
    expect(failureOf(() => evaluate(source, {}, true))).toMatchObject({
      message: expect.stringContaining('`stream_map_strict: true`') as string,
    });
  });
});

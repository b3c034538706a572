/** The parts of the language beyond the common ones, with the results of Python 3.11 and simpleeval 1.0.8 as `repr` shows them. */
import { parseExpression } from '../../../src/maps/parse/parse-expression';
import { Dict } from '../../../src/maps/values/containers';
import { Decimal } from '../../../src/maps/values/decimal';
import { evaluate, reprOfExpression } from './evaluate';
import { failureOf } from './failure';

const CASES: readonly (readonly [string, string])[] = [
  ['not True and False', 'False'],
  ['True and not False or False', 'True'],
  ['not 1 == 2 and 3', '3'],
  ['5. + 1', '6.0'],
  ['(1.)', '1.0'],
  ['5.e3', '5000.0'],
  ['1.5.is_integer()', 'False'],
  ["b'a' b'\\xff'", "b'a\\xff'"],
  ['(lambda_ for lambda_ in [1])', '[1]'],
  ['[x for x, y in [(1, 2, 3)]]', '[1]'],
  ['(3, 1, 2).index(1)', '1'],
  ['[3, 1, 2].pop(0)', '3'],
  ['[[3, 1].sort(), 1]', '[None, 1]'],
  ['[x.append(2) or x for x in [[1]]]', '[[1, 2]]'],
  ["{'a': 1}.setdefault('b', 2)", '2'],
  ["{'a': 1}.popitem()", "('a', 1)"],
  ["{'a': 1}.keys()", "dict_keys(['a'])"],
  ["list({'a': 1}.items())", "[('a', 1)]"],
  ["{'a': 1}.keys() & {'a', 'b'}", "{'a'}"],
  ['{1, 2}.issubset([1, 2, 3])', 'True'],
  ['{1, 2} < {1, 2, 3}', 'True'],
  ["dict.fromkeys('ab', 0)", "{'a': 0, 'b': 0}"],
  ["str.upper('a')", "'A'"],
  ["{(1, 'a'): 1, (1.0, 'a'): 2}", "{(1, 'a'): 2}"],
  ['{datetime.date(2024, 1, 1): 1}', '{datetime.date(2024, 1, 1): 1}'],
  ["(255).to_bytes(2, 'big')", "b'\\x00\\xff'"],
  ["int.from_bytes(b'\\x01\\x00', 'little')", '1'],
  ['(10).bit_length()', '4'],
  ['(0.5).as_integer_ratio()', '(1, 2)'],
  ['(1.5).hex()', "'0x1.8000000000000p+0'"],
  ["float.fromhex('0x1.8p1')", '3.0'],
  ['2.5 ** -4', '0.0256'],
  ['8 ** 132.31206219643354', '3.0881510011362113e+119'],
  ["int('١٢')", '12'],
  ["f'{1234.5:g}|{1e20:g}|{0.00001234:.3g}|{1.0:.3}'", "'1234.5|1e+20|1.23e-05|1.0'"],
  ["f'{1234567:010,}|{255:#x}|{-5:+d}|{True:3}|{3.14159:.2f}'", "'01,234,567|0xff|-5|  1|3.14'"],
  [`f'{1e6:,.1f}|{0.5:%}|{1e16}|{float("inf"):5}|'`, "'1,000,000.0|50.000000%|1e+16|  inf|'"],
  [`f'{"x":05}|{"abc":.2}|{"x":*^5}'`, "'x0000|ab|**x**'"],
  [
    "'%5.1f|%-6s|%06d|%x|%o|%e|%g|%c|%r' % (1.25, 'a', -42, 255, 8, 12345.678, 0.0001, 'z', 'q')",
    `"  1.2|a     |-00042|ff|10|1.234568e+04|0.0001|z|'q'"`,
  ],
  ["'%*d|%.3d' % (5, 42, 7)", "'   42|007'"],
  ["b'%s-%d' % (b'a', 1)", "b'a-1'"],
  ["'ß ŉ ǆ'.title()", "'Ss ʼN ǅ'"],
  ["'ẞΣς'.casefold()", "'ssσσ'"],
  ["'ΑΣ ΑΣΑ'.title()", "'Ας Ασα'"],
  ["'aaa'.rsplit('aa', 1)", "['a', '']"],
  ["'a\\x1db'.splitlines()", "['a', 'b']"],
  ["'五'.isnumeric()", 'True'],
  ["'é€'.encode('cp1252')", "b'\\xe9\\x80'"],
  ["'😀'.encode('utf-16')", "b'\\xff\\xfe=\\xd8\\x00\\xde'"],
  ["b'\\xff\\xfea\\x00'.decode('utf-16')", "'a'"],
  ["b'a\\xffb'.decode('utf-8', 'replace')", "'a�b'"],
  ["b'a\\xe2\\x82b'.decode('utf-8', 'backslashreplace')", "'a\\\\xe2\\\\x82b'"],
  ["'é'.encode('ascii', 'xmlcharrefreplace')", "b'&#233;'"],
  ["b'Hello'.swapcase().hex('-', 2)", "'68-454c-4c4f'"],
  [
    "json.dumps({'b': [1, {}], 'a': None}, indent=2, sort_keys=True)",
    '\'{\\n  "a": null,\\n  "b": [\\n    1,\\n    {}\\n  ]\\n}\'',
  ],
  ["json.dumps({1: 2.0, None: True, 1.5: 'é'}, ensure_ascii=False)", `'{"1": 2.0, "null": true, "1.5": "é"}'`],
  ['json.dumps([datetime.date(2024, 1, 1)], default=str)', `'["2024-01-01"]'`],
  ["json.loads('[NaN, -Infinity, -0]')", '[nan, -inf, 0]'],
  ['datetime.datetime(2024, 2, 29, 1, 2, 3, 4)', 'datetime.datetime(2024, 2, 29, 1, 2, 3, 4)'],
  ['datetime.time(1, 2, tzinfo=datetime.timezone.utc)', 'datetime.time(1, 2, tzinfo=datetime.timezone.utc)'],
  ['datetime.timedelta(days=-1, hours=5)', 'datetime.timedelta(days=-1, seconds=18000)'],
  ['datetime.timedelta(seconds=1) / 3', 'datetime.timedelta(microseconds=333333)'],
  ['datetime.date(2024, 1, 1) + datetime.timedelta(hours=-5)', 'datetime.date(2023, 12, 31)'],
  [
    "datetime.timezone(datetime.timedelta(hours=5, minutes=30), 'IST')",
    "datetime.timezone(datetime.timedelta(seconds=19800), 'IST')",
  ],
  ["datetime.datetime(2024, 2, 29, 10).isoformat(timespec='milliseconds')", "'2024-02-29T10:00:00.000'"],
  ['datetime.date(2024, 12, 30).isocalendar()', 'datetime.IsoCalendarDate(year=2025, week=1, weekday=1)'],
  ["datetime.datetime.strptime('2024 18 1', '%Y %W %w')", 'datetime.datetime(2024, 4, 29, 0, 0)'],
  [
    "datetime.datetime.strptime('2024-05-06T07:08:09.5-0130', '%Y-%m-%dT%H:%M:%S.%f%z')",
    'datetime.datetime(2024, 5, 6, 7, 8, 9, 500000, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=81000)))',
  ],
  [
    "datetime.datetime(2024, 2, 9, 3, 4, 5).strftime('%-d %e %j %U %V %I %p %P %10Y %C %Q')",
    "'9  9 040 05 06 03 AM am 0000002024 20 %Q'",
  ],
  [
    'datetime.datetime.fromtimestamp(1700000000.123456, datetime.timezone.utc)',
    'datetime.datetime(2023, 11, 14, 22, 13, 20, 123456, tzinfo=datetime.timezone.utc)',
  ],
  ['datetime.datetime.combine(datetime.date(2024, 1, 1), datetime.time(5))', 'datetime.datetime(2024, 1, 1, 5, 0)'],
  [
    "datetime.datetime.fromisoformat('20240229T101112,123Z')",
    'datetime.datetime(2024, 2, 29, 10, 11, 12, 123000, tzinfo=datetime.timezone.utc)',
  ],
  ["str.maketrans('ab', 'xy', 'z')", '{97: 120, 98: 121, 122: None}'],
  ["'cab'.translate({97: 'xx', 98: None})", "'cxx'"],
];

it.each(CASES)('%s', (source, expected) => {
  expect(reprOfExpression(source)).toBe(expected);
});

describe('decimals', () => {
  const columns = { a: decimal('10.00'), b: decimal('3'), c: decimal('-2.5'), d: decimal('0.5') };

  // From Python's `decimal` with these values.
  const DECIMALS: readonly (readonly [string, string])[] = [
    ['a / b', "Decimal('3.333333333333333333333333333')"],
    ['a // b', "Decimal('3')"],
    ['c % b', "Decimal('-2.5')"],
    ['b ** -2', "Decimal('0.1111111111111111111111111111')"],
    ['b ** d', "Decimal('1.732050807568877293527446342')"],
    ['a ** 2', "Decimal('100.0000')"],
    ['a.sqrt()', "Decimal('3.162277660168379331998893544')"],
    ['b.ln()', "Decimal('1.098612288668109691395245237')"],
    ['d.exp()', "Decimal('1.648721270700128146848650788')"],
    ['a.log10()', "Decimal('1')"],
    ['c.quantize(b)', "Decimal('-2')"],
    ["c.quantize(b, rounding='ROUND_HALF_UP')", "Decimal('-3')"],
    ['a.normalize()', "Decimal('1E+1')"],
    ['a.as_tuple()', 'DecimalTuple(sign=0, digits=(1, 0, 0, 0), exponent=-2)'],
    ["f'{a:g}|{c:e}|{a:08.1f}|{d:%}|{a}'", "'10.00|-2.5e+0|000010.0|50%|10.00'"],
    ['d.as_integer_ratio()', '(1, 2)'],
  ];
  it.each(DECIMALS)('%s', (source, expected) => {
    expect(reprOfExpression(source, columns)).toBe(expected);
  });

  function decimal(text: string): Decimal {
    const value = Decimal.parse(text);
    if (!value) throw new Error(`${text} is no decimal`);
    return value;
  }
});

describe('values that change', () => {
  it('a list of the record shows the change to the rest of the expression', () => {
    expect(evaluate('tags.sort() or tags', { tags: ['b', 'a'] })).toEqual(['a', 'b']);
  });

  it('the record does, too, by whatever name', () => {
    expect(evaluate("(record.pop('a'), _.get('a'), a)", { a: 1 })).toMatchObject({ items: [1, null, 1] });
  });

  it('a list within itself has an end', () => {
    expect(reprOfExpression('tags.append(tags) or tags', { tags: [] })).toBe('[[...]]');
    const view = 'o.setdefault(1, o.items()) and str(o)';
    expect(evaluate(view, { o: new Dict() })).toBe('{1: dict_items([(1, ...)])}');
    const source = 'a.append(a) or b.append(b) or a == b';
    expect(failureOf(() => evaluate(source, { a: [], b: [] }))).toMatchObject({ name: 'LimitExceeded' });
  });
});

describe('not part of the language', () => {
  it.each(['(*a, 1)', '{*a}', "'\\N{DIGIT ONE}'", 'a.__class__'])('%s', (source) => {
    expect(failureOf(() => parseExpression(source))).toMatchObject({ name: 'ExpressionSyntaxError' });
  });

  it.each(["'{}'.format(1)", '(-8.0) ** 0.5'])('%s', (source) => {
    expect(failureOf(() => evaluate(source))).toMatchObject({ name: 'Unsupported' });
  });
});

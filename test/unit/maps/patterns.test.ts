/** The module `re`: results that Python 3.11 gave for these texts, as `repr` shows them. */
import { evaluate, reprOfExpression } from './evaluate';
import { failureOf } from './failure';

const CASES: readonly (readonly [string, string])[] = [
  ["re.search('b+', 'abbc').group()", "'bb'"],
  ["re.search(r'(\\w+)@(\\w+)', 'ann@shop').groups()", "('ann', 'shop')"],
  ["re.search('x', 'abc')", 'None'],
  [
    "re.match('b', 'abc'), re.match('a', 'abc').group(0), re.fullmatch('ab', 'abc'), re.fullmatch('a|ab', 'ab').group()",
    "(None, 'a', None, 'ab')",
  ],
  ["re.search(r'(?P<y>\\d{4})-(?P<m>\\d\\d)', 'on 2024-05-01').groupdict()", "{'y': '2024', 'm': '05'}"],
  [
    "re.search(r'(?P<y>\\d{4})-(?P<m>\\d\\d)', 'on 2024-05-01')['m'], re.search(r'(a)(b)?', 'a')[2], re.search(r'(a)(b)?', 'a').groups('-')",
    "('05', None, ('a', '-'))",
  ],
  [
    "re.search('é', 'x😀éy').span(), re.search('(é)(z)?', 'x😀éy').start(1), re.search('(é)(z)?', 'x😀éy').end(2)",
    '((2, 3), 2, -1)',
  ],
  ["re.search('(a)(b)', 'ab').group(1, 2), re.search('(?P<n>a)', 'a').group('n')", "(('a', 'b'), 'a')"],
  [
    "re.findall(r'\\d+', 'a1b22c'), re.findall(r'(\\w)=(\\d)', 'a=1,b=2'), re.findall('(a)b', 'abab'), re.findall('x', 'abc'), re.findall('(a)|b', 'ab')",
    "(['1', '22'], [('a', '1'), ('b', '2')], ['a', 'a'], [], ['a', ''])",
  ],
  ["re.findall('a*', 'aab'), re.findall('', 'ab')", "(['aa', '', ''], ['', '', ''])"],
  [
    "re.sub(r'\\s+', ' ', 'a  b\\t\\nc'), re.sub('x*', '-', 'abxd'), re.sub('a', 'b', 'aaa', 2), re.sub('a', 'b', 'aaa', count=1)",
    "('a b c', '-a-b--d-', 'bba', 'baa')",
  ],
  [
    "re.sub(r'(\\w+) (\\w+)', r'\\2 \\1', 'hello world'), re.sub('(?P<a>x)', r'[\\g<a>\\g<1>\\g<0>]', 'axb'), re.sub('a', r'\\\\n\\n', 'a')",
    "('world hello', 'a[xxx]b', '\\\\n\\n')",
  ],
  ["re.subn('a', 'b', 'banana'), re.sub('(a)|b', r'<\\1>', 'ab')", "(('bbnbnb', 3), '<a><>')"],
  [
    "re.split(r'[,;] *', 'a, b;c'), re.split('(,)', 'a,b'), re.split('x*', 'axbc'), re.split(',', 'a,b,c', 1), re.split(',', 'a,b,c', maxsplit=2)",
    "(['a', 'b', 'c'], ['a', ',', 'b'], ['', 'a', '', 'b', 'c', ''], ['a', 'b,c'], ['a', 'b', 'c'])",
  ],
  ["[m.group() for m in re.finditer('[a-c]', 'xaybzc')]", "['a', 'b', 'c']"],
  [
    "re.search('HELLO', 'say hello', re.I).group(), re.findall('^a', 'a\\na', re.M), re.search('a.b', 'a\\nb', re.S).group(), re.search('É', 'é', re.IGNORECASE).group()",
    "('hello', ['a', 'a'], 'a\\nb', 'é')",
  ],
  [
    "re.search(r\"\"\"(?x) a  # first\n   b\"\"\", 'ab').group(), re.findall(r'a b # c', 'ab', re.X), re.findall(r'[ ]#', ' #', re.VERBOSE), re.search('(?i)A', 'a').group(), re.search('(?i:A)b', 'ab').group()",
    "('ab', ['ab'], [' '], 'a', 'ab')",
  ],
  [
    "re.findall(r'\\w+', 'caffè 123_x ½'), re.findall(r'\\w+', 'caffè', re.A), re.findall(r'\\d', '3٣'), re.findall(r'[\\d]', '3٣', re.ASCII), re.sub(r'\\W+', '-', 'a.b é!')",
    "(['caffè', '123_x', '½'], ['caff'], ['3', '٣'], ['3'], 'a-b-é-')",
  ],
  [
    "re.findall(r'[^\\W\\d_]+', 'aé1_b'), re.findall(r'[\\W\\d]', 'a1.'), re.findall(r'[^\\s,]+', 'a b,c\\u00a0d'), re.findall(r'\\S+', 'a\\u2003b'), re.findall(r'[^\\W_]+', 'a_1')",
    "(['aé', 'b'], ['1', '.'], ['a', 'b', 'c', 'd'], ['a', 'b'], ['a', '1'])",
  ],
  [
    "re.findall(r'[]a]', ']a'), re.findall(r'[^]a]', ']ab'), re.findall(r'[a\\-z]', 'a-z'), re.findall(r'[a-]', 'a-'), re.findall('[+--]', '+,-'), re.findall(r'[\\]]', ']'), re.findall('[.*]', '.a*')",
    "([']', 'a'], ['b'], ['a', '-', 'z'], ['a', '-'], ['+', ',', '-'], [']'], ['.', '*'])",
  ],
  ["re.escape('a.b*c-d é_1'), re.search(re.escape('1+1'), '1+1=2').group()", "('a\\\\.b\\\\*c\\\\-d\\\\ é_1', '1+1')"],
  [
    "re.compile('a(b)', re.I).search('AB').group(1), re.compile('a').pattern, re.compile('(a)(?P<x>b)').groups, re.compile('a').flags, re.compile('a', re.I | re.M).flags",
    "('B', 'a', 2, 32, 42)",
  ],
  [
    "re.compile('a').sub('b', 'aa', 1), re.compile(',').split('a,b'), re.compile('a').findall('aa'), re.compile('a').match('a').re.pattern, re.compile('a').match('a').string",
    "('ba', ['a', 'b'], ['a', 'a'], 'a', 'a')",
  ],
  [
    "re.search('a{2}', 'aaa').group(), re.search('a{,2}', 'aaa').group(), re.search('a{2,}', 'aaa').group(), re.search('a{x}', 'a{x}').group(), re.search('{', '{').group(), re.search('a{1,2}?', 'aa').group()",
    "('aa', 'aa', 'aaa', 'a{x}', '{', 'a')",
  ],
  [
    "re.search('a+?', 'aaa').group(), re.search('(?:ab)+', 'abab').group(), re.search('(?#note)a', 'a').group(), re.search(r'\\Aa\\Z', 'a').group(), re.search(r'\\bfoo\\b', 'a foo b').group()",
    "('a', 'abab', 'a', 'a', 'foo')",
  ],
  [
    "re.search(r'\\x41\\u00e9\\101\\t', 'Aé\\x41\\t').group(), re.search(r'\\.', '.').group(), re.search('a/b', 'a/b').group(), re.search(r'\\-\\ ', '- ').group(), re.search('\"', '\"').group()",
    "('AéA\\t', '.', 'a/b', '- ', '\"')",
  ],
  [
    "bool(re.search('a', 'b')), bool(re.search('', 'b')), 'yes' if re.match('[a-z]+$', 'abc') else 'no'",
    "(False, True, 'yes')",
  ],
  ["re.search('(a+)+$', 'aaaa').group(), re.search('(x+x+)+y', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')", "('aaaa', None)"],
];

/** Python's `re.error` is a `ValueError` here. */
const FAILURES: readonly (readonly [string, string])[] = [
  ["re.search('(', 'a')", 'ValueError'],
  ["re.search(')', 'a')", 'ValueError'],
  ["re.search('[a', 'a')", 'ValueError'],
  ["re.search('*a', 'a')", 'ValueError'],
  ["re.search('a**', 'a')", 'ValueError'],
  ["re.search('a{2,1}', 'a')", 'ValueError'],
  ["re.search('\\\\', 'a')", 'ValueError'],
  ["re.search(r'\\y', 'a')", 'ValueError'],
  ["re.search('(?P<1>a)', 'a')", 'ValueError'],
  ["re.search('(?P<a>a)(?P<a>b)', 'a')", 'ValueError'],
  ["re.search('[z-a]', 'a')", 'ValueError'],
  ["re.search('a(?i)', 'a')", 'ValueError'],
  ["re.search(r'\\xg', 'a')", 'ValueError'],
  ["re.search('(?z)', 'a')", 'ValueError'],
  ["re.search(5, 'a')", 'TypeError'],
  ["re.search('a', 5)", 'TypeError'],
  ["re.search('a', None)", 'TypeError'],
  ["re.search('a')", 'TypeError'],
  ["re.search('a', 'a', 'I')", 'TypeError'],
  ["re.sub('a', 5, 'a')", 'TypeError'],
  ["re.sub('a', r'\\1', 'a')", 'ValueError'],
  ["re.sub('a', r'\\g<x>', 'a')", 'IndexError'],
  ["re.sub('a', r'\\y', 'a')", 'ValueError'],
  ["re.search('a', 'a').group(1)", 'IndexError'],
  ["re.search('a', 'a').group('x')", 'IndexError'],
  ["re.search('a', 'a')[5]", 'IndexError'],
  ["re.search('a', 'b').group()", 'AttributeError'],
  ["re.nope('a')", 'AttributeError'],
  ["re.compile('a').nope", 'AttributeError'],
];

describe('patterns give what Python gives', () => {
  it.each(CASES)('%s', (source, expected) => {
    expect(reprOfExpression(source)).toBe(expected);
  });

  it.each(FAILURES)('%s: %s', (source, name) => {
    expect(failureOf(() => evaluate(source))).toMatchObject({ name });
  });
});

describe('what a linear-time engine cannot have is refused with the reason', () => {
  it.each([
    ["re.search('(?=a)', s)", 'Look-ahead'],
    ["re.search('a(?!b)', s)", 'Look-ahead'],
    ["re.search('(?<=a)b', s)", 'Look-behind'],
    ["re.search('(?<!a)b', s)", 'Look-behind'],
    ["re.search(r'(a)\\1', s)", 'back-reference'],
    ["re.search('(?P<x>a)(?P=x)', s)", 'back-reference'],
    ["re.search('(?>a)', s)", 'atomic'],
    ["re.search('a*+', s)", 'possessive'],
    ["re.search('(a)?(?(1)b|c)', s)", 'condition'],
  ])('%s', (source, what) => {
    const error = failureOf(() => evaluate(source, { s: 'ab' })) as Error;
    expect(error.name).toBe('Unsupported');
    expect(error.message.toLowerCase()).toContain(what.toLowerCase());
    expect(error.message).toContain('proportional to the text');
  });
});

describe('a pattern', () => {
  it('that comes from a record is not shown in errors', () => {
    for (const secret of ['SECRET(', 'SECRET\\y', 'SECRET{2}{3}(?=x)']) {
      const { message } = failureOf(() => evaluate('re.search(p, p)', { p: secret })) as Error;
      expect(message).not.toContain('SECRET');
    }
  });

  it('that is written in the expression is refused before any record, unless no record may reach it', () => {
    expect(failureOf(() => evaluate("re.sub('(', '', s)", { s: '' }))).toMatchObject({ name: 'ValueError' });
    expect(evaluate("s if s else re.sub('(', '', s)", { s: 'a' })).toBe('a');
  });

  it('counts places by characters, in findall and sub too', () => {
    expect(reprOfExpression("re.sub('(.)é', r'\\1', s)", { s: '😀éx' })).toBe("'😀x'");
  });
});

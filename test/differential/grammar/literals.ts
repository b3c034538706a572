/** Leaves of the generated expressions: literals in all their spellings, and names. */
import type { Random } from '../../chaos/random';

const WORDS: readonly string[] = [
  '', 'a', 'b', 'abc', 'Hello World', '  padded\t', 'a-b-c', 'x,y,,z', '-', ',', ' ', '42', '-7', ' 1_000 ', '3.14', '1e5', 'inf', '-nan', '0x1f', 'Straße', 'ÀÉÎ é', 'ǆ ǅ', 'ﬁn', 'İI ı', 'ΑΣ Σ', '日本語', '😀', 'a😀b', 'e\u0301',
  '١٢٣', '½²', 'Ⅷ', 'line1\nline2\r\nline3', '\0', '\x1c\x85', '\u2028', '2024-02-29', '2023-11-14T22:13:20.123456+01:00', 'true', 'null', "it's", 'say "hi"', 'it\'s "both"', 'back\\slash', '%s', '{}', 'key', 'A_b', '1a', 'city', 'k', 'x1 y2', '\u00ad', '\u200b', '\ufeff', '\ue000', '\u0378', 'tab\there', 'ŉ ǰ ΐ', 'ᾳ', 'Ω', 'mixed CASE text', "o'neil", '0', 'true\n', '[1, 2]', '{"k": 1.50}', 'ß', 'ſ', '\ud83d\ude00\ufe0f', 'l',
]; // prettier-ignore
const FLOATS: readonly string[] = [
  '0.0', '1.0', '-1.0', '0.1', '2.5', '3.5', '1e16', '1e-7', '123456.789', '1e300', '1.5e-300', '1_0.2_5', '.5', '5.', '1E5', '0.1e+2', '1e22', '123456789012345680.0', '0.0001', '1e308', '5e-324', '00.5', '9.995', '1e400', '2.675', '1234567.891', '99999.5',
]; // prettier-ignore
const INTS: readonly string[] = [
  '0', '1', '2', '3', '7', '10', '100', '255', '1_000', '0x1F', '0o17', '0b101', '0XaB_c', '00', '1000000', '9007199254740991', '9007199254740993', '123456789012345678901234567890', '4294967296', '-5', '-1', '65', '12',
]; // prettier-ignore
const DIGITS: readonly string[] = [
  "'42'", "'-7'", "' 1_000 '", "'3.14'", "'1e5'", "'0x1f'", "'0b11'", "'zz'", "'+5'", "'1__0'", "'_1'", "'١٢'", "'inf'", "'-Infinity'", "'nan'", "'.5'", "'5.'", "'1_0.5e-1_0'", "'12345678901234567890123'", "'00'", "'007'", "'0o17'", "'-0'", "''", "'1e400'", "'٣.٥'", "'7f'", "'0x1.8p3'", "'\\n5\\t'",
]; // prettier-ignore
const DATE_DIRECTIVES = [
  ...'aAbBcdDeFfGgHhIjklmMnpPrRsStTuUVwWxXyYzZ%',
  '-d',
  '-m',
  '-H',
  '-I',
  '_d',
  '03d',
  '^a',
  'Q',
  '-j',
  '10Y',
];
const PARSED: readonly string[] = [
  "'2024-05-06', '%Y-%m-%d'", "'06/05/24 07:08:09', '%d/%m/%y %H:%M:%S'", "'May 6 2024 3:04PM', '%b %d %Y %I:%M%p'", "'Monday, 06 May 2024', '%A, %d %B %Y'", "'2024-127', '%Y-%j'", "'2024-05-06T07:08:09.5Z', '%Y-%m-%dT%H:%M:%S.%f%z'", "'20240506', '%Y%m%d'", "'2024 18 1', '%G %V %u'", "'2024 18 1', '%Y %W %w'", "'2024 18 3', '%Y %U %w'", "'Mon May  6 07:08:09 2024', '%c'", "'05/06/24', '%x'", "'07:08:09', '%X'", "'07:08:09 UTC', '%H:%M:%S %Z'", "'12 am', '%I %p'", "'99', '%y'", "'5', '%m'", "'31/4/2024', '%d/%m/%Y'", "'a%b', 'a%%b'", "'2024', '%C'", "' 2024', ' %Y'", "'2024-05-06 x', '%Y-%m-%d'", "'2024-05', '%Y-%m-%d'", "'1 2', '%d %d'", "'6.5', '%d.%m'", "'60', '%S'", "'61', '%S'", "'+05:30', '%z'", "'-0130', '%z'", "'12', '%I'", "'2024 53 1', '%G %V %u'", "'2024 1', '%G %V'", "'0', '%w'",
]; // prettier-ignore
const ISO_DATES: readonly string[] = ["'2024-02-29'", "'20240229'", "'2024-W09-4'", "'2024W094'", "'2024-W09'", "'2023-02-29'", "'2024-2-9'", "'2024-060'", "'2020-W53-7'", "'2021-W53-1'", "''", "'2024-02-29T00'"]; // prettier-ignore
const ISO_MOMENTS: readonly string[] = [
  "'2024-02-29T10:11:12'", "'2024-02-29 10:11'", "'2024-02-29T10'", "'20240229T101112'", "'2024-02-29T10:11:12.5'", "'2024-02-29T10:11:12,123'", "'2024-02-29T10:11:12.1234567'", "'2024-02-29T10:11:12Z'", "'2024-02-29T10:11:12+05:30'", "'2024-02-29T10:11:12-0130'", "'2024-02-29T10:11:12+05'", "'2024-W09-4T10:11'", "'2024-02-29T24:00:00'", "'2024-02-29T10:60'", "'2024-02-29T'", "'2024-02-29T10:11:12+05:30:15.5'", "'2024-02-29x10:11'", "'2024-02-29T10:11:12z'", "'20240229 10:11'", "'2024-02-29T101112.5+0000'", "'2024W09T10'", "'2024-02-29T10:11:12+25:00'", "'2024-02-29T1:2:3'", "'2024-02-29T10:1112'",
]; // prettier-ignore
const ISO_TIMES: readonly string[] = ["'10:11'", "'10'", "'101112'", "'10:11:12.123456'", "'T10:11'", "'10:11Z'", "'10:11+02:00'", "'25:00'", "'10:11:12,5'"]; // prettier-ignore
const ENCODINGS: readonly string[] = ['utf-8', 'utf8', 'UTF-8', 'U8', 'ascii', 'latin-1', 'latin1', 'iso-8859-1', 'iso8859-15', 'cp1252', 'windows-1252', 'utf-16', 'utf-16-le', 'utf-16-be', 'utf-32', 'utf_32_be', 'utf-8-sig', 'cp1250', 'cp437', 'koi8-r', 'cp1251', 'iso8859_2', 'nope', 'us-ascii', 'utf-7', 'idna', 'mac-roman', 'hex', 'cp850']; // prettier-ignore
const JSON_TEXTS: readonly string[] = [
  "'[1, 2.50, null]'", "'{\"a\": {\"b\": [1]}}'", "'\"x\\\\u00e9\"'", "'NaN'", "'[1,]'", "'  1e3  '", "'-0'", "'-0.0'", "'Infinity'", "'true'", "'{\"a\": 1, \"a\": 2}'", "'12345678901234567890'", "''", "'01'", "'\"\\t\"'", "'\"\\\\ud83d\\\\ude00\"'", "'[-Infinity]'", "'1.'", "'\\ufeff1'", "b'[1]'", "'{1: 2}'", "\"{'a': 1}\"",
]; // prettier-ignore
const METHODS: readonly string[] = [
  'upper', 'title', 'get', 'keys', 'items', 'append', 'nope', 'year', 'isoformat', 'decode', 'encode', 'strip', 'pop', 'sort', 'real', 'hex', 'len', 'round', 'abs', 'sorted', 'isinstance', 'str', 'split', 'join', 'date', 'days', 'add', 'union', 'quantize', 'bit_length', 'format', 'mro', 'strftime', 'total_seconds', 'tzinfo', 'map', 'as_tuple', 'is_integer', 'index', 'count', 'values', 'md5', 'self', 'datetime', 'utcoffset', 'lower', 'isdigit', 'numerator', 'fromkeys', 'dumps', 'fold', 'min', 'max',
]; // prettier-ignore

type Leaf = (random: Random) => string;

const oneOf =
  (items: readonly string[]): Leaf =>
  (random) =>
    random.pick(items);
const quoted =
  (items: readonly string[]): Leaf =>
  (random) =>
    `'${random.pick(items)}'`;
const between =
  (low: number, high: number): Leaf =>
  (random) =>
    String(Math.floor(random.between(low, high + 1)));

/** Leaves by type; a type without templates is always one of these. */
export const LEAVES: Readonly<Record<string, Leaf>> = {
  int: (random) => (random.next() < 0.4 ? random.pick(['i1', 'i2', 'i3']) : random.next() < 0.7 ? random.pick(INTS) : between(-1000, 1000)(random)),
  small: (random) => (random.next() < 0.03 ? random.pick(['None', 'True', '1.5', "'x'", '10 ** 20', 'i2']) : between(-4, 8)(random)),
  step: oneOf(['1', '2', '-1', '-2', '3', '-3', '-1', '2', '0', 'None', '1.0']),
  nat: between(0, 12),
  base: oneOf(['10', '16', '2', '8', '36', '0', '1', '37', 'True']),
  float: (random) => (random.next() < 0.8 ? random.pick(FLOATS) : String(random.between(-1000, 1000))),
  dec: oneOf(['d1', 'd2', 'd3', 'd1', 'd2', 'd3', '_["d1"]', 'record["d2"]', 'record.d3']),
  bool: oneOf(['True', 'False', 'b1', 'b2']),
  str: (random) => (random.next() < 0.45 ? random.pick(['s1', 's2', 's3', 'day', '_.s1', 'record["s2"]']) : textLiteral(random)),
  strs: oneOf(['ls', '["a", "b"]', "['x', '1', '']"]),
  ints: oneOf(['li', '[1, 2, 3]', '[5]']),
  char: (random) => (random.next() < 0.05 ? textLiteral(random) : random.pick(["'*'", "'0'", "' '", "'é'", "'😀'", "'T'", "'-'"])),
  bytes: oneOf(["b'abc'", "b''", "b'\\x00\\xff'", "b'caf\\xc3\\xa9'", 'b"it\'s"', "rb'a\\b'", "Rb'x'", "b'\\101\\n'", "b'a' b'b'", "b'''x'''", "b' 42 '", "b'Hello World'"]),
  list: oneOf(['li', 'ls', 'lm', '[]', '[1, "a", None]']),
  tuple: oneOf(['()', '(1, "a")', '(1,)', '("b", 2.5, None)']),
  dict: oneOf(['o', '{}', '{"a": 1}', 'config["map"]', '{"k": 1, "v": [2]}']),
  set: oneOf(['{1, 2}', '{2, 3}', '{"a"}', 'set()']),
  none: oneOf(['None', 'nothing']),
  any: oneOf(['i1', 's1', 'd1', 'b1', 'nothing', 'li', 'o', 'None', '1', "'a'", '2.5']),
  date: oneOf(['datetime.date(2024, 2, 29)', 'datetime.date.fromisoformat(day)', 'datetime.date(2021, 1, 1)']),
  dt: oneOf(['datetime.datetime(2024, 2, 29, 10, 11, 12)', 'datetime.datetime.fromisoformat(moment)', 'datetime.datetime(2000, 1, 1)']),
  utc: oneOf(['datetime.datetime(2024, 2, 29, 23, 30, tzinfo=datetime.timezone.utc)', 'datetime.datetime.fromtimestamp(0, datetime.UTC)']),
  time: oneOf(['datetime.time(1, 2, 3)', 'datetime.time()']),
  td: oneOf(['datetime.timedelta(days=1)', 'datetime.timedelta(hours=-5)', 'datetime.timedelta(seconds=1.5)', 'datetime.timedelta()']),
  tz: oneOf(['datetime.timezone.utc', 'datetime.UTC', 'datetime.timezone(datetime.timedelta(hours=2))']),
  year: oneOf(['2024', '2023', '1999', '1', '9999', '2000', '1900', '0', '1970', 'i1']),
  month: between(1, 12),
  dom: (random) => (random.next() < 0.05 ? '31' : between(1, 28)(random)),
  hour: (random) => (random.next() < 0.03 ? '24' : between(0, 23)(random)),
  minute: between(0, 59),
  micro: oneOf(['0', '1', '500000', '999999', '123000', '1000000']),
  stamp: oneOf(['0', '1700000000', '1.5', '-1', '1e9', '1700000000.123456', '-0.000001', '253402300800', 'i1', 'd1', '1e20', '86400', "float('nan')"]),
  digits: (random) => (random.next() < 0.1 ? random.pick(['s1', 's2', 's3']) : random.pick(DIGITS)),
  hex: oneOf(["'00ff'", "'0 1'", "'de ad BE ef'", "'xyz'", "''"]),
  order: oneOf(["'big'", "'little'", "'big'", "'middle'"]),
  rounding: oneOf(["'ROUND_HALF_UP'", "'ROUND_DOWN'", "'ROUND_CEILING'", "'ROUND_FLOOR'", "'ROUND_UP'", "'ROUND_HALF_DOWN'", "'ROUND_HALF_EVEN'", "'ROUND_05UP'", "'nope'", 'None']),
  timespec: quoted(['auto', 'hours', 'minutes', 'seconds', 'milliseconds', 'microseconds', 'nope']),
  enc: quoted(ENCODINGS),
  errors: quoted(['strict', 'ignore', 'replace', 'backslashreplace', 'xmlcharrefreplace', 'namereplace', 'surrogateescape', 'surrogatepass', 'nope']),
  isodate: oneOf(ISO_DATES),
  isomoment: oneOf(ISO_MOMENTS),
  isotime: oneOf(ISO_TIMES),
  jsontext: oneOf(JSON_TEXTS),
  jsonlist: oneOf(["'[1, 2.5, \"x\"]'", "'[]'", "'[[1], {\"a\": null}]'"]),
  jsonobject: oneOf(["'{\"a\": 1.5}'", "'{}'", "'{\"a\": {\"b\": [true, null]}}'"]),
  parsedmoment: (random) => `datetime.datetime.strptime(${random.pick(PARSED)})`,
  dateformat: dateFormat,
  method: oneOf(METHODS),
}; // prettier-ignore

function dateFormat(random: Random): string {
  const parts = Array.from({ length: Math.floor(random.between(1, 4)) }, () => `%${random.pick(DATE_DIRECTIVES)}`);
  return `'${parts.join(random.pick(['-', ' ', '', ':', '/', 'T', 'é']))}'`;
}

/** A text in one of the ways in which Python lets it be written. */
function textLiteral(random: Random): string {
  const text = random.pick(WORDS);
  if (random.next() < 0.06 && /^[^\\'\n\r\0]*$/.test(text)) return `${random.pick(['r', 'R', 'u', 'U'])}'${text}'`;
  const quote = random.pick(["'", "'", '"', '"', "'''", '"""']);
  const body = Array.from(text, (char) => character(random, char, quote)).join('');
  const literal = quote + body + quote;
  return random.next() < 0.03 ? `(${literal} ${random.pick(['"x"', "'\\N{DIGIT ONE}'", "f'{1}'", "''"])})` : literal;
}

function character(random: Random, char: string, quote: string): string {
  const code = char.codePointAt(0) ?? 0;
  const hex = (width: number): string => code.toString(16).padStart(width, '0');
  const mustEscape =
    char === '\\' || char === quote[0] || code < 0x20 || code === 0x7f || (code >= 0xd800 && code < 0xe000);
  if (!mustEscape && random.next() < 0.95) return char;
  const choices = [code > 0xffff ? `\\U${hex(8)}` : `\\u${hex(4)}`, `\\U${hex(8)}`];
  if (code < 0x100) choices.push(`\\x${hex(2)}`, `\\${code.toString(8).padStart(3, '0')}`);
  const named = { '\n': '\\n', '\t': '\\t', '\r': '\\r', "'": "\\'", '"': '\\"', '\\': '\\\\' }[char];
  if (named !== undefined) choices.push(named, named);
  return random.pick(choices);
}

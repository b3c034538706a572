/** Expressions that try to hang or fill a worker, or to get at something outside of the language. */
import { ExpressionSyntaxError } from '../../../src/maps/parse/source-error';
import { PythonError } from '../../../src/maps/values/python-error';
import { evaluate } from './evaluate';
import { failureOf } from './failure';

/** Milliseconds of processor time, compiling included: waiting for a busy machine does not count. */
const SOON = 1500;

const ATTACKS: readonly string[] = [
  '9 ** 9 ** 9',
  '(2 ** 4000000) ** 4',
  "'a' * 10 ** 9",
  '[0] * 10 ** 9',
  '[[0] * 100000 for x in s for y in s]',
  '[s * 10 for x in s for y in s for z in s]',
  '1 << 100000',
  '(1 << 9999) << 9999',
  "f'{1:1000000000d}'",
  "'%1000000000d' % 1",
  "'a'.ljust(10 ** 9)",
  "'a'.center(10 ** 9)",
  "'1'.zfill(10 ** 9)",
  "'\\t'.expandtabs(10 ** 9)",
  "(s * 10).replace('a', s * 10).replace('a', s * 10)",
  "[md5(s.replace('a', s)) for x in s for y in s]",
  's.translate({97: s * 10}).translate({97: s * 10})',
  "'a'.__class__",
  "''.__class__.__mro__",
  '[].__class__',
  'md5.__globals__',
  'datetime.sys',
  'json.codecs',
  'str.constructor',
  's.constructor',
  "record['constructor']",
  'record.__proto__',
  "record['__proto__']",
  'constructor',
  'toString',
  'globalThis',
  'process',
  'require',
  "open('/etc/passwd')",
  "__import__('os')",
  "eval('1')",
  "exec('1')",
  'lambda: 1',
  '(x := 1)',
  's.format()',
  "'{0.__class__}'.format(1)",
  'func_x.y',
  's.hasOwnProperty',
  '{}.get.constructor',
  "json.loads('[' * 100000)",
  'json.loads(\'{"a":\' * 5000)',
  '('.repeat(100_000),
  '['.repeat(2000) + ']'.repeat(2000),
  '-'.repeat(50_000) + '1',
  Array.from({ length: 20_000 }, () => '1').join('+'),
  "'" + 'a'.repeat(200_000) + "'",
  '1' + '0'.repeat(100_000),
  "int('9' * 5000)",
  'str(2 ** 60000)',
  "float('1' + '0' * 400) // 1 ** int('x')",
  "datetime.datetime.strptime('1' * 1000, '%d%d%d%d%d%d%d%d%d%d%d%d')",
  'datetime.date(10 ** 9, 1, 1)',
  'datetime.timedelta(days=10 ** 12)',
  'randint(10 ** 30)',
];

describe('an attack ends with an error, soon', () => {
  it.each(ATTACKS.map((source) => [source.slice(0, 60), source]))('%s', (_shown, source) => {
    const start = process.cpuUsage();
    const error = failureOf(() => evaluate(source, { s: 'a'.repeat(1000) }));
    // An error of JavaScript's own would mean that something got through.
    expect(error instanceof PythonError || error instanceof ExpressionSyntaxError ? 'refused' : error).toBe('refused');
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(SOON);
  });
});

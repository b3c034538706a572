/** Expressions that try to hang or fill a worker, or to get at something outside of the language: all end with an error, soon. */
import { ExpressionSyntaxError } from '../../../src/maps/parse/source-error';
import { Dict } from '../../../src/maps/values/containers';
import { Decimal } from '../../../src/maps/values/decimal';
import { PythonError } from '../../../src/maps/values/python-error';
import type { Value } from '../../../src/maps/values/value';
import { ESCAPES } from './attacks/escapes';
import { FAKES } from './attacks/fakes';
import { FORMATS } from './attacks/formats';
import { JSON_TEXTS } from './attacks/json';
import { CHANGES, LISTS } from './attacks/lists';
import { NESTING } from './attacks/nesting';
import { DECIMALS, NUMBERS } from './attacks/numbers';
import { PATTERNS } from './attacks/patterns';
import { BYTES, TEXTS } from './attacks/texts';
import { TIMES } from './attacks/times';
import { evaluate } from './evaluate';
import { atQuickPace } from '../../support/machine-pace';
import { failureOf } from './failure';
import { MapThread } from './map-thread';

/**
 * Milliseconds of a quick machine's processor, compiling included: waiting for a busy machine does not count. All take less than 100
 * alone; as much again is left for the noise of other work. An attack that gets through takes seconds at least.
 */
const SOON = 200;

const GROUPS = Object.entries({
  BYTES, CHANGES, DECIMALS, ESCAPES, FAKES, FORMATS, JSON_TEXTS, LISTS, NESTING, NUMBERS, PATTERNS, TEXTS, TIMES,
}); // prettier-ignore

const COLUMNS: Readonly<Record<string, Value>> = {
  s: 'a'.repeat(1000),
  big: 'a'.repeat(1_000_000),
  blanks: `${' '.repeat(500_000)}a${' '.repeat(500_000)}b`,
  wide: '😀'.repeat(500_000),
  d: Decimal.parse('1.5'),
  wider: Array.from({ length: 1000 }, (_, i) => `field ${i}`).reduce((dict, key) => dict.set(key, 1), new Dict()),
  config: new Dict(),
};

/** What the JavaScript engine compiles when it is first used is no work of the expression that comes first. */
const HARMLESS: readonly string[] = [
  "s.replace('a', 'b').title().split('B') + [md5(s), str(d + 1), f'{d:>10.3f}', '%05d' % 7]",
  "[x * 2 for x in range(100)] + sorted([3, 1]) + [json.loads('[1]'), json.dumps(wider), 2 ** 100 // 3]",
  "re.sub('(a+)b?', r'\\1', s) + datetime.date(2024, 1, 1).strftime('%Y') + str(round(2.5, 1))",
];

beforeAll(() => {
  for (const source of HARMLESS) for (let i = 0; i < 20; i++) evaluate(source, COLUMNS);
});

/** The collector may be busy with what an earlier attack left, and a busy machine makes everything slower: tried again so often. */
const TRIES = 4;

/** The least of some times, until one is short enough. */
function millisUntil(action: () => void): number {
  let least = Infinity;
  for (let i = 0; i < TRIES && least >= SOON; i++) {
    const start = process.cpuUsage();
    action();
    least = Math.min(least, process.cpuUsage(start).user / 1000);
  }
  return least;
}

describe('an attack ends with an error, soon', () => {
  it('of which there are many', () => {
    expect(new Set(GROUPS.flatMap(([, sources]) => sources)).size).toBeGreaterThanOrEqual(700);
  });

  describe.each(GROUPS)('%s', (_group, sources) => {
    it.each(sources.map((source) => [source.slice(0, 80), source]))('%s', (_shown, source) => {
      let error: unknown;
      const millis = millisUntil(() => {
        error = failureOf(() => evaluate(source, COLUMNS));
      });
      // An error of JavaScript's own would mean that something got through.
      expect(error instanceof PythonError || error instanceof ExpressionSyntaxError ? 'refused' : error).toBe(
        'refused',
      );
      expect(atQuickPace(millis, SOON)).toBeLessThan(SOON);
    });
  });
});

describe('behind all attacks', () => {
  it('this process answers', () => {
    expect(evaluate("'still ' + 'here'")).toBe('still here');
  });

  it('a map thread refuses them one after the other and answers', async () => {
    const thread = await MapThread.start();
    try {
      for (const attack of THREAD_ATTACKS) await expect(thread.map(attack)).rejects.toThrow('LimitExceeded');
      expect(await thread.map("'still ' + name")).toBe('7\tann\tstill ann\n');
    } finally {
      await thread.stop();
    }
  });
});

const THREAD_ATTACKS: readonly string[] = [
  '[str([name] * 90000) for a in range(9000)]',
  "re.findall('a(.*)b|a', 'a' * 99999)",
  'json.dumps([[0] * 90000] * 90000)',
  'sum([[0] * 1000] * 100000, [])',
  '2 ** 65000 * 2 ** 65000',
];

describe('what is no attack is done', () => {
  const text = 'caffè, latte; '.repeat(75_000);

  it.each([
    'md5(s)',
    "s.replace('a', 'b').replace(',', '')",
    "len(s.split(';'))",
    's.strip().upper()',
    "re.search('tee', s)",
    "re.sub('[xyz]+', '', s[:200000])",
    'json.loads(json.dumps(s))[-1]',
    's[-5:] + s[:5]',
    'sum([x * x for x in range(1000)])',
    "re.search('(a+)+$', 'a' * 10000 + 'b')",
    "re.search('(x+x+)+y', 'x' * 10000)",
    "len(re.findall('(.)(.)', 'ab' * 5000))",
  ])('%s, of a text of a megabyte', (source) => {
    expect(() => evaluate(source, { s: text })).not.toThrow();
  });
});

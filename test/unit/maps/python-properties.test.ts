/** Laws of Python's arithmetic, slices and literals, over random values. */
import fc from 'fast-check';
import { parseExpression } from '../../../src/maps/parse/parse-expression';
import { Decimal } from '../../../src/maps/values/decimal';
import { readJson } from '../../../src/maps/values/json-read';
import { RECORD_STYLE, writeJson } from '../../../src/maps/values/json-write';
import { reprOf } from '../../../src/maps/values/text-of';
import { toInt } from '../../../src/maps/values/value';
import { escapeText, unescapeText } from '../../../src/maps/page/field-text';
import { escapeField, unescapeField } from '../../../src/pages/encoding/text';
import { evaluate } from './evaluate';

const anyInt = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n });
const anyText = fc.string({ unit: 'grapheme', maxLength: 30 });
const bound = fc.option(fc.integer({ min: -12, max: 12 }), { nil: null });

describe('integers', () => {
  it('floor division and modulo put a number together again, the rest has the sign of the divisor', () => {
    fc.assert(
      fc.property(anyInt, anyInt, (a, b) => {
        fc.pre(b !== 0n);
        const columns = { a: toInt(a), b: toInt(b) };
        expect(evaluate('a // b * b + a % b == a', columns)).toBe(true);
        expect(evaluate('0 <= a % b < b if b > 0 else b < a % b <= 0', columns)).toBe(true);
      }),
    );
  });

  it('sums and products are those of unbounded integers, in the one form that they have', () => {
    fc.assert(
      fc.property(anyInt, anyInt, (a, b) => {
        const columns = { a: toInt(a), b: toInt(b) };
        expect(evaluate('a + b', columns)).toBe(toInt(a + b));
        expect(evaluate('a * b', columns)).toBe(toInt(a * b));
      }),
    );
  });
});

describe('slices', () => {
  it('of texts count code points and take what a walk over all places takes', () => {
    fc.assert(
      fc.property(anyText, bound, bound, fc.constantFrom(-3, -2, -1, 1, 2, 3, null), (text, start, stop, step) => {
        const characters = Array.from(text);
        expect(evaluate('s[a:b:c]', { s: text, a: start, b: stop, c: step })).toBe(
          walk(characters, start, stop, step ?? 1).join(''),
        );
      }),
    );
  });
});

/** The definition: start, start + step, ... while inside of the bounds. */
function walk(items: readonly string[], start: number | null, stop: number | null, step: number): string[] {
  const { length } = items;
  const place = (at: number): number => (at < 0 ? at + length : at);
  const from = start === null ? (step > 0 ? 0 : length - 1) : place(start);
  const to = stop === null ? (step > 0 ? length : -1) : Math.max(place(stop), -1);
  const taken: string[] = [];
  const first = step > 0 ? Math.max(from, 0) : Math.min(from, length - 1);
  for (let i = first; step > 0 ? i < to && i < length : i > to && i >= 0; i += step) taken.push(items[i] ?? '');
  return taken;
}

describe('literals', () => {
  it('the repr of a text is a literal of that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(evaluate(reprOf(text))).toBe(text);
      }),
    );
  });

  it('a text of any characters is parsed or refused, and never breaks the parser', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'abx09 .,:()[]{}+-*/%<>=!\'"\\\nif or not in for f{}'), maxLength: 40 }),
        (text) => {
          try {
            parseExpression(text);
          } catch (error) {
            expect(error).toMatchObject({ name: 'ExpressionSyntaxError' });
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('decimals', () => {
  it('keep every digit of a number with up to 28 digits', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 27n), max: 10n ** 27n }),
        fc.integer({ min: 0, max: 6 }),
        (digits, places) => {
          const text = new Decimal(digits, -places).toString();
          expect(Decimal.parse(text)?.digits).toBe(digits);
          expect(Decimal.parse(text)?.toString()).toBe(text);
        },
      ),
    );
  });

  it('add exactly', () => {
    const cents = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const sum = new Decimal(a, -2).add(new Decimal(b, -2));
        expect(sum.digits).toBe(a + b);
      }),
    );
  });
});

describe('texts on their way', () => {
  it('JSON is read as it was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // A double that is written without a point is read as an integer, as in Python.
        const text = JSON.stringify(value);
        expect(JSON.parse(writeJson(readJson(text), RECORD_STYLE))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('the fast escapes of fields are those of the page encoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab\\\b\f\n\r\t\vé😀Nx0'), maxLength: 20 }), (text) => {
        expect(escapeText(text)).toBe(escapeField(text));
        expect(unescapeText(text)).toBe(unescapeField(text));
        expect(unescapeText(escapeText(text))).toBe(text);
      }),
    );
  });
});

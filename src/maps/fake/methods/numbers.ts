/** Fakes of numbers. */
import type { Faker } from '@faker-js/faker';
import { Decimal } from '../../values/decimal';
import { valueError } from '../../values/python-error';
import { isTrue } from '../../values/truth';
import { Float, type Value } from '../../values/value';
import { countOf, numberOf, simple, wholeOf, type FakeMethod, type FakeMethods } from '../fake-method';

/** Python's names of the same differ. */
function integer(low: string, high: string): FakeMethod {
  return {
    names: [low, high, 'step'],
    make: (f, [min = 0, max = 9999, step = 1]) => {
      const [least, most, by] = [wholeOf(min), wholeOf(max), wholeOf(step)];
      if (least > most || by < 1)
        throw valueError(`\`${low}\` of a fake is greater than \`${high}\`, or the step below 1.`);
      return least + by * f.number.int({ min: 0, max: Math.floor((most - least) / by) });
    },
  };
}

const FRACTION_NAMES = ['left_digits', 'right_digits', 'positive', 'min_value', 'max_value'];
/** More digits than a double keeps. */
const MAX_DIGITS = 15;

/** With as many digits on both sides of the point as asked for, else as many as happen to come. */
function fraction(f: Faker, [left, right, positive = null, min, max]: readonly (Value | undefined)[]): string {
  const whole = digitCount(left, f.number.int({ min: 1, max: 6 }));
  const places = digitCount(right, f.number.int({ min: 1, max: 6 }));
  const size = 10 ** whole - 1;
  const least = numberOf(min, positive !== null && isTrue(positive) ? 0 : -size);
  const most = numberOf(max, Math.max(size, least));
  if (least > most) throw valueError('`min_value` of a fake is greater than `max_value`.');
  return (least + f.number.float() * (most - least)).toFixed(places);
}

function digitCount(value: Value | undefined, otherwise: number): number {
  const count = value === undefined || value === null ? otherwise : countOf(value, 0, 0);
  if (count > MAX_DIGITS) throw valueError(`A fake number has at most ${MAX_DIGITS} digits on a side of its point.`);
  return count;
}

export const NUMBERS: FakeMethods = {
  pyint: integer('min_value', 'max_value'),
  random_int: integer('min', 'max'),
  random_digit: simple((f) => f.number.int({ min: 0, max: 9 })),
  random_digit_not_null: simple((f) => f.number.int({ min: 1, max: 9 })),
  random_number: {
    names: ['digits', 'fix_len'],
    make: (f, [digits = null, fixed = false]) => {
      const count = digitCount(digits, f.number.int({ min: 1, max: 9 }));
      const most = 10 ** count - 1;
      return f.number.int({ min: isTrue(fixed) && count > 0 ? 10 ** (count - 1) : 0, max: most });
    },
  },
  pyfloat: { names: FRACTION_NAMES, make: (f, args) => new Float(Number(fraction(f, args))) },
  pydecimal: { names: FRACTION_NAMES, make: (f, args) => Decimal.parse(fraction(f, args)) },
};

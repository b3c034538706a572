/** `abs` and `round`, with Python's rounding half to even on the exact value. */
import { bindArguments, FunctionValue, required, type Keywords } from '../../values/callable';
import { TimeDelta } from '../../values/datetime/time-delta';
import { Decimal } from '../../values/decimal';
import { subtractInts } from '../../values/int-arithmetic';
import { PythonError, typeError, valueError } from '../../values/python-error';
import { Float, isInt, toInt, typeName, type Int, type Value } from '../../values/value';

/** Digits of Python's decimal context: `round` of a Decimal to more is an error there too. */
const MAX_DECIMAL_DIGITS = 28;
/** Places beyond which a double has no digit (2^-1074 has its last one there), or is 0 on the other side (1.8e308). */
const LAST_FLOAT_PLACE = 1100;
const FIRST_FLOAT_PLACE = -310;

function abs([value]: readonly Value[]): Value {
  const number = required(value, '`abs`');
  if (typeof number === 'boolean') return number ? 1 : 0;
  if (isInt(number)) return number < 0 ? subtractInts(0, number) : number;
  if (number instanceof Float) return new Float(Math.abs(number.value));
  if (number instanceof Decimal) return number.negative ? number.negate() : number;
  if (number instanceof TimeDelta) return new TimeDelta(number.micros < 0n ? -number.micros : number.micros);
  throw typeError(`\`abs\` cannot take a \`${typeName(number)}\`.`);
}

function round(args: readonly Value[], keywords: Keywords): Value {
  const [number, digits = null] = bindArguments('`round`', ['number', 'ndigits'], args, keywords);
  const value = required(number, '`round`');
  const places = digits === null ? null : placesOf(digits);
  if (typeof value === 'boolean') return roundInt(value ? 1 : 0, places ?? 0);
  if (isInt(value)) return roundInt(value, places ?? 0);
  if (value instanceof Float) return roundFloat(value, places);
  if (value instanceof Decimal) return roundDecimal(value, places);
  throw typeError(`\`round\` cannot take a \`${typeName(value)}\`.`);
}

function roundInt(value: Int, places: number): Int {
  if (places >= 0) return value;
  const digits = String(value < 0 ? -value : value).length;
  // Half of 10^n is greater than the number: no need to make 10^n.
  if (-places > digits) return 0;
  const rounded = new Decimal(BigInt(value), 0).withPlaces(places);
  return toInt(rounded.truncate());
}

function roundFloat(float: Float, places: number | null): Value {
  const { value } = float;
  if (!Number.isFinite(value)) {
    if (places !== null) return float;
    if (Number.isNaN(value)) throw valueError('`round` cannot make an integer of a NaN.');
    throw new PythonError('OverflowError', '`round` cannot make an integer of an infinite number.');
  }
  if (places === null) return toInt(Decimal.fromDouble(float.value).withPlaces(0).digits);
  if (places > LAST_FLOAT_PLACE) return float;
  if (places < FIRST_FLOAT_PLACE) return new Float(value * 0);
  const rounded = Decimal.fromDouble(float.value).withPlaces(places).toDouble();
  if (!Number.isFinite(rounded)) throw new PythonError('OverflowError', 'A rounded number is too large for a float.');
  return new Float(rounded === 0 ? value * 0 : rounded);
}

function roundDecimal(value: Decimal, places: number | null): Value {
  if (places === null) return toInt(value.withPlaces(0).truncate());
  const whole = String(value.digits < 0n ? -value.digits : value.digits).length + value.exponent;
  if (whole + places > MAX_DECIMAL_DIGITS || places < -MAX_PLACES) {
    throw new PythonError('OverflowError', `\`round\` of a decimal would have more than ${MAX_DECIMAL_DIGITS} digits.`);
  }
  // Nothing is left of a number that is far smaller than the place.
  if (whole + places < -1) return new Decimal(0n, -places, value.negative);
  return value.withPlaces(places);
}

/** Beyond it `Decimal` takes no exponent. */
const MAX_PLACES = 20_000;

function placesOf(value: Value): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isInt(value)) return Number(value);
  throw typeError(`\`round\` needs an integer as number of digits, not \`${typeName(value)}\`.`);
}

export const NUMBERS: readonly FunctionValue[] = [new FunctionValue('abs', abs), new FunctionValue('round', round)];

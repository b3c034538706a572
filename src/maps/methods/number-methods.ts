/** Methods and attributes of integers and floats. */
import { bindArguments, type Keywords } from '../values/callable';
import { absolute } from '../values/big-arithmetic';
import { ratioOf } from '../values/float-ratio';
import { checkBits, spendItems } from '../values/limits';
import { scaledDouble } from '../values/scaled-double';
import { itemsIn } from '../values/iterate';
import { PythonError, typeError, valueError } from '../values/python-error';
import { isTrue } from '../values/truth';
import { Bytes, Float, toInt, Tuple, type Int, type Value } from '../values/value';
import { binds, needCount, plain, type Method, type Methods, type Properties } from './method';

export const INT_PROPERTIES: Properties<Int> = new Map<string, (self: Int) => Value>([
  ['real', (self) => self],
  ['imag', () => 0],
  ['numerator', (self) => self],
  ['denominator', () => 1],
]);

export const INT_METHODS: Methods<Int> = new Map<string, Method<Int>>([
  ['bit_length', plain((self) => (self === 0 ? 0 : absolute(BigInt(self)).toString(2).length))],
  ['bit_count', plain((self) => absolute(BigInt(self)).toString(2).replaceAll('0', '').length)],
  ['conjugate', plain((self) => self)],
  ['as_integer_ratio', plain((self) => new Tuple([self, 1]))],
  ['to_bytes', binds(toBytes)],
]);

export const FLOAT_PROPERTIES: Properties<Float> = new Map<string, (self: Float) => Value>([
  ['real', (self) => self],
  ['imag', () => new Float(0)],
]);

export const FLOAT_METHODS: Methods<Float> = new Map<string, Method<Float>>([
  ['is_integer', plain((self) => Number.isInteger(self.value))],
  ['conjugate', plain((self) => self)],
  ['as_integer_ratio', plain(ratio)],
  ['hex', plain((self) => floatHex(self.value))],
]);

const BITS_PER_BYTE = 8;

function toBytes(self: Int, args: readonly Value[], keywords: Keywords): Bytes {
  const [length = 1, order = 'big', signed = false] = bindArguments(
    '`to_bytes`',
    ['length', 'byteorder', 'signed'],
    args,
    keywords,
    2,
  );
  const size = needCount(length, '`to_bytes`');
  const little = isLittle(order);
  if (size < 0) throw valueError('`to_bytes` needs a length that is not negative.');
  checkBits(size * BITS_PER_BYTE);
  const value = BigInt(self);
  const bits = BigInt(size * BITS_PER_BYTE);
  const low = isTrue(signed) ? -(2n ** bits) / 2n : 0n;
  const high = isTrue(signed) ? 2n ** bits / 2n : 2n ** bits;
  if (value < 0n && !isTrue(signed)) throw overflow('A negative integer has no bytes unless `signed` is true.');
  // As Python does, -1 fits into no bytes at all.
  const fits = size === 0 ? value === 0n || (value === -1n && isTrue(signed)) : value >= low && value < high;
  if (!fits) throw overflow('An integer does not fit into so many bytes.');
  const digits = BigInt.asUintN(size * BITS_PER_BYTE, value).toString(16).padStart(size * 2, '0'); // prettier-ignore
  const bytes = Buffer.from(size === 0 ? '' : digits, 'hex');
  return new Bytes(little ? bytes.reverse() : bytes);
}

/** `int.from_bytes(bytes, byteorder, signed=False)` */
/** A byte of an integer costs what so many items of a list do. */
const INTEGER_ITEMS = 4;

export function intFromBytes(args: readonly Value[], keywords: Keywords): Int {
  const [source = null, order = 'big', signed = false] = bindArguments(
    '`from_bytes`',
    ['bytes', 'byteorder', 'signed'],
    args,
    keywords,
    2,
  );
  const little = isLittle(order);
  const bytes = bytesOf(source);
  checkBits(bytes.length * BITS_PER_BYTE);
  spendItems(INTEGER_ITEMS * bytes.length);
  const digits = Buffer.from(little ? bytes.toReversed() : bytes).toString('hex');
  const value = BigInt(`0x${digits === '' ? '0' : digits}`);
  return toInt(isTrue(signed) ? BigInt.asIntN(bytes.length * BITS_PER_BYTE, value) : value);
}

function bytesOf(source: Value): number[] {
  if (source instanceof Bytes) return Array.from(source.data);
  if (typeof source === 'string') throw typeError('`from_bytes` needs bytes, not a text.');
  return itemsIn(source).map((item) => {
    const byte = needCount(item, 'A byte');
    if (byte < 0 || byte > 255) throw valueError('A byte must be between 0 and 255.');
    return byte;
  });
}

function isLittle(order: Value): boolean {
  if (typeof order !== 'string') throw typeError('A byte order is `big` or `little`.');
  if (order !== 'big' && order !== 'little') throw valueError('A byte order is `big` or `little`.');
  return order === 'little';
}

function ratio(self: Float): Tuple {
  const { numerator, denominator } = ratioOf(self.value);
  return new Tuple([toInt(numerator), toInt(denominator)]);
}

/** `0x1.8000000000000p+1` */
function floatHex(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (!Number.isFinite(value)) return `${sign}inf`;
  if (value === 0) return `${sign}0x0.0p+0`;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const mantissa = (bits & (2n ** 52n - 1n)).toString(16).padStart(13, '0');
  // A number without the leading one has the smallest exponent.
  const power = exponent === 0 ? -1022 : exponent - 1023;
  return `${sign}0x${exponent === 0 ? 0 : 1}.${mantissa}p${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}

/** Characters; far more than a double has digits. */
const MAX_HEX_TEXT = 1000;
const HEX_FORM = /^([+-]?)(?:0x)?([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?\d+))?$/;

/** `float.fromhex`. Throws `ValueError`, and `OverflowError` for a number that no double is near to. */
export function floatFromHex([text]: readonly Value[]): Float {
  if (typeof text !== 'string') throw typeError('`fromhex` needs a text.');
  if (text.length > MAX_HEX_TEXT) throw valueError('`fromhex` was given too long a text.');
  const trimmed = text.replace(/^[ \t\n\r\v\f]+|[ \t\n\r\v\f]+$/g, '').toLowerCase();
  const special = /^([+-]?)(inf(?:inity)?|nan)$/.exec(trimmed);
  if (special) return new Float((special[1] === '-' ? -1 : 1) * (special[2] === 'nan' ? NaN : Infinity));
  const match = HEX_FORM.exec(trimmed);
  const [, sign, whole = '', fraction = '', power = '0'] = match ?? [];
  if (!match || whole + fraction === '') throw valueError('`fromhex` was given a text that is not a number.');
  const digits = BigInt(`0x${whole}${fraction}`);
  const exponent = Number(power) - 4 * fraction.length;
  const size = scaledDouble(digits, exponent);
  if (!Number.isFinite(size)) throw overflow('A number is too large for a float.');
  return new Float(sign === '-' ? -size : size);
}

function overflow(message: string): PythonError {
  return new PythonError('OverflowError', message);
}

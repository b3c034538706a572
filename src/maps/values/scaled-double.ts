/** Doubles out of integers and powers of two. */

/** `digits` × 2^`exponent`, rounded once. */
export function scaledDouble(digits: bigint, exponent: number): number {
  if (digits === 0n) return 0;
  const bits = digits.toString(2).length;
  if (bits + exponent > 1024) return Infinity;
  if (bits + exponent < -1074) return 0;
  // The last bit that a double of this size has.
  const last = Math.max(bits + exponent - 53, -1074);
  const drop = BigInt(Math.max(0, last - exponent));
  const kept = digits >> drop;
  const twice = (digits - (kept << drop)) * 2n;
  const unit = 1n << drop;
  const up = drop > 0n && (twice > unit || (twice === unit && kept % 2n === 1n));
  const scale = Math.max(last, exponent);
  const rounded = Number(up ? kept + 1n : kept);
  // In two steps, because 2^scale alone may be none.
  return scale < -1000 ? rounded * 2 ** (scale + 100) * 2 ** -100 : rounded * 2 ** scale;
}

/** Division of bigints in the ways of Python. */

/** Rounds toward negative infinity; the rest has the sign of the divisor. */
export function floorBig(left: bigint, right: bigint): { readonly quotient: bigint; readonly rest: bigint } {
  const quotient = left / right;
  const rest = left % right;
  if (rest !== 0n && rest < 0n !== right < 0n) return { quotient: quotient - 1n, rest: rest + right };
  return { quotient, rest };
}

/** To the nearest integer, half to even. */
export function roundedQuotient(left: bigint, right: bigint): bigint {
  const { quotient, rest } = floorBig(left, right);
  const twice = 2n * absolute(rest);
  const up = twice > absolute(right) || (twice === absolute(right) && quotient % 2n !== 0n);
  return up ? quotient + 1n : quotient;
}

export function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Which type a column must have to hold what is in it and what comes, without changing a value of either. */

/** Decimal digits that each integer type can need. */
const INTEGER_DIGITS: ReadonlyMap<string, number> = new Map([
  ['SMALLINT', 5],
  ['INTEGER', 10],
  ['BIGINT', 19],
]);
const MAX_DIGITS = 38;

/** Type → the types that hold all its values. VARCHAR holds everything. */
const WIDER: ReadonlyMap<string, readonly string[]> = new Map([
  ['SMALLINT', ['FLOAT', 'DOUBLE']],
  ['INTEGER', ['DOUBLE']],
  ['FLOAT', ['DOUBLE']],
  ['DATE', ['TIMESTAMP']],
]);

/** DuckDB's names of types. Null: there is none. Text stays text, whatever comes; a typed column never becomes text by itself. */
export function fittingType(existing: string, wanted: string): string | null {
  if (existing === wanted || existing === 'VARCHAR') return existing;
  // JSON is a text that is looked through.
  if (existing === 'JSON' && wanted === 'VARCHAR') return 'VARCHAR';
  if (WIDER.get(existing)?.includes(wanted) === true) return wanted;
  if (WIDER.get(wanted)?.includes(existing) === true) return existing;
  const from = exact(existing);
  const to = exact(wanted);
  if (from === null || to === null) return null;
  if (INTEGER_DIGITS.has(existing) && INTEGER_DIGITS.has(wanted)) return from.whole > to.whole ? existing : wanted;
  const whole = Math.max(from.whole, to.whole);
  const scale = Math.max(from.scale, to.scale);
  return whole + scale > MAX_DIGITS ? null : `DECIMAL(${String(whole + scale)},${String(scale)})`;
}

/** Digits before and behind the point. */
function exact(type: string): { readonly whole: number; readonly scale: number } | null {
  const digits = INTEGER_DIGITS.get(type);
  if (digits !== undefined) return { whole: digits, scale: 0 };
  const match = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  return match === null ? null : { whole: Number(match[1]) - Number(match[2]), scale: Number(match[2]) };
}

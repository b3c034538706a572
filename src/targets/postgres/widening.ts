/** When an existing column may be given the source's wider type without changing a value that is in it. */
import { parseTypeName, type TypeName } from '../../systems/postgres/types';

/** Decimal digits that each integer type can need. */
const INTEGER_DIGITS: ReadonlyMap<string, number> = new Map([
  ['smallint', 5],
  ['integer', 10],
  ['bigint', 19],
]);

/** Types are named as `format_type` prints them. False when they are equal. */
export function isLosslessWidening(existing: string, wanted: string): boolean {
  if (existing === wanted) return false;
  const from = parseTypeName(existing);
  const to = parseTypeName(wanted);
  if (from.isArray || to.isArray) return false;
  const digits = INTEGER_DIGITS.get(from.base);
  if (digits !== undefined) return widensInteger(from, digits, to);
  if (from.base === to.base) return widensModifiers(from, to);
  if (from.base === 'character varying') return to.base === 'text';
  return (
    (from.base === 'real' && to.base === 'double precision') ||
    (from.base === 'date' && to.base === 'timestamp without time zone')
  );
}

function widensInteger(from: TypeName, digits: number, to: TypeName): boolean {
  const toDigits = INTEGER_DIGITS.get(to.base);
  if (toDigits !== undefined) return toDigits > digits;
  if (to.base === 'double precision') return from.base !== 'bigint';
  if (to.base !== 'numeric') return false;
  const [precision, scale = 0] = to.modifiers;
  return precision === undefined || precision - scale >= digits;
}

/** The same type with other modifiers: longer, more precise, or none. */
function widensModifiers(from: TypeName, to: TypeName): boolean {
  const [size, scale = 0] = from.modifiers;
  const [toSize, toScale = 0] = to.modifiers;
  if (toSize === undefined) return size !== undefined && from.base !== 'character';
  if (size === undefined) return false;
  if (from.base === 'numeric') return toScale >= scale && toSize - toScale >= size - scale;
  return toSize >= size;
}

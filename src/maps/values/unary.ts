/** The operators `-`, `+` and `~`. */
import { TimeDelta } from './datetime/time-delta';
import { Decimal } from './decimal';
import { subtractInts } from './int-arithmetic';
import { typeError } from './python-error';
import { Float, isInt, typeName, type Value } from './value';

export function applyUnary(operator: '-' | '+' | '~', value: Value): Value {
  if (typeof value === 'boolean') return applyUnary(operator, value ? 1 : 0);
  if (isInt(value)) {
    if (operator === '+') return value;
    return operator === '-' ? subtractInts(0, value) : subtractInts(-1, value);
  }
  if (operator !== '~') {
    if (value instanceof Float) return operator === '-' ? new Float(-value.value) : value;
    if (value instanceof Decimal) return operator === '-' ? value.negate() : value.plus();
    if (value instanceof TimeDelta) return operator === '-' ? new TimeDelta(-value.micros) : value;
  }
  throw typeError(`\`${operator}\` does not work on a \`${typeName(value)}\`.`);
}

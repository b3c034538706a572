/** A value that an expression gave → the page text of a mapped column, by its outgoing schema. */
import type { Column } from '../../model/stream';
import { columnKind } from '../../pages/encoding/column-kind';

import { DateTime, DateValue } from '../values/datetime/date-time';
import { Decimal } from '../values/decimal';
import { floatText } from '../values/float-text';
import { RECORD_STYLE, recordText, writeJson } from '../values/json-write';
import { PythonError } from '../values/python-error';
import { intText } from '../values/text-of';
import { Bytes, Float, isInt, typeName, type Value } from '../values/value';
import { escapeText } from './field-text';

/** The escaped field, null for `\N`. Throws `TypeError` when the value is not of the schema's type. */
export type WriteColumn = (value: Value) => string | null;

export function columnWriter(column: Column): WriteColumn {
  switch (columnKind(column).kind) {
    case 'integer':
      return (value) => (value === null ? null : wholeText(value));
    case 'number':
    case 'float':
      return (value) => (value === null ? null : numberText(value));
    case 'boolean':
      return (value) => (value === null ? null : booleanText(value));
    case 'json':
    case 'array':
      return (value) => (value === null ? null : escapeText(writeJson(value, RECORD_STYLE)));
    case 'string':
    case 'date':
    case 'timestamp':
    case 'time':
    case 'bytea':
      return (value) =>
        value === null ? null : value instanceof DateTime ? value.isoformat() : escapeText(plainText(value));
  }
}

/** A text stays as it is; what is no text becomes what JSON would show of it. */
function plainText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof DateTime || value instanceof DateValue) return value.isoformat();
  return value instanceof Bytes ? recordText(value) : unquoted(writeJson(value, RECORD_STYLE), value);
}

/** Times and the like come quoted from the JSON writer. */
function unquoted(json: string, value: Value): string {
  return json.startsWith('"') ? recordText(value) : json;
}

/** Not finite numbers have no JSON form and become null, as everywhere in pages. */
function numberText(value: Value): string | null {
  if (isInt(value)) return intText(value);
  if (value instanceof Float) return Number.isFinite(value.value) ? floatText(value.value) : null;
  if (value instanceof Decimal) return value.toString();
  if (typeof value === 'string' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value)) return value;
  throw misfit(value, 'number', 'float(...)');
}

function wholeText(value: Value): string {
  if (isInt(value)) return intText(value);
  if (value instanceof Float && Number.isInteger(value.value)) return BigInt(value.value).toString();
  if (value instanceof Decimal && value.compare(new Decimal(value.truncate(), 0)) === 0)
    return value.truncate().toString();
  if (typeof value === 'string' && /^-?(?:0|[1-9]\d*)$/.test(value)) return value;
  throw misfit(value, 'integer', 'int(...)');
}

function booleanText(value: Value): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  throw misfit(value, 'boolean', 'bool(...)');
}

function misfit(value: Value, type: string, remedy: string): PythonError {
  return new PythonError(
    'TypeError',
    `The result is a \`${typeName(value)}\` that does not fit the property's type, which is ${type}; write \`${remedy}\` around it or use another property name.`,
  );
}

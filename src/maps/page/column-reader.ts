/** Page bytes of a column → the value that an expression sees: what the tap's Singer record would hold, as Python reads it. */
import type { Column } from '../../model/stream';
import { columnKind } from '../../pages/encoding/column-kind';
import { isNull } from '../../pages/encoding/text';
import { toJsonText } from '../../pages/encoding/values';
import { Decimal } from '../values/decimal';
import { readJson } from '../values/json-read';
import { toInt, type Value } from '../values/value';
import { unescapeText } from './field-text';

/** The value of the field in `buffer[start, end)`. */
export type ReadColumn = (buffer: Buffer, start: number, end: number) => Value;

const ZERO = 0x30;
const MINUS = 0x2d;
/** Integers of so many characters are safe and need no text. */
const SAFE_DIGITS = 15;

/** Throws `PythonError` (from the reader) for JSON that is none. */
export function columnReader(column: Column): ReadColumn {
  const kind = columnKind(column);
  switch (kind.kind) {
    case 'integer':
      return readInteger;
    case 'number':
      return fromText((text) => (/^-?\d+$/.test(text) ? toInt(BigInt(text)) : Decimal.parse(text)));
    case 'float':
      // A float keeps its point in JSON, so 5 is the decimal 5.0.
      return fromText((text) => Decimal.parse(/^-?\d+$/.test(text) ? `${text}.0` : text));
    case 'boolean':
      return (buffer, start, end) => (isNull(buffer, start, end) ? null : buffer[start] === 0x74);
    case 'string':
      return fromText((text) => text);
    case 'date':
    case 'timestamp':
    case 'time':
      if (kind.form === 'iso') return fromText((text) => text);
      break;
    case 'json':
    case 'bytea':
    case 'array':
      break;
  }
  const toJson = toJsonText(column);
  return fromText((text) => readJson(toJson(text)));
}

function fromText(convert: (text: string) => Value): ReadColumn {
  return (buffer, start, end) => {
    const text = buffer.toString('utf8', start, end);
    if (!text.includes('\\')) return convert(text);
    return isNull(buffer, start, end) ? null : convert(unescapeText(text));
  };
}

function readInteger(buffer: Buffer, start: number, end: number): Value {
  if (isNull(buffer, start, end)) return null;
  if (end - start > SAFE_DIGITS) return toInt(BigInt(buffer.toString('latin1', start, end)));
  const negative = buffer[start] === MINUS;
  let value = 0;
  for (let i = negative ? start + 1 : start; i < end; i++) value = value * 10 + (buffer[i] ?? 0) - ZERO;
  return negative && value !== 0 ? -value : value;
}

/** The value of a bookmark as JSON: numbers that a double cannot hold keep their digits. */
import type { JsonValue } from '../../../model/json';
import type { Column } from '../../../model/stream';
import { columnKind } from '../../../pages/encoding/column-kind';

const NUMERIC: ReadonlySet<string> = new Set(['integer', 'number', 'float']);
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** `{"$number": text}` for such a number (`src/model/lossless-json.ts`). */
export function singerNumber(value: string | number, key: Column): JsonValue {
  const isNumber = typeof value === 'string' && NUMERIC.has(columnKind(key).kind) && JSON_NUMBER.test(value);
  return isNumber ? { $number: value } : value;
}

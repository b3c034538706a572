/**
 * Records of Singer messages → lines of a page, from the text of the message: the same lines as `recordLines` makes of `parseJson`'s
 * records, in half the time, since numbers are looked up where they stand and all else comes from JavaScript's own parser.
 */
import type { JsonObject, JsonValue } from '../../model/json';
import { eachMember, valueEnd } from '../../model/json-members';
import { jsonText, parseJson } from '../../model/lossless-json';
import type { Column, StreamSchema } from '../../model/stream';
import { columnKind } from './column-kind';
import { recordLines } from './record-lines';
import { escapeField, NULL_FIELD } from './text';
import { fromJson } from './values';

/** Where each column's value stands in the text. */
interface Places {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Null: not this way, see `recordLines`. */
type ReadField = (value: Exclude<JsonValue, null>, text: string, from: number, to: number) => string | null;

/** `text`: of a RECORD message. `record`: what `JSON.parse` has made of the object in it. Throws as `recordLines` does. */
export function recordTextLines(schema: StreamSchema): (text: string, record: JsonObject) => string {
  const exact = recordLines(schema);
  const columns = schema.columns.map((column) => ({ name: column.name, read: fieldReader(column) }));
  const indexes = new Map(columns.map(({ name }, index) => [name, index]));
  const places: Places = { from: new Int32Array(columns.length), to: new Int32Array(columns.length) };
  return (text, record) => {
    const note = (key: string, from: number): number => {
      const to = valueEnd(text, from);
      const index = indexes.get(key);
      if (index === undefined) return to;
      places.from[index] = from;
      return (places.to[index] = to);
    };
    let [at, end] = [0, 0];
    eachMember(text, 0, (key, from) => {
      if (key !== 'record' || text[from] !== '{') return valueEnd(text, from);
      at = from;
      return (end = eachMember(text, from, note));
    });
    const exactly = (): string => exact(parseJson(text.slice(at, end)) as JsonObject);
    let line = '';
    for (const [index, { name, read }] of columns.entries()) {
      const value = (Object.hasOwn(record, name) ? record[name] : null) ?? null;
      const field = value === null ? NULL_FIELD : read(value, text, places.from[index] ?? 0, places.to[index] ?? 0);
      if (field === null) return exactly();
      line += index === 0 ? field : `\t${field}`;
    }
    line += '\n';
    return line.isWellFormed() ? line : exactly();
  };
}

function fieldReader(column: Column): ReadField {
  const encode = fromJson(column);
  const other = (value: string | boolean): string => {
    const text = encode(value);
    return text === null ? NULL_FIELD : escapeField(text);
  };
  switch (columnKind(column).kind) {
    case 'integer':
      return (value) => (isPlainInteger(value) ? String(value) : null);
    case 'number':
    case 'float':
      return (value, text, from, to) => (typeof value === 'number' ? text.slice(from, to) : null);
    case 'json':
      return (value, text, from, to) =>
        escapeField(typeof value === 'object' ? compact(text.slice(from, to)) : scalar(value, text, from, to));
    default:
      return (value) => (typeof value === 'string' || typeof value === 'boolean' ? other(value) : null);
  }
}

/** One that a double holds, and whose text has no sign that is lost. */
function isPlainInteger(value: JsonValue): value is number {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

function scalar(value: string | number | boolean, text: string, from: number, to: number): string {
  return typeof value === 'number' ? text.slice(from, to) : JSON.stringify(value);
}

function compact(text: string): string {
  return jsonText(parseJson(text));
}

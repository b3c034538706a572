/**
 * CSV of pages, as RFC 4180 has it: values with a delimiter, a quote or a line break stand in quotes, quotes are doubled.
 * Null is an empty field, an empty text is `""`. Values have the text of Singer's JSON form without its quotes; arrays and
 * JSON are JSON text; `NaN` and infinities, which JSON has no number for, are written out.
 */
import { assertNever } from '../../model/errors';
import type { Column, StreamSchema } from '../../model/stream';
import { columnKind } from './column-kind';
import { emitBoolean, emitRaw, emitterFor, type Emitter, type JsonCursor } from './json-emitters';
import { LineEncoder } from './line-encoder';
import { BACKSLASH, NEWLINE, readEscape, TAB } from './text';

/** As JSON at most six times as long, and each of those bytes may be a quote that is doubled. */
const GROWTH = 12;
const QUOTE = 0x22;
const RETURN = 0x0d;

export class CsvLineEncoder extends LineEncoder {
  /** `delimiter`: one ASCII character that no number, date or time is written with. `lineEnd`: what ends each line. */
  constructor(schema: StreamSchema, delimiter: string, lineEnd: Buffer) {
    const before = Buffer.from(delimiter);
    const comma = before[0] ?? 0;
    super({
      columns: schema.columns.map((column, i) => ({
        prefix: i === 0 ? Buffer.alloc(0) : before,
        emit: csvEmitter(column, comma),
      })),
      nullWord: Buffer.alloc(0),
      lineEnd,
      growth: GROWTH,
    });
  }
}

/** One value's text as a field. */
export function csvField(text: string | null, delimiter: string): string {
  if (text === null) return '';
  const plain = text !== '' && !/["\r\n]/.test(text) && !text.includes(delimiter);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}

function csvEmitter(column: Column, comma: number): Emitter {
  const kind = columnKind(column);
  switch (kind.kind) {
    case 'integer':
    case 'number':
    case 'float':
      return emitRaw;
    case 'boolean':
      return emitBoolean;
    case 'string':
      return (cursor) => emitText(cursor, comma);
    case 'date':
    case 'timestamp':
    case 'time':
      return kind.form === 'iso' ? (cursor) => emitText(cursor, comma) : unquoted(emitterFor(column));
    case 'bytea':
      return unquoted(emitterFor(column));
    case 'json':
    case 'array':
      return requoted(emitterFor(column), comma);
    default:
      return assertNever(kind, 'column kind');
  }
}

/** A text: as it is when nothing in it is special, else unescaped and in quotes. */
function emitText(cursor: JsonCursor, comma: number): void {
  const { source, out } = cursor;
  let { position, at } = cursor;
  const start = position;
  for (;;) {
    const byte = source[position] ?? NEWLINE;
    if (byte === TAB || byte === NEWLINE) break;
    if (byte === BACKSLASH || byte === QUOTE || byte === comma || byte === RETURN) {
      cursor.position = start;
      emitQuotedText(cursor);
      return;
    }
    out[at++] = byte;
    position++;
  }
  if (position === start) {
    out[at++] = QUOTE;
    out[at++] = QUOTE;
  }
  cursor.position = position;
  cursor.at = at;
}

function emitQuotedText(cursor: JsonCursor): void {
  const { source, out } = cursor;
  let { position, at } = cursor;
  out[at++] = QUOTE;
  for (let byte = source[position] ?? NEWLINE; byte !== TAB && byte !== NEWLINE; byte = source[position] ?? NEWLINE) {
    let value = byte;
    position++;
    if (byte === BACKSLASH) {
      const escape = readEscape(source, position, source.length);
      value = escape.byte;
      position = escape.next;
    }
    out[at++] = value;
    if (value === QUOTE) out[at++] = QUOTE;
  }
  out[at++] = QUOTE;
  cursor.position = position;
  cursor.at = at;
}

/** A JSON string whose text never needs quotes: digits, and the marks of dates and times. */
function unquoted(emit: Emitter): Emitter {
  return (cursor) => {
    const start = cursor.at;
    emit(cursor);
    if (cursor.at - start === 2) return;
    cursor.out.copyWithin(start, start + 1, cursor.at - 1);
    cursor.at -= 2;
  };
}

/** JSON text as a field. */
function requoted(emit: Emitter, comma: number): Emitter {
  return (cursor) => {
    const start = cursor.at;
    emit(cursor);
    const { out, at: end } = cursor;
    let quotes = 0;
    let special = false;
    for (let i = start; i < end; i++) {
      if (out[i] === QUOTE) quotes++;
      else if (out[i] === comma) special = true;
    }
    if (quotes === 0 && !special) return;
    let to = end + quotes + 1;
    cursor.at = to + 1;
    out[to--] = QUOTE;
    for (let from = end - 1; from >= start; from--) {
      const byte = out[from] ?? 0;
      out[to--] = byte;
      if (byte === QUOTE) out[to--] = QUOTE;
    }
    out[to] = QUOTE;
  };
}

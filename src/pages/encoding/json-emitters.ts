/** The byte-level emitters of `json-lines.ts`: each reads one field up to its tab or newline and writes one JSON value. */
import type { Column } from '../../model/stream';
import { columnKind, type ColumnKind } from './column-kind';
import { BACKSLASH, decodeField, NEWLINE, readEscape, TAB } from './text';
import { type ToJsonText, toJsonText } from './values';

/** Where reading and writing stand. `out` has room for the line (`JsonLineEncoder.needed`). */
export interface JsonCursor {
  source: Buffer;
  position: number;
  out: Buffer;
  at: number;
}

/** Called on the first byte of a field that is not `\N`; leaves `position` on the tab or newline behind it. */
export type Emitter = (cursor: JsonCursor) => void;

const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
/** The end of a timestamp, with the closing quote. */
const UTC = Buffer.from('+00:00"');
const CLOSING_QUOTE = Buffer.from('"');
const NO_FRACTION = Buffer.from('.000000');
export const NULL_WORD = Buffer.from('null');
const TRUE_WORD = Buffer.from('true');
const FALSE_WORD = Buffer.from('false');
const HEX = Buffer.from('0123456789abcdef');

/** 0: goes through as it is. 1: tab, newline. 2: to be looked at inside a JSON string. */
const STRING_CLASS = classes((byte) =>
  byte === TAB || byte === NEWLINE ? 1 : byte < 0x20 || byte === QUOTE || byte === BACKSLASH ? 2 : 0,
);
/** What an array of finite numbers is made of. */
const NUMBER_LIST = classes((byte) => ('0123456789+-.eE,{}'.includes(String.fromCharCode(byte)) ? 1 : 0));

export function emitterFor(column: Column): Emitter {
  const kind = columnKind(column);
  const toJson = toJsonText(column);
  const slow = textEmitter(toJson);
  switch (kind.kind) {
    case 'integer':
      return emitRaw;
    case 'number':
    case 'float':
      return emitNumber;
    case 'boolean':
      return emitBoolean;
    case 'string':
      return emitString;
    case 'json':
      return emitJson;
    case 'date':
      return kind.form === 'iso' ? emitString : dateEmitter(toJson);
    case 'timestamp':
      return kind.form === 'iso' ? emitString : timestampEmitter(toJson, 'when not zero');
    case 'time':
      return kind.form === 'iso' ? emitString : slow;
    case 'array':
      return isNumeric(kind.element) ? guarded(emitNumberList, slow) : slow;
    case 'bytea':
      return slow;
  }
}

/** PostgreSQL's dates: `2024-02-29` in quotes, with `end` (its closing quote included) behind it; `toJson` writes all others. */
export function dateEmitter(toJson: ToJsonText, end: Buffer = CLOSING_QUOTE): Emitter {
  return guarded((cursor) => emitDate(cursor, end), textEmitter(toJson));
}

/** PostgreSQL's timestamps in UTC as ISO 8601, their fraction with six digits; `toJson` writes what has no plain form. */
export function timestampEmitter(toJson: ToJsonText, fraction: 'always' | 'when not zero'): Emitter {
  const always = fraction === 'always';
  return guarded((cursor) => emitTimestamp(cursor, always), textEmitter(toJson));
}

function isNumeric(kind: ColumnKind): boolean {
  return kind.kind === 'integer' || kind.kind === 'number' || kind.kind === 'float';
}

/** A fast path answers false when the field is not of the form it knows; what it wrote is written over then. */
function guarded(fast: (cursor: JsonCursor) => boolean, slow: Emitter): Emitter {
  return (cursor) => {
    const { position, at } = cursor;
    if (fast(cursor)) return;
    cursor.position = position;
    cursor.at = at;
    slow(cursor);
  };
}

/** By way of a JavaScript string: for what comes seldom or has no fast path. */
export function textEmitter(toJson: ToJsonText): Emitter {
  return (cursor) => {
    const { source, position } = cursor;
    let end = position;
    while (end < source.length && source[end] !== TAB && source[end] !== NEWLINE) end++;
    const json = toJson(decodeField(source, position, end) ?? '');
    if (cursor.at + Buffer.byteLength(json) > cursor.out.length) throw new Error('A JSON value outgrew its estimate.');
    cursor.at += cursor.out.write(json, cursor.at);
    cursor.position = end;
  };
}

export function emitRaw(cursor: JsonCursor): void {
  const { source, out } = cursor;
  let { position, at } = cursor;
  for (let byte = source[position] ?? NEWLINE; byte !== TAB && byte !== NEWLINE; byte = source[++position] ?? NEWLINE) {
    out[at++] = byte;
  }
  cursor.position = position;
  cursor.at = at;
}

/** `NaN`, `Infinity` and `-Infinity` have no JSON number. */
function emitNumber(cursor: JsonCursor): void {
  const { source, position, at } = cursor;
  const first = source[position] === 0x2d ? source[position + 1] : source[position];
  emitRaw(cursor);
  if (first === 0x4e || first === 0x49) cursor.at = copyBytes(NULL_WORD, 0, NULL_WORD.length, cursor.out, at);
}

export function emitBoolean(cursor: JsonCursor): void {
  const at = cursor.at;
  const word = cursor.source[cursor.position] === 0x74 ? TRUE_WORD : FALSE_WORD;
  emitRaw(cursor);
  cursor.at = copyBytes(word, 0, word.length, cursor.out, at);
}

function emitString(cursor: JsonCursor): void {
  const { source, out } = cursor;
  let { position, at } = cursor;
  out[at++] = QUOTE;
  for (;;) {
    const byte = source[position] ?? NEWLINE;
    const what = STRING_CLASS[byte];
    if (what === 0) {
      out[at++] = byte;
      position++;
    } else if (what === 1) {
      break;
    } else if (byte === BACKSLASH) {
      const letter = source[position + 1] ?? NEWLINE;
      if (isSharedEscape(letter)) {
        out[at++] = BACKSLASH;
        out[at++] = letter;
        position += 2;
      } else {
        const escape = readEscape(source, position + 1, source.length);
        at = writeEscaped(out, at, escape.byte);
        position = escape.next;
      }
    } else {
      at = writeEscaped(out, at, byte);
      position++;
    }
  }
  out[at++] = QUOTE;
  cursor.position = position;
  cursor.at = at;
}

/** Escapes that mean the same in COPY text and in JSON: `\\ \n \t \r \b \f`. */
function isSharedEscape(letter: number): boolean {
  return (
    letter === BACKSLASH || letter === 0x6e || letter === 0x74 || letter === 0x72 || letter === 0x62 || letter === 0x66
  );
}

/** One byte of a text inside a JSON string; bytes of UTF-8 sequences pass. */
function writeEscaped(out: Buffer, at: number, byte: number): number {
  if (byte === QUOTE || byte === BACKSLASH) {
    out[at++] = BACKSLASH;
    out[at++] = byte;
  } else if (byte >= 0x20) {
    out[at++] = byte;
  } else {
    at += out.write(SHORT_ESCAPES[byte] ?? '\\u00', at, 'latin1');
    if (SHORT_ESCAPES[byte] === undefined) {
      out[at++] = HEX[byte >> 4] ?? 0;
      out[at++] = HEX[byte & 15] ?? 0;
    }
  }
  return at;
}

const SHORT_ESCAPES: Readonly<Record<number, string>> = { 8: '\\b', 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r' };

/** JSON text as it is; raw line breaks and tabs in it can only be blanks between tokens. */
function emitJson(cursor: JsonCursor): void {
  const { source, out } = cursor;
  let { position, at } = cursor;
  for (let byte = source[position] ?? NEWLINE; byte !== TAB && byte !== NEWLINE; byte = source[position] ?? NEWLINE) {
    if (byte === BACKSLASH) {
      const escape = readEscape(source, position + 1, source.length);
      out[at++] = escape.byte === NEWLINE || escape.byte === TAB || escape.byte === 0x0d ? 0x20 : escape.byte;
      position = escape.next;
    } else {
      out[at++] = byte;
      position++;
    }
  }
  cursor.position = position;
  cursor.at = at;
}

/** `2024-02-29`. */
function emitDate(cursor: JsonCursor, end: Buffer): boolean {
  const { source, position, out } = cursor;
  if (!isEnd(source[position + 10]) || source[position + 4] !== 0x2d) return false;
  const at = copyBytes(source, position, 10, out, quote(out, cursor.at));
  cursor.at = copyBytes(end, 0, end.length, out, at);
  cursor.position = position + 10;
  return true;
}

/** `2024-01-01 00:00:00[.123][+00]` → `2024-01-01T00:00:00[.123000]+00:00`. `always`: also `.000000`. */
function emitTimestamp(cursor: JsonCursor, always: boolean): boolean {
  const { source, position, out } = cursor;
  if (source[position + 4] !== 0x2d || source[position + 10] !== 0x20 || source[position + 16] !== 0x3a) return false;
  let at = copyBytes(source, position, 10, out, quote(out, cursor.at));
  out[at++] = 0x54;
  at = copyBytes(source, position + 11, 8, out, at);
  let from = position + 19;
  if (source[from] === 0x2e) {
    let digits = 0;
    while (isDigit(source[from + 1 + digits])) digits++;
    at = copyBytes(source, from, digits + 1, out, at);
    for (let i = digits; i < 6; i++) out[at++] = 0x30;
    from += digits + 1;
  } else if (always) {
    at = copyBytes(NO_FRACTION, 0, NO_FRACTION.length, out, at);
  }
  if (source[from] === 0x2b && source[from + 1] === 0x30 && source[from + 2] === 0x30) from += 3;
  if (!isEnd(source[from])) return false;
  cursor.at = copyBytes(UTC, 0, UTC.length, out, at);
  cursor.position = from;
  return true;
}

/** `{1,-2}` → `[1,-2]`, nested as well; nulls, bounds and infinities are not for this path. */
function emitNumberList(cursor: JsonCursor): boolean {
  const { source, out } = cursor;
  let { position, at } = cursor;
  for (let byte = source[position] ?? NEWLINE; NUMBER_LIST[byte] === 1; byte = source[++position] ?? NEWLINE) {
    out[at++] = byte === OPEN_BRACE ? 0x5b : byte === CLOSE_BRACE ? 0x5d : byte;
  }
  cursor.position = position;
  cursor.at = at;
  return isEnd(source[position]);
}

function quote(out: Buffer, at: number): number {
  out[at] = QUOTE;
  return at + 1;
}

/** For a few bytes a loop is faster than a call of `Buffer.copy`. Answers the place behind them. */
export function copyBytes(source: Buffer, from: number, count: number, out: Buffer, at: number): number {
  for (let i = 0; i < count; i++) out[at + i] = source[from + i] ?? 0;
  return at + count;
}

function isEnd(byte: number | undefined): boolean {
  return byte === TAB || byte === NEWLINE;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function classes(of: (byte: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => of(byte));
}
